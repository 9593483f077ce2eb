package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.examples.benchmarks.Questions.Question;
import dev.modelregistry.search.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Searching on files, where the index is made in memory of all journals: the first search, and those after it. */
final class FileSearchBenchmark {
    private static final Duration WARM = Duration.ofMillis(5);
    private static final Duration COLD = Duration.ofSeconds(1);

    private final Workspace workspace;
    private final Catalog catalog;
    private final SearchSizes sizes;
    private final int rounds;

    /** @param rounds how often the first search is measured */
    FileSearchBenchmark(Workspace workspace, SearchSizes sizes, int rounds) {
        this.workspace = workspace;
        this.catalog = new Catalog(sizes.modelsInFiles(), 5);
        this.sizes = sizes;
        this.rounds = rounds;
    }

    /** What a fresh JVM runs: opens the registry whose URL is given, searches, and prints how many nanoseconds that took. */
    public static void main(String... arguments) throws IOException {
        LoggerFactory.getILoggerFactory(); // starting a logging library is not the registry's doing
        System.out.println(Measure.nanos(() -> first(arguments[0])));
    }

    private static void first(String url) {
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            registry.search().versions(Query.parse("stage = 'Production'"));
        }
    }

    List<Row> run() throws IOException {
        String url = workspace.fresh("search-files");
        String what = catalog.models() + " models with " + catalog.versionsPerModel() + " versions";
        workspace.say("registering " + what + " in files");
        SetClock clock = new SetClock();
        try (ModelRegistry registry =
                ModelRegistry.builder().url(url).clock(clock).actor("benchmark").openOrCreate()) {
            for (int model = 0; model < catalog.models(); model++) {
                catalog.fill(registry, clock, model);
            }
        }
        List<Row> rows = new ArrayList<>();
        workspace.say("opening and searching");
        rows.add(Row.within(
                COLD, "open and search, " + what + ", in a fresh JVM", Measure.many(1, rounds, () -> inFreshJvm(url))));
        rows.add(Row.within(
                COLD,
                "open and search, " + what + ", in a warm one",
                Measure.many(2, rounds, () -> Measure.nanos(() -> first(url)))));
        rows.addAll(warm(url));
        return rows.stream().map(row -> row.in("files")).toList();
    }

    private static double inFreshJvm(String url) throws IOException {
        return Double.parseDouble(FreshJvm.run(List.of(), FileSearchBenchmark.class, url));
    }

    private List<Row> warm(String url) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            for (Question question : new Questions(catalog).all(registry.search(), sizes.calls() + sizes.warmUps())) {
                workspace.say("asking: " + question.what());
                Latency latency = Latency.of(
                        sizes.warmUps(), sizes.calls(), nth -> question.ask().of(registry.search(), nth));
                rows.add(Row.latency(WARM, question.what(), latency));
            }
        }
        return rows;
    }
}
