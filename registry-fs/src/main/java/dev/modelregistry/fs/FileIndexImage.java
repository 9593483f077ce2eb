package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.support.Gate;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What an index in memory knew, in one file beside the journals, never synced. It may be deleted by hand at any time. */
final class FileIndexImage implements IndexImage {
    private static final String WHAT = "the image of the index";

    private final Gate gate;
    private final FileOps files;
    private final Path file;
    private final Publisher publisher;
    private final Line trailer;

    /** @param registry the identity of the registry whose index it is */
    FileIndexImage(Gate gate, FileOps files, Layout layout, Publisher publisher, String registry) {
        this.gate = gate;
        this.files = files;
        this.file = layout.indexImage();
        this.publisher = publisher;
        this.trailer = new Line().put("index", registry);
    }

    @Override
    public Optional<Bytes> read() {
        gate.enterToRead();
        return Reading.of(WHAT, () -> {
            byte[] content;
            try {
                content = files.read(file);
            } catch (NoSuchFileException none) {
                return Optional.empty();
            }
            SealedFile found = SealedFile.decode("index", WHAT, file, content);
            if (!found.trailer().equals(trailer)) {
                throw new CorruptStoreException(
                        file + " is misplaced: expected " + trailer + ", found " + found.trailer());
            }
            return Optional.of(found.content());
        });
    }

    @Override
    public void replace(Bytes image) {
        gate.enterToWrite();
        byte[] content = new SealedFile(image, trailer).encode();
        try (Publisher.Staged staged = publisher.begin(WHAT)) {
            staged.write(content, 0, content.length);
            staged.replace(file);
        }
    }
}
