package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.Search;
import dev.modelregistry.examples.benchmarks.Questions.Question;
import dev.modelregistry.search.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Searching on files, where the index is made in memory of all journals: the first search, and those after it. */
final class FileSearchBenchmark {
    private static final Duration WARM = Duration.ofMillis(5);
    private static final Duration COLD = Duration.ofSeconds(1);
    private static final String NAME = "search-files";

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
        String url = workspace.fresh(NAME);
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
                COLD,
                "open and search, " + what + ", fresh JVM, against one that finds no image",
                Measure.inTurns(1, rounds, () -> withoutImage(() -> inFreshJvm(url)), () -> inFreshJvm(url))));
        rows.add(Row.within(
                COLD,
                "the same in a warm JVM",
                Measure.inTurns(2, rounds, () -> withoutImage(() -> inThisJvm(url)), () -> inThisJvm(url))));
        rows.addAll(warm(url, Freshness.latest()));
        rows.addAll(warm(url, Freshness.bounded(Duration.ofSeconds(1))));
        return rows.stream().map(row -> row.in("files")).toList();
    }

    private static double inFreshJvm(String url) throws IOException {
        return Double.parseDouble(FreshJvm.run(List.of(), FileSearchBenchmark.class, url));
    }

    private static double inThisJvm(String url) throws IOException {
        return Measure.nanos(() -> first(url));
    }

    /** Has a round read everything, and keep the image for the next one. */
    private double withoutImage(Measure.Round round) throws IOException {
        Files.deleteIfExists(workspace.path(NAME).resolve("index.image"));
        return round.run();
    }

    private List<Row> warm(String url, Freshness freshness) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            Search search = registry.with(freshness).search();
            for (Question question : new Questions(catalog).all(search, sizes.calls() + sizes.warmUps())) {
                workspace.say("asking: " + question.what());
                Latency latency = Latency.of(
                        sizes.warmUps(), sizes.calls(), nth -> question.ask().of(search, nth));
                rows.add(Row.latency(WARM, question.what() + ", " + freshness, latency));
            }
        }
        return rows;
    }
}
