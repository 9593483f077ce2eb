package dev.modelregistry.spi.support;

import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Blobs written out for those who need a path, in a private temporary directory. A blob is written once, and again if somebody has touched
 * its file. Thread-safe; two that ask for the same blob wait for each other, others do not.
 */
public final class LocalCopies {
    private final Map<Digest, Copy> copies = new ConcurrentHashMap<>();
    private @Nullable Path directory;

    /** Nothing is created before the first copy. */
    public LocalCopies() {}

    /** Where a blob's bytes come from. */
    public interface Source {
        /** The bytes, which the stream verifies. */
        InputStream open() throws IOException;
    }

    /**
     * The blob's file, which may only be read. It stays until {@link #delete}.
     *
     * @throws StoreUnavailableException if it cannot be written
     */
    public Path path(Digest digest, Source content) {
        try {
            return copies.computeIfAbsent(digest, any -> new Copy())
                    .path(directory().resolve(digest.hex()), content);
        } catch (IOException failed) {
            throw new StoreUnavailableException(
                    "blob " + digest + " could not be written to a temporary file: " + failed
                            + "; make room in java.io.tmpdir, or read it as a stream",
                    failed);
        }
    }

    /** A directory of our own, readable by nobody else where the file system knows owners. */
    private synchronized Path directory() throws IOException {
        Path existing = directory;
        if (existing != null && Files.isDirectory(existing)) {
            return existing;
        }
        Path created = Files.createTempDirectory("model-registry-");
        directory = created;
        return created;
    }

    /** Deletes a blob's file if there is one. A file that somebody holds open (Windows) stays for {@link #deleteAll}. */
    public void delete(Digest digest) {
        Copy copy = copies.get(digest);
        if (copy != null && copy.delete()) {
            copies.remove(digest, copy);
        }
    }

    /** Deletes all files and their directory. */
    public synchronized void deleteAll() {
        List.copyOf(copies.keySet()).forEach(this::delete);
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

    /** One blob's file, and what it looked like when it was right. */
    private static final class Copy {
        private @Nullable Written written;

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

        synchronized Path path(Path path, Source content) throws IOException {
            Written known = written;
            if (known != null && known.isUntouched()) {
                return known.path;
            }
            deleted(path);
            boolean complete = false;
            try (InputStream bytes = content.open()) {
                Files.copy(bytes, path);
                path.toFile().setReadOnly();
                written = Written.of(path);
                complete = true;
                return path;
            } finally {
                if (!complete) {
                    deleted(path);
                }
            }
        }

        synchronized boolean delete() {
            return written == null || deleted(written.path);
        }
    }
}
