package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.SettableClock.START;
import static dev.modelregistry.event.AuditQuery.everything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.Slice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of the history of all models at once. */
class AuditTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Pipeline RULES = Pipeline.standard().toBuilder()
            .protect("champion", Stage.PRODUCTION)
            .build();

    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way, builder -> builder.clock(clock));
    private final RegisteredModel flights = registry.model("flights");
    private final RegisteredModel hotels = registry.model("hotels");

    @AfterEach
    void close() {
        ground.close();
    }

    private List<String> audit(AuditQuery query) {
        return places(registry.audit(query));
    }

    private static List<String> places(Stream<Commit> commits) {
        return commits.map(AuditTest::place).toList();
    }

    private static String place(Commit commit) {
        return commit.journal() + "#" + commit.revision();
    }

    /** One commit a minute: the settings, then in turn both models. */
    private void aDay() {
        registry.settings().define(RULES, because("rules").by("root"));
        clock.advance(MINUTE);
        ModelVersion v1 = register(flights, "1.0.0");
        clock.advance(MINUTE);
        ModelVersion h1 = register(hotels, "1.0.0");
        clock.advance(MINUTE);
        flights.promote(v1, Stage.STAGING, because("tests pass").by("bob"));
        clock.advance(MINUTE);
        hotels.promote(h1, Stage.STAGING, because("tests pass"));
        clock.advance(MINUTE);
        flights.tag(v1, "team", "ops", because("ours").by("bob"));
    }

    @Test
    void isEmptyBeforeAnythingHappened() {
        assertThat(registry.audit(everything())).isEmpty();
        assertThat(registry.audit(everything().model("flights").from(START))).isEmpty();
    }

    @Test
    void tellsEverythingInTheOrderOfTimes() {
        aDay();

        assertThat(audit(everything()))
                .containsExactly(
                        "settings/registry#1",
                        "model/flights#1",
                        "model/hotels#1",
                        "model/flights#2",
                        "model/hotels#2",
                        "model/flights#3");
        assertThat(registry.audit(everything().model("flights")))
                .containsExactlyElementsOf(flights.history().toList());
    }

    @Test
    void findsByEachCriterionAlone() {
        aDay();

        assertThat(audit(everything().by("bob"))).containsExactly("model/flights#2", "model/flights#3");
        assertThat(audit(everything().by("bob", "root")))
                .containsExactly("settings/registry#1", "model/flights#2", "model/flights#3");
        assertThat(audit(everything().model("hotels"))).containsExactly("model/hotels#1", "model/hotels#2");
        assertThat(audit(everything().settings())).containsExactly("settings/registry#1");
        assertThat(audit(everything().kinds(EventType.STAGE_CHANGED)))
                .containsExactly("model/flights#2", "model/hotels#2");
        assertThat(audit(everything().from(START.plus(MINUTE.multipliedBy(4)))))
                .containsExactly("model/hotels#2", "model/flights#3");
        assertThat(audit(everything().until(START.plus(MINUTE)))).containsExactly("settings/registry#1");
    }

    @Test
    void findsByCriteriaTogether() {
        aDay();

        assertThat(audit(everything().by(Actor.of("alice")).kinds(EventType.STAGE_CHANGED)))
                .containsExactly("model/hotels#2");
        assertThat(audit(everything().settings().model("HOTELS").until(START.plus(MINUTE.multipliedBy(3)))))
                .containsExactly("settings/registry#1", "model/hotels#1");
        assertThat(audit(everything().by("bob").model("hotels"))).isEmpty();
        assertThat(audit(everything().model("nothing", "Flights").from(START.plus(MINUTE.multipliedBy(3)))))
                .containsExactly("model/flights#2", "model/flights#3");
    }

    @Test
    void tellsAllEventsOfACommitThatHasOneOfTheKind() {
        register(flights, "1.0.0");

        assertThat(registry.audit(everything().kinds(EventType.MODEL_CREATED)))
                .singleElement()
                .satisfies(commit -> assertThat(commit.events())
                        .extracting(event -> event.type())
                        .containsExactly(EventType.MODEL_CREATED, EventType.VERSION_REGISTERED));
    }

    @Test
    void ordersWhatHappenedAtOneTimeByJournals() {
        for (String name : List.of("c", "a", "b")) {
            register(registry.model(name), "1.0.0");
        }
        registry.settings().define(RULES, because("rules"));
        registry.model("b").tag("team", "ops", because("ours")); // a microsecond later

        assertThat(audit(everything()))
                .containsExactly("model/a#1", "model/b#1", "model/c#1", "settings/registry#1", "model/b#2");
    }

    @Test
    void ordersByDatesAlsoWhereTheClocksOfHostsDiffer() {
        register(flights, "1.0.0");
        ModelRegistry late =
                ground.open(ground.way(), builder -> builder.clock(InstantSource.fixed(START.minus(MINUTE))));
        register(late.model("hotels"), "1.0.0");
        late.model("flights").tag("team", "ops", because("dated behind the commit before all the same"));

        assertThat(audit(everything())).containsExactly("model/hotels#1", "model/flights#1", "model/flights#2");
    }

    @Test
    void includesTheBeginningOfATimeAndExcludesItsEnd() {
        register(flights, "1.0.0");
        for (int i = 2; i <= 9; i++) {
            clock.advance(MINUTE);
            flights.tag("n", Integer.toString(i), because("step"));
        }
        List<Instant> times = flights.history().map(Commit::time).toList();

        for (int from = 1; from <= 9; from++) {
            Instant begin = times.get(from - 1);
            assertThat(audit(everything().from(begin))).isEqualTo(steps(from, 9));
            assertThat(audit(everything().from(begin.minusNanos(1)))).isEqualTo(steps(from, 9));
            assertThat(audit(everything().from(begin.plusNanos(1)))).isEqualTo(steps(from + 1, 9));
            assertThat(audit(everything().until(begin))).isEqualTo(steps(1, from - 1));
            assertThat(audit(everything().until(begin.plusNanos(1)))).isEqualTo(steps(1, from));
            for (int until = from + 1; until <= 9; until++) {
                assertThat(audit(everything().from(begin).until(times.get(until - 1))))
                        .isEqualTo(steps(from, until - 1));
            }
        }
        assertThat(audit(everything().from(Instant.MIN).until(Instant.MAX))).isEqualTo(steps(1, 9));
    }

    private static List<String> steps(int from, int to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(revision -> "model/flights#" + revision)
                .toList();
    }

    @Test
    void tellsOfDeletedModels() {
        aDay();
        hotels.delete(because("unused"));

        assertThat(audit(everything().model("hotels").kinds(EventType.MODEL_DELETED)))
                .containsExactly("model/hotels#3");
        assertThat(audit(everything())).contains("model/hotels#1", "model/hotels#2", "model/hotels#3");
    }

    @Test
    void endsWhereEverythingWasWhenItWasAskedWhileOthersGoOn() {
        aDay();
        ModelRegistry other = ground.open(ground.way(), builder -> builder.clock(clock));

        Stream<Commit> audit = registry.audit(everything());
        other.model("hotels").delete(because("unused"));
        List<String> places = new ArrayList<>();
        audit.forEach(commit -> {
            places.add(place(commit));
            other.model("flights").tag("seen", place(commit), because("meanwhile"));
            register(other.model("new-" + places.size()), "1.0.0");
        });

        assertThat(places).hasSize(6).doesNotContain("model/hotels#3", "model/flights#4");
        assertThat(audit(everything())).hasSize(6 + 1 + 12);
    }

    @Test
    void readsNothingOfWhatIsNotAskedFor() {
        aDay();
        way.commitsRead.set(0);

        assertThat(audit(everything().model("hotels", "nothing"))).hasSize(2);
        assertThat(way.commitsRead).hasValue(2);

        Stream<Commit> unread = registry.audit(everything());
        assertThat(way.commitsRead).hasValue(2);
        assertThat(unread.limit(1)).hasSize(1);
        assertThat(way.commitsRead).hasValue(2 + 6);
    }

    @Test
    void readsTheLastCommitOfEachOfAThousandModelsAndNotAllTwentyToFindTheLatest() {
        List<RegisteredModel> models = models(1_000);
        for (int i = 1; i < 20; i++) {
            clock.advance(MINUTE);
            for (RegisteredModel model : models) {
                model.tag("n", Integer.toString(i), because("step"));
            }
        }
        Instant begin = clock.advance(MINUTE);
        for (int i = 0; i < 5; i++) {
            models.get(i * 200).tag("n", "last", because("step"));
        }
        FaultyStore fresh = ground.way();
        ModelRegistry other = ground.open(fresh);
        way.commitsRead.set(0);

        assertThat(places(other.audit(everything().from(begin))))
                .containsExactly("model/m0#21", "model/m200#21", "model/m400#21", "model/m600#21", "model/m800#21")
                .isEqualTo(audit(everything().from(begin)));

        // For each of the five a search among the 20 before, and the commit itself; who has the models in memory knows
        // the last ones.
        assertThat(fresh.commitsRead).hasValueBetween(1_000 + 5 * (4 + 1), 1_000 + 5 * (5 + 1));
        assertThat(way.commitsRead).hasValueBetween(5 * (4 + 1), 5 * (5 + 1));
        assertThat(fresh.headsAsked)
                .as("once for each thousand journals, the settings being one")
                .hasValue(2);
    }

    @Test
    void holdsOnlySoManyCommitsOfSoManyModelsAndReadsTheOthersTwice() {
        List<RegisteredModel> models = models(3_000);
        for (RegisteredModel model : models) {
            model.tag("n", "1", because("step"));
        }
        for (RegisteredModel model : models.subList(0, 100)) {
            for (int i = 2; i < 10; i++) {
                model.tag("n", Integer.toString(i), because("step"));
            }
        }
        way.commitsRead.set(0);

        List<Commit> audit = registry.audit(everything()).toList();

        assertThat(audit)
                .hasSize(6_000 + 800)
                .isSortedAccordingTo(Comparator.comparing(Commit::time).thenComparing(Commit::journal));
        Map<String, List<Long>> revisions = audit.stream()
                .collect(Collectors.groupingBy(
                        Commit::journal, Collectors.mapping(Commit::revision, Collectors.toList())));
        assertThat(revisions).hasSize(3_000);
        assertThat(revisions.values())
                .allSatisfy(each -> assertThat(each)
                        .isEqualTo(
                                LongStream.rangeClosed(1, each.size()).boxed().toList()));
        assertThat(way.commitsRead).hasValueBetween(6_800, 2 * 6_800);
    }

    private List<RegisteredModel> models(int count) {
        List<RegisteredModel> models = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RegisteredModel model = registry.model("m" + i);
            model.register(draft -> draft.version("1.0.0"), because("first"));
            models.add(model);
        }
        return models;
    }

    @Test
    void reportsDamageAndPassesNothingOver() {
        aDay();
        way.commitsAsRead = (journal, commit) -> journal.key().equals("flights") && commit.revision() == 2
                ? CommitBytes.of(2, Bytes.utf8("damaged\n"))
                : commit;

        Stream<Commit> audit = registry.audit(everything().by("nobody"));

        assertThatThrownBy(audit::toList)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("model/flights");
        assertThat(audit(everything().model("hotels"))).hasSize(2);
    }

    @Test
    void reportsThatCommitsWereLostWherever() {
        aDay();
        for (long lost = 1; lost <= 3; lost++) {
            long from = lost;
            way.slicesAsRead = slice -> new Slice(
                    slice.head(),
                    slice.commits().stream()
                            .filter(commit -> commit.revision() < from)
                            .toList());
            for (AuditQuery query : List.of(everything(), everything().from(START.minus(MINUTE)))) {
                Stream<Commit> audit = registry.audit(query.model("flights"));
                assertThatThrownBy(audit::toList)
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessageMatching(
                                "journal model/flights ends at revision [012], but was at 3 before: commits were lost");
            }
        }
    }

    @Test
    void missesNothingWhenItGoesOnAfterTheStoreWasDown() {
        register(flights, "1.0.0");
        for (int i = 1; i < 450; i++) {
            flights.tag("n", Integer.toString(i), because("step " + i));
        }
        register(hotels, "1.0.0");
        Iterator<Commit> audit = registry.audit(everything()).iterator();
        List<String> places = new ArrayList<>();
        way.down = true;
        assertThatThrownBy(audit::hasNext).isInstanceOf(StoreUnavailableException.class);
        way.down = false;
        while (places.size() < 200) {
            places.add(place(audit.next()));
        }
        way.down = true;
        assertThatThrownBy(() -> {
                    while (true) {
                        places.add(place(audit.next()));
                    }
                })
                .isInstanceOf(StoreUnavailableException.class);
        way.down = false;
        audit.forEachRemaining(commit -> places.add(place(commit)));

        assertThat(places).hasSize(451).doesNotHaveDuplicates();
    }

    @Test
    void stopsWhenTheRegistryIsClosed() {
        register(flights, "1.0.0");
        for (int i = 1; i < 300; i++) {
            flights.tag("n", Integer.toString(i), because("step " + i));
        }
        Iterator<Commit> audit = registry.audit(everything()).iterator();
        audit.next();

        registry.close();

        assertThatThrownBy(() -> audit.forEachRemaining(commit -> {})).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.audit(everything())).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void isTheSameInParallel() {
        aDay();

        assertThat(registry.audit(everything()).parallel().map(AuditTest::place).toList())
                .isEqualTo(audit(everything()));
    }
}
