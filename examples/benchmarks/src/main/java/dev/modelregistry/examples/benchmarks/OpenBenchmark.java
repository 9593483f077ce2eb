package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Opening a registry and resolving for the first time, and promoting, with many versions against few. */
final class OpenBenchmark {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final double PROMOTE_LIMIT = 1.5;

    private final Workspace workspace;
    private final Registries registries;
    private final Sizes sizes;

    OpenBenchmark(Workspace workspace, Registries registries, Sizes sizes) {
        this.workspace = workspace;
        this.registries = registries;
        this.sizes = sizes;
    }

    /** What a fresh JVM runs: opens the registry whose URL is given, resolves, and prints how many nanoseconds that took. */
    public static void main(String... arguments) throws IOException {
        LoggerFactory.getILoggerFactory(); // starting a logging library is not the registry's doing
        System.out.println(Measure.nanos(() -> open(arguments[0])));
    }

    private static void open(String url) {
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            registry.resolve("models:/" + Workspace.MODEL + "/Production");
        }
    }

    List<Row> run() throws IOException {
        String few = registries.with(Sizes.FEW_VERSIONS);
        String many = registries.with(sizes.versions());
        workspace.say("opening");
        String what = "open and resolve, " + sizes.versions() + " versions against " + Sizes.FEW_VERSIONS;
        Row fresh = Row.within(
                LIMIT,
                what + ", in a fresh JVM (but for its start and that of logging)",
                Measure.inTurns(1, sizes.longRounds(), () -> inFreshJvm(few), () -> inFreshJvm(many)));
        Row warm = Row.within(
                LIMIT,
                what + ", in a warm one",
                Measure.inTurns(
                        2,
                        sizes.rounds(),
                        () -> Measure.nanos(() -> open(few)),
                        () -> Measure.nanos(() -> open(many))));
        return List.of(fresh, warm, promote(few, many));
    }

    private static double inFreshJvm(String url) throws IOException {
        return Double.parseDouble(FreshJvm.run(List.of(), OpenBenchmark.class, url));
    }

    private Row promote(String few, String many) throws IOException {
        workspace.say("promoting");
        try (ModelRegistry small = Workspace.open(few);
                ModelRegistry large = Workspace.open(many)) {
            return Row.atMost(
                    PROMOTE_LIMIT,
                    "promote among " + sizes.versions() + " versions against " + Sizes.FEW_VERSIONS,
                    Measure.inTurns(5, 2 * sizes.rounds(), promoting(small), promoting(large)));
        }
    }

    /** To Staging and into the archive, again and again. */
    private Round promoting(ModelRegistry registry) {
        RegisteredModel model = registry.model(Workspace.MODEL);
        ModelVersion version = model.version(1);
        int operations = sizes.registrations();
        return () -> Measure.nanos(() -> {
                    for (int i = 0; i < operations; i += 2) {
                        model.promote(version, Stage.STAGING, because("something to measure"));
                        model.promote(version, Stage.ARCHIVED, because("something to measure"));
                    }
                })
                / operations;
    }
}
