package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.Search;
import dev.modelregistry.search.ModelHit;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.VersionHit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is loaded in bulk is what the library would have made one by one. */
class BulkLoadTest {
    private static final Catalog CATALOG = new Catalog(50, 10);

    @TempDir
    private Path directory;

    @Test
    void aRegistryLoadedInBulkIsSoundAndAnswersLikeOneInMemory() throws IOException {
        SetClock clock = new SetClock();
        try (PostgreSql database = PostgreSql.start(directory.resolve("data"));
                ModelRegistry memory = ModelRegistry.builder()
                        .url("memory:")
                        .clock(clock)
                        .actor("benchmark")
                        .openOrCreate()) {
            for (int model = 0; model < CATALOG.models(); model++) {
                CATALOG.fill(memory, clock, model);
            }
            String place = database.fresh("bulk");
            new BulkLoad(place, CATALOG).run();

            try (ModelRegistry loaded = ModelRegistry.openOrCreate(place)) {
                assertThat(loaded.verify().problems()).isEmpty();
                assertThat(versions(loaded.search(), "")).hasSize(500).isEqualTo(versions(memory.search(), ""));
                assertThat(models(loaded.search())).hasSize(50).isEqualTo(models(memory.search()));
                List<String> queries = List.of(
                        "tags.team = 'team-7' AND stage = 'Production'",
                        "metrics.auc BETWEEN 0.2 AND 0.6 ORDER BY metrics.auc DESC",
                        "alias = 'challenger'",
                        "commit = '" + CATALOG.commit(3) + "'",
                        "dataset = '" + CATALOG.dataset(3) + "@" + Catalog.hash(CATALOG.dataset(3)) + "'",
                        "name LIKE 'fraud-%'");
                for (String query : queries) {
                    assertThat(versions(loaded.search(), query))
                            .as(query)
                            .isNotEmpty()
                            .isEqualTo(versions(memory.search(), query));
                }
            }
        }
    }

    @Test
    void aRegistryLoadedInBulkCanBeWrittenTo() throws IOException {
        try (PostgreSql database = PostgreSql.start(directory.resolve("data"))) {
            String place = database.fresh("bulk");
            new BulkLoad(place, new Catalog(2, 3)).run();

            try (ModelRegistry loaded = Workspace.open(place)) {
                loaded.model(Catalog.name(1))
                        .register(
                                draft -> draft.version("1.4.0").artifact("model.bin", Catalog.ARTIFACT),
                                because("one more"));
                assertThat(loaded.search()
                                .versions("name = '" + Catalog.name(1) + "'")
                                .hits())
                        .hasSize(4);
                assertThat(loaded.verify().problems()).isEmpty();
            }
        }
    }

    private static List<VersionHit> versions(Search search, String query) {
        return search.versions(Query.parse(query).limit(Query.MAX_LIMIT)).hits();
    }

    private static List<ModelHit> models(Search search) {
        return search.models(Query.all().limit(Query.MAX_LIMIT)).hits();
    }
}
