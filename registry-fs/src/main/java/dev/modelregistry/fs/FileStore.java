package dev.modelregistry.fs;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.GatedStore;
import java.time.Clock;
import java.util.Optional;

/** A registry in a directory, as {@link Opening} found it. */
final class FileStore extends GatedStore {
    private final FileBlobs blobs;
    private final FileIndexImage image;

    FileStore(
            Identity identity,
            Layout layout,
            FileOps files,
            Publisher publisher,
            Durability durability,
            Gate gate,
            Clock clock,
            BlobCipher cipher) {
        this(
                identity,
                layout,
                files,
                publisher,
                durability,
                gate,
                clock,
                new FileBlobs(gate, files, layout, publisher, clock, cipher));
    }

    private FileStore(
            Identity identity,
            Layout layout,
            FileOps files,
            Publisher publisher,
            Durability durability,
            Gate gate,
            Clock clock,
            FileBlobs blobs) {
        super(
                gate,
                new About(
                        identity.registry(),
                        layout.location(),
                        Sharing.HOST,
                        durability,
                        loweredBy(durability),
                        identity.encryptsBlobs(),
                        clock),
                new Parts(
                        new FileJournals(gate, files, layout, publisher),
                        blobs,
                        new FileCells(gate, files, layout, publisher),
                        Optional.empty()));
        this.blobs = blobs;
        this.image = new FileIndexImage(gate, files, layout, publisher, identity.registry());
    }

    @Override
    public Optional<IndexImage> indexImage() {
        return Optional.of(image);
    }

    private static Optional<String> loweredBy(Durability durability) {
        return durability == Durability.POWER_LOSS
                ? Optional.empty()
                : Optional.of("directories here cannot be synced; use a file system where they can");
    }

    @Override
    protected void release() { // no file is kept open
        blobs.deleteCopies();
    }
}
