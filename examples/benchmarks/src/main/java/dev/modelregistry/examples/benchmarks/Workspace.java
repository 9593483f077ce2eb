package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.ModelRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the files of a run are. <b>Must be closed</b>: that deletes everything. */
final class Workspace implements Places, AutoCloseable {
    static final String MODEL = "flights";

    private static final String SCHEME = "file:";

    private final Path directory;
    private final PrintStream out;

    private Workspace(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    static Workspace below(Path parent, PrintStream out) throws IOException {
        return new Workspace(Files.createTempDirectory(parent, "run-").toAbsolutePath(), out);
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    void say(String progress) {
        out.println(progress + " ...");
    }

    static ModelRegistry open(String url) {
        return ModelRegistry.openOrCreate(url).as("benchmark");
    }

    @Override
    public String fresh(String name) {
        return SCHEME + path(name);
    }

    @Override
    public void delete(String url) throws IOException {
        delete(Path.of(url.substring(SCHEME.length())));
    }

    private static void delete(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(tree)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        delete(directory);
    }
}
