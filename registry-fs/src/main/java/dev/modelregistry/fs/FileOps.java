package dev.modelregistry.fs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that this store asks of a file system, so that tests can put a failing or a simulated one underneath. Only
 * {@link #real} follows a symbolic link in the last part of a path. Where nothing else is said, a path that is not there is a {@link
 * java.nio.file.NoSuchFileException}.
 */
interface FileOps {
    /** A path as it is without symbolic links and relative parts. */
    Path real(Path path) throws IOException;

    /** Creates a file, which must not be there, to be written through what is returned and never again. */
    Output create(Path file) throws IOException;

    /** The bytes of a file. */
    byte[] read(Path file) throws IOException;

    /** A stream over a file. */
    InputStream open(Path file) throws IOException;

    /** What is at a path; empty if nothing is. */
    Optional<Attributes> attributes(Path path) throws IOException;

    /** The names in a directory, in no order. */
    List<String> list(Path directory) throws IOException;

    /** Gives a file a second name; a {@link java.nio.file.FileAlreadyExistsException} if that name is taken, atomically. */
    void link(Path file, Path name) throws IOException;

    /** Gives a file another name instead of its own, atomically, in place of what has that name. */
    void rename(Path file, Path name) throws IOException;

    /** Removes a name. @return whether it was there */
    boolean delete(Path file) throws IOException;

    /** Creates a directory; a {@link java.nio.file.FileAlreadyExistsException} if something is there. */
    void createDirectory(Path directory) throws IOException;

    /** Returns when the names in a directory are on the disk. */
    void force(Path directory) throws IOException;

    /** Sets when a file was last modified. */
    void touch(Path file, Instant modified) throws IOException;

    /** Whether two names are names of one file; false if the second is not there. */
    boolean same(Path file, Path other) throws IOException;

    /** Whether names can be created in a directory, as far as can be told without trying. */
    boolean writable(Path directory);

    /** A file that is being written. */
    interface Output extends Closeable {
        /** Writes a part of an array. */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Returns when what was written is on the disk. After a failure the file must be given up: a second try would say yes to anything. */
        void force() throws IOException;
    }

    /** What is at a path. */
    enum Kind {
        FILE,
        DIRECTORY,
        OTHER
    }

    /**
     * What is known of a path.
     *
     * @param kind what it is
     * @param size in bytes
     * @param modified when it was last modified
     * @param key identifies the file as long as it exists; null where the file system has no such thing
     */
    record Attributes(
            Kind kind,
            long size,
            Instant modified,
            @Nullable Object key) {
        Attributes withSize(long other) {
            return new Attributes(kind, other, modified, key);
        }
    }
}
