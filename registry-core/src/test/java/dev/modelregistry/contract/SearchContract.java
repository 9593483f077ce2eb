package dev.modelregistry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.search.ModelHit;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.RunHit;
import dev.modelregistry.search.Target;
import dev.modelregistry.search.VersionHit;
import dev.modelregistry.storage.Reindexed;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Searching gives the same answers on every store: those that looking at everything gives. */
public abstract class SearchContract extends LineageContract {
    private static final int ROUNDS = 12;
    private static final int QUERIES = 25;

    private ModelRegistry open() {
        return ModelRegistry.builder().url(url).actor("alice").openOrCreate();
    }

    @Test
    void everySearchFindsWhatLookingAtEverythingFinds() {
        Random random = new Random(5);
        try (ModelRegistry registry = open()) {
            RandomRegistry.fill(registry, random);
            int found = 0;
            for (int round = 0; round < ROUNDS; round++) {
                RandomRegistry.change(registry, random);
                PlainSearch plain = new PlainSearch(registry);
                for (int i = 0; i < QUERIES; i++) {
                    found += assertFindsTheSame(registry, plain, random);
                }
            }
            assertThat(found).as("hits of all queries").isGreaterThan(ROUNDS * QUERIES);
            Reindexed done = registry.storage().reindex();
            assertThat(done.added() + done.removed()).as("%s", done).isZero();
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    /** Asks something, in pages of some size. @return how many are found */
    static int assertFindsTheSame(ModelRegistry registry, PlainSearch plain, Random random) {
        Target target = Target.values()[random.nextInt(3)];
        Query query = RandomQueries.next(target, random);
        List<String> expected = plain.find(target, query);
        assertThat(all(registry, target, query.limit(1 + random.nextInt(12))))
                .as("%s where %s", target, query)
                .isEqualTo(expected);
        return expected.size();
    }

    /** Page after page. */
    static List<String> all(ModelRegistry registry, Target target, Query query) {
        return switch (target) {
            case MODELS -> all(query, registry.search()::models, SearchContract::name);
            case VERSIONS -> all(query, registry.search()::versions, SearchContract::name);
            case RUNS -> all(query, registry.search()::runs, SearchContract::name);
        };
    }

    private static <T> List<String> all(Query query, Function<Query, Page<T>> search, Function<T, String> name) {
        List<String> names = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Page<T> page = search.apply(token.map(query::after).orElse(query));
            assertThat(page.hits()).hasSizeLessThanOrEqualTo(query.limit());
            assertThat(page.next().isEmpty() || page.hits().size() == query.limit())
                    .as("a page with others behind it is full")
                    .isTrue();
            page.hits().forEach(hit -> names.add(name.apply(hit)));
            token = page.next();
        } while (token.isPresent());
        return names;
    }

    private static String name(ModelHit hit) {
        return hit.name().value();
    }

    private static String name(VersionHit hit) {
        return hit.uri().toString();
    }

    private static String name(RunHit hit) {
        return hit.id().toString();
    }

    @Test
    void hitsSayWhatIsKnownOfThem() {
        try (ModelRegistry registry = open()) {
            RandomRegistry.fill(registry, new Random(6));

            for (VersionHit hit : registry.search().versions("").hits()) {
                RegisteredModel model = registry.model(hit.model());
                ModelVersion version = registry.resolve(hit.uri());
                assertThat(hit.version()).isEqualTo(version.version());
                assertThat(hit.digest()).isEqualTo(version.digest());
                assertThat(hit.createdAt()).isEqualTo(version.registeredAt());
                assertThat(hit.createdBy()).isEqualTo(version.registeredBy());
                assertThat(hit.stage()).isEqualTo(model.stageOf(version).stage());
                assertThat(hit.tags()).isEqualTo(model.tags(version));
                assertThat(hit.metrics()).isEqualTo(version.metrics());
                assertThat(hit.aliases())
                        .containsExactlyInAnyOrderElementsOf(model.aliases().entrySet().stream()
                                .filter(alias -> alias.getValue().equals(version))
                                .map(Map.Entry::getKey)
                                .toList());
            }
            for (ModelHit hit : registry.search().models("").hits()) {
                assertThat(hit.tags()).isEqualTo(registry.model(hit.name()).tags());
                assertThat(hit.aliases())
                        .isEqualTo(registry.model(hit.name()).aliases().keySet());
                assertThat(hit.createdAt())
                        .isEqualTo(registry.model(hit.name())
                                .history()
                                .findFirst()
                                .orElseThrow()
                                .time());
            }
            for (RunHit hit : registry.search().runs("").hits()) {
                assertThat(hit.status()).isEqualTo(registry.run(hit.id()).status());
                assertThat(hit.startedAt()).isEqualTo(registry.run(hit.id()).startedAt());
                assertThat(hit.tags()).isEqualTo(registry.run(hit.id()).tags());
            }
        }
    }

    @Test
    void tokensAreGoodForOneQueryOfOneRegistryInEveryProcess() {
        Query query = Query.parse("metrics.auc >= 0 ORDER BY metrics.auc DESC").limit(2);
        String token;
        try (ModelRegistry registry = open();
                ModelRegistry foreign = ModelRegistry.openOrCreate("memory:")) {
            RandomRegistry.fill(registry, new Random(7));
            token = registry.search().versions(query).next().orElseThrow();
            String given = token;

            assertThat(registry.search().versions(query.after(token)).hits()).isNotEmpty();
            char last = token.charAt(token.length() - 3);
            String forged = token.substring(0, token.length() - 3)
                    + (last == 'A' ? 'B' : 'A')
                    + token.substring(token.length() - 2);
            for (String bad : List.of(forged, "x", "not base 64!", "A".repeat(100_000))) {
                assertThatThrownBy(() -> registry.search().versions(query.after(bad)))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("was not given by this registry for this filter and order");
            }
            assertThatThrownBy(() -> registry.search().versions(Query.all().after(given)))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> registry.search().runs(query.after(given)))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> foreign.search().versions(query.after(given)))
                    .isInstanceOf(InvalidInputException.class);
            if (!url.equals("memory:")) {
                registry.close();
                try (ModelRegistry again = open()) {
                    assertThat(again.search().versions(query.after(token)).hits())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedAtItsCharacter() {
        try (ModelRegistry registry = open()) {
            RandomRegistry.fill(registry, new Random(8));

            assertThatThrownBy(() -> registry.search().runs("tags.a = 'b' AND stage = 'Production'"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("runs have no stage")
                    .hasMessageContaining("at character 18");
            assertThatThrownBy(() -> registry.search().versions("ORDER BY alias"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("alias may have several values")
                    .hasMessageContaining("at character 10");
            for (String late : List.of("tags.team ILIKE '%no such thing%'", "tags.team = 'no such thing'", "")) {
                assertThatThrownBy(() -> registry.search()
                                .versions(Query.parse(late).limit(1).timeLimit(Duration.ofNanos(1))))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageStartingWith("the search for versions takes longer than PT0.000000001S: " + late)
                        .hasMessageContaining("Narrow it by a condition that few meet");
            }
            assertThat(registry.search()
                            .versions(Query.all().timeLimit(ChronoUnit.FOREVER.getDuration()))
                            .hits())
                    .isNotEmpty();
        }
    }
}
