package dev.modelregistry.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of servers: what is unpacked is kept for the next run, what a server writes is not. */
final class ServerFiles {
    /** In Maven's output, so {@code clean} takes them away, and checkouts do not meet. */
    static final Path KEPT = Path.of("target", "servers").toAbsolutePath();

    private ServerFiles() {}

    interface Filler {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    /** A directory that is filled by the first who wants it. It appears as a whole, so nobody sees it half unpacked. */
    static Path kept(String name, Filler filler) throws IOException, InterruptedException {
        Path kept = KEPT.resolve(name);
        if (!Files.exists(kept)) {
            Path filling = Files.createTempDirectory(Files.createDirectories(KEPT), name);
            try {
                filler.fill(filling);
                Files.move(filling, kept, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException notMoved) {
                if (!Files.exists(kept)) {
                    throw notMoved;
                }
                // Another process was faster.
            } finally {
                delete(filling);
            }
        }
        return kept;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(path, target);
                }
            }
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
