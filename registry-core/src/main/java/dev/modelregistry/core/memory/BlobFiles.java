package dev.modelregistry.core.memory;

import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blobs written out for those who need a path, in a private temporary directory. Not thread-safe; the owner's lock
 * guards it.
 */
final class BlobFiles {
    private final Map<Digest, Written> written = new HashMap<>();
    private @Nullable Path directory;

    /** A file and what it looked like when it was right. */
    private record Written(Path path, long size, FileTime modified) {
        static Written of(Path path) throws IOException {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return new Written(path, now.size(), now.lastModifiedTime());
        }

        boolean isUntouched() {
            try {
                return equals(of(path));
            } catch (IOException gone) {
                return false;
            }
        }
    }

    /** The blob's file, written again if somebody has touched it. */
    Path materialise(Digest digest, Bytes content) {
        Written known = written.get(digest);
        if (known != null && known.isUntouched()) {
            return known.path;
        }
        try {
            delete(digest);
            Path path = Files.write(directory().resolve(digest.hex()), content.array());
            path.toFile().setReadOnly();
            written.put(digest, Written.of(path));
            return path;
        } catch (IOException failed) {
            throw new StoreUnavailableException(
                    "blob " + digest + " could not be written to a temporary file of " + content.size()
                            + " bytes; make room in java.io.tmpdir, or read it as a stream",
                    failed);
        }
    }

    /** A directory of our own, readable by nobody else where the file system knows owners. */
    private Path directory() throws IOException {
        Path existing = directory;
        if (existing != null && Files.isDirectory(existing)) {
            return existing;
        }
        Path created = Files.createTempDirectory("model-registry-");
        directory = created;
        return created;
    }

    /**
     * Deletes a blob's file if there is one. A file that somebody holds open (Windows) stays for {@link #deleteAll}.
     */
    void delete(Digest digest) {
        Written known = written.get(digest);
        if (known != null && deleted(known.path)) {
            written.remove(digest);
        }
    }

    void deleteAll() {
        List.copyOf(written.keySet()).forEach(this::delete);
        if (directory != null) {
            deleted(directory);
        }
    }

    private static boolean deleted(Path path) {
        path.toFile().setWritable(true); // Windows deletes no read-only files
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
