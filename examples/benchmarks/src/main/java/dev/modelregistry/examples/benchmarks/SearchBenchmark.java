package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.Search;
import dev.modelregistry.examples.benchmarks.Questions.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Searching in PostgreSQL among many versions: how long each of some questions takes, and whether a large table was ever read through for it. */
final class SearchBenchmark {
    private static final Duration LIMIT = Duration.ofMillis(20);
    /** What is loaded into an empty table is then written once. */
    private static final Map<String, String> SETTINGS =
            Map.of("wal_level", "minimal", "max_wal_senders", "0", "max_wal_size", "8GB");

    private final Workspace workspace;
    private final Optional<String> url;
    private final Catalog catalog;
    private final SearchSizes sizes;

    /** @param url of a PostgreSQL that is there; empty to start one */
    SearchBenchmark(Workspace workspace, Optional<String> url, SearchSizes sizes) {
        this.workspace = workspace;
        this.url = url;
        this.catalog = new Catalog(sizes.models(), 10);
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        try (PostgreSql database =
                url.isPresent() ? PostgreSql.at(url.get()) : PostgreSql.start(workspace.path("search"), SETTINGS)) {
            workspace.say(database.about());
            workspace.say("loading " + catalog.models() + " models with " + catalog.versions() + " versions");
            String place = database.fresh("search");
            double nanos = Measure.nanos(() -> new BulkLoad(place, catalog).run());
            List<Row> rows = new ArrayList<>();
            rows.add(Row.took(catalog.versions() + " versions loaded in bulk, indexes and statistics made", nanos));
            rows.addAll(TableSizes.rows(place, catalog.versions()));
            rows.addAll(ask(place));
            workspace.say("asking what comes of data");
            rows.addAll(new LineageQuestions(catalog, sizes).rows(() -> Workspace.open(place)));
            return rows.stream().map(row -> row.in("PostgreSQL")).toList();
        }
    }

    private List<Row> ask(String place) throws IOException {
        List<Row> rows = new ArrayList<>();
        workspace.say("paging far behind");
        List<Question> questions =
                using(place, search -> new Questions(catalog).all(search, sizes.calls() + sizes.warmUps()));
        try (Scans scans = Scans.of(place)) {
            for (Question question : questions) {
                workspace.say("asking: " + question.what());
                long before = scans.count();
                Latency latency = using(
                        place,
                        search -> Latency.of(
                                sizes.warmUps(),
                                sizes.calls(),
                                nth -> question.ask().of(search, nth)));
                rows.add(Row.latency(LIMIT, question.what(), latency, scans.count() - before));
            }
        }
        return rows;
    }

    /** Something that searches. */
    private interface Use<T> {
        T of(Search search) throws IOException;
    }

    /** Opened for each, because a connection tells what it has scanned when it is closed, if not before. */
    private static <T> T using(String place, Use<T> use) throws IOException {
        try (ModelRegistry registry = ModelRegistry.open(place + "&ApplicationName=" + Scans.ASKING)) {
            return use.of(registry.search());
        }
    }
}
