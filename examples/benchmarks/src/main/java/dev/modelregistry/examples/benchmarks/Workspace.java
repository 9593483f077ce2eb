package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the data of a run is, with the registries that several benchmarks share. <b>Must be closed</b>: that deletes everything. */
final class Workspace implements AutoCloseable {
    static final String MODEL = "flights";

    private static final byte[] TINY = {1, 2, 3};

    private final Path directory;
    private final PrintStream out;
    private final Map<Integer, Path> registries = new HashMap<>();

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

    static ModelRegistry open(Path registry) {
        return ModelRegistry.openOrCreate(registry).as("benchmark");
    }

    /** A registry whose model has so many versions; the one in the middle is in production and the champion. */
    Path registryWith(int versions) {
        return registries.computeIfAbsent(versions, this::fill);
    }

    private Path fill(int versions) {
        say("registering " + versions + " versions to measure on");
        Path filled = path("registry-" + versions);
        try (ModelRegistry registry = open(filled)) {
            RegisteredModel model = registry.model(MODEL);
            for (int i = 1; i <= versions; i++) {
                SemanticVersion version = SemanticVersion.of(1, i, 0);
                model.register(
                        draft -> draft.version(version)
                                .artifact("model.bin", TINY)
                                .parameter("epochs", 5),
                        because("something to measure"));
            }
            ModelVersion middle = model.version(versions / 2);
            model.promote(middle, Stage.STAGING, because("something to measure"));
            model.promote(middle, Stage.PRODUCTION, because("something to measure"));
            model.alias("champion", middle, because("something to measure"));
        }
        return filled;
    }

    static void delete(Path tree) throws IOException {
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
