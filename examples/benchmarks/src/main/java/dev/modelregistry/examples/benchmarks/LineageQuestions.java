package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** What comes of data in a catalog, of which each dataset made a hundred versions and these their later ones; and of what twenty datasets were made from. */
final class LineageQuestions {
    private static final Duration ONE_HOP = Duration.ofMillis(20);
    private static final Duration IMPACT = Duration.ofSeconds(1);
    private static final int DATASETS = 20;
    private static final Node SOURCE = Node.dataset("lake", "sha256:1");

    private final Catalog catalog;
    private final SearchSizes sizes;

    LineageQuestions(Catalog catalog, SearchSizes sizes) {
        this.catalog = catalog;
        this.sizes = sizes;
    }

    /** Something that opens the registry anew. */
    interface Opening {
        ModelRegistry open();
    }

    List<Row> rows(Opening opening) throws IOException {
        try (ModelRegistry registry = opening.open()) {
            for (int i = 0; i < DATASETS; i++) {
                registry.lineage().record(SOURCE, data(i), because("cleaned"));
            }
        }
        List<Row> rows = new ArrayList<>();
        Impact[] found = new Impact[1];
        double first;
        try (ModelRegistry registry = opening.open()) {
            first = Measure.nanos(() -> found[0] = registry.lineage().impact(SOURCE));
            RegistryLineage lineage = registry.lineage();
            rows.add(Row.latency(
                    ONE_HOP,
                    "what was made from a dataset, one hop",
                    latency(nth -> lineage.downstream(data(any(nth)), 1).edges().size())));
            rows.add(Row.latency(
                    ONE_HOP,
                    "what a version was made from, all of it",
                    latency(nth -> lineage.upstream(version(nth)).edges().size())));
            rows.add(Row.latency(
                    IMPACT,
                    "the impact of a source, with " + found[0].live().size() + " versions that serve",
                    Latency.of(
                            1,
                            10,
                            nth -> lineage.impact(SOURCE).descendants().nodes().size())));
        }
        rows.add(Row.took("the same by a process that has read no model yet", first));
        return rows;
    }

    private Latency latency(IntUnaryOperator call) {
        return Latency.of(sizes.warmUps(), sizes.calls(), call);
    }

    private Node data(int any) {
        String name = catalog.dataset(any);
        return Node.dataset(name, Catalog.hash(name));
    }

    private Node version(int nth) {
        SplittableRandom random = new SplittableRandom(nth);
        return Node.version(
                Catalog.name(random.nextInt(catalog.models())),
                "1." + random.nextInt(1, catalog.versionsPerModel() + 1) + ".0");
    }

    private static int any(int nth) {
        return new SplittableRandom(nth).nextInt(Integer.MAX_VALUE);
    }
}
