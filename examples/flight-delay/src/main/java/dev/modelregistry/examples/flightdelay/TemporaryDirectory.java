package dev.modelregistry.examples.flightdelay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for files on their way into the registry, which keeps copies of its own. <strong>Must be closed</strong>: that deletes it.
 *
 * @param path where it is
 */
record TemporaryDirectory(Path path) implements AutoCloseable {

    static TemporaryDirectory create() throws IOException {
        return new TemporaryDirectory(Files.createTempDirectory("flight-delay-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(path)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(path);
    }
}
