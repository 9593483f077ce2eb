package dev.modelregistry.core.memory;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.VersionHit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a search asks of an index of the store's own, and what becomes of it where that changes between two questions. */
class SearchQuestionsTest {
    private final IndexedFixture fixture = new IndexedFixture();
    private final WatchedStore watched = new WatchedStore(fixture.open());
    private final ModelRegistry registry =
            ModelRegistry.builder().store(watched).actor("alice").open();
    private final RegisteredModel flights = registry.model("flights");

    @AfterEach
    void close() {
        registry.close();
        fixture.close();
    }

    private void register(int versions, String team) {
        for (int i = 0; i < versions; i++) {
            int seed = i;
            flights.tag(
                    flights.register(draft -> draft.parameter(team, seed).algorithm("a " + team + " b"), because("x")),
                    "team",
                    team,
                    because("x"));
        }
    }

    @Test
    void aPageGoesOnBehindWhereItsLastHitWasComeBy() {
        register(2, "a");
        register(9, "b");
        Query query = Query.parse("ORDER BY tags.team, number").limit(2);
        watched.before = question -> {
            if (question.equals("values")) {
                watched.before = later -> {};
                flights.tag(flights.version(2), "team", "z", because("it goes behind all others"));
            }
        };

        List<Integer> found = all(query);

        assertThat(found).as("what stayed where it was").contains(3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(found.subList(0, 2)).containsExactly(1, 2);
    }

    @Test
    void candidatesAreAskedForTogetherAlsoWhenOneHitIsMissing() {
        register(1, "a");
        register(300, "b");
        Set<String> ofTheIndex = Set.of("walk", "counts", "values", "entries", "entities");
        AtomicInteger questions = new AtomicInteger();
        watched.before = question -> questions.addAndGet(ofTheIndex.contains(question) ? 1 : 0);

        assertThat(registry.search()
                        .versions(Query.parse("algorithm LIKE '%a a%'").limit(1))
                        .hits())
                .hasSize(1);

        assertThat(questions).hasValueLessThan(40);
    }

    @Test
    void aWalkThatFindsLittleIsGivenUpForWhatFewerMeet() {
        register(100, "a");
        register(12, "z");
        watched.walked.clear();

        assertThat(found("tags.team = 'z' ORDER BY created", 1)).containsExactly(101);
        assertThat(watched.walked).containsExactly("version.created", "version.created", "version.tags.team");
        watched.walked.clear();
        assertThat(found("NOT tags.team = 'a' AND tags.team >= 'b'", 1)).containsExactly(101);
        assertThat(watched.walked).containsExactly("kind", "kind", "version.tags.team");
        assertThat(all("tags.team = 'z' ORDER BY created DESC"))
                .isEqualTo(IntStream.range(0, 12).map(i -> 112 - i).boxed().toList());
        assertThat(all("tags.team = 'z' ORDER BY tags.team, number DESC"))
                .isEqualTo(IntStream.range(0, 12).map(i -> 112 - i).boxed().toList());
    }

    @Test
    void namesAreWalkedInTheirOrder() {
        register(40, "a");
        watched.walked.clear();

        assertThat(found("name LIKE 'fl%' AND tags.team = 'a'", 2)).containsExactly(1, 2);
        assertThat(watched.walked).containsExactly("version.name");
        assertThat(all("name > 'a' ORDER BY name DESC"))
                .isEqualTo(IntStream.range(0, 40).map(i -> 40 - i).boxed().toList());
    }

    private List<Integer> found(String query, int limit) {
        return registry.search().versions(Query.parse(query).limit(limit)).hits().stream()
                .map(VersionHit::number)
                .toList();
    }

    /** Page after page. */
    private List<Integer> all(String query) {
        return all(Query.parse(query).limit(1));
    }

    private List<Integer> all(Query query) {
        List<Integer> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Page<VersionHit> page =
                    registry.search().versions(token.map(query::after).orElse(query));
            page.hits().forEach(hit -> found.add(hit.number()));
            token = page.next();
        } while (token.isPresent());
        return found;
    }
}
