package dev.modelregistry.core.memory;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.storage.Reindexed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody writes at the worst moment, and a store that fails in the middle. */
class ReindexRaceTest {
    private static final JournalId NOBODY = new JournalId("test", "nobody");
    private static final String SECOND = "version/flights\t0000000002";

    private final IndexedFixture fixture = new IndexedFixture();
    private final RegistryStore store = fixture.open();
    private final IndexStore index = store.index().orElseThrow();
    private final WatchedStore watched = new WatchedStore(fixture.open());
    /** Reindexes and verifies. */
    private final ModelRegistry registry =
            ModelRegistry.builder().store(watched).actor("alice").open();
    /** Writes, like another process. */
    private final ModelRegistry other =
            ModelRegistry.builder().store(store).actor("bob").open();

    private final RegisteredModel flights = other.model("flights");

    @AfterEach
    void close() {
        registry.close();
        other.close();
        fixture.close();
    }

    private void damage(Change... changes) {
        assertThat(index.amend(NOBODY, Head.NONE, List.of(changes))).isTrue();
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private void register(int versions) {
        for (int i = 0; i < versions; i++) {
            int number = i;
            flights.register(draft -> draft.parameter("number", number), because("x"));
        }
    }

    /** Does something the first time that something is asked. */
    private static Consumer<String> once(String question, Runnable action) {
        AtomicInteger times = new AtomicInteger();
        return asked -> {
            if (asked.equals(question) && times.getAndIncrement() == 0) {
                action.run();
            }
        };
    }

    @Test
    void nothingIsWrongWhateverChangesBetweenAnyTwoQuestions() {
        register(3);
        Random random = new Random(1);
        AtomicInteger changes = new AtomicInteger();
        Consumer<String> change = question -> {
            changes.incrementAndGet();
            int number = 1 + random.nextInt(flights.latest().orElseThrow().number());
            switch (random.nextInt(changes.get() < 60 ? 6 : 4)) { // or each new one would bring others
                case 0 -> register(1);
                case 1 -> flights.alias("champion", flights.version(number), because("x"));
                case 2 -> flights.tag(flights.version(number), "team", "t" + random.nextInt(3), because("x"));
                case 3 -> flights.tag("team", "t" + random.nextInt(3), because("x"));
                case 4 -> other.model("fresh " + changes).register(draft -> draft.metric("auc", 1), because("x"));
                default ->
                    other.startRun("flights").metric("auc", random.nextDouble()).complete();
            }
        };
        watched.before = change;
        watched.after = change;

        for (int round = 0; round < 5; round++) {
            assertThat(registry.verify().problems()).isEmpty();
            Reindexed done = registry.storage().reindex();
            assertThat(done.added() + done.removed()).as("%s", done).isZero();
        }

        assertThat(changes).hasValueGreaterThan(100);
    }

    /** They are put in more than one question; whoever writes between two of them must not be undone by the second. */
    @Test
    void whatWasSaidSinceIsNotUndoneByTheRestOfALongList() {
        for (int i = 0; i < 300; i++) {
            int number = i;
            flights.register(
                    draft -> {
                        for (int j = 0; j < 15; j++) {
                            draft.parameter("p" + j, number * 100 + j);
                        }
                    },
                    because("x"));
        }
        List<Change> all = new ArrayList<>();
        index.entities("version/", "", 1_000)
                .forEach(version -> index.entries(List.of(version))
                        .get(version)
                        .forEach(entry -> all.add(new Remove(version, entry.key(), entry.value()))));
        assertThat(all).hasSizeGreaterThan(6_000);
        damage(all.toArray(Change[]::new));
        watched.before =
                once("amend", () -> flights.promote(flights.version(299), Stage.STAGING, because("tests pass")));

        assertThat(registry.storage().reindex().isComplete()).isTrue();

        assertThat(index.values("version.stage", List.of("version/flights\t0000000299")))
                .containsEntry("version/flights\t0000000299", List.of(text("staging")));
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatIsCalledAsNothingIsCalledGoes() {
        register(1);
        damage(
                new Put("Version/flights\t0000000001", "version.stage", text("production")),
                new Put("no slash", "version.stage", text("production")));

        assertThat(registry.verify().problems()).hasSize(2);
        assertThat(registry.storage().reindex().removed()).isEqualTo(2);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatWasSaidSinceIsNotMended() {
        register(3);
        flights.alias("champion", flights.version(2), because("x"));
        flights.tag(flights.version(2), "team", "ops", because("x"));
        damage(
                new Remove(SECOND, "version.alias", text("champion")),
                new Remove(SECOND, "version.tags.team", text("ops")),
                new Put(SECOND, "version.tags.team", text("dev")),
                new Put(SECOND, "version.tags.site", text("ber")));
        watched.before = once("amend", () -> {
            flights.alias("champion", flights.version(3), because("x"));
            flights.tag(flights.version(2), "team", "dev", because("x"));
        });

        Reindexed done = registry.storage().reindex();

        assertThat(done.added() + done.removed())
                .as("tags.site, which nobody said")
                .isEqualTo(1);
        assertThat(index.values("version.alias", List.of(SECOND))).isEmpty();
        assertThat(index.values("version.tags.team", List.of(SECOND))).containsEntry(SECOND, List.of(text("dev")));
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aModelThatAppearsWhereThereWasRubbishIsWhole() {
        damage(new Put("model/ghost", "kind", text("x")), new Put("model/ghost", "model.name", text("ghost")));
        watched.before = once("amend", () -> other.model("ghost").register(draft -> {}, because("x")));

        assertThat(registry.storage().reindex().removed()).isEqualTo(1);

        assertThat(index.values("model.name", List.of("model/ghost"))).hasSize(1);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aJournalThatIsAlwaysInTheWayIsTold() {
        register(2);
        other.model("hotels").register(draft -> {}, because("x"));
        damage(
                new Remove("model/flights", "kind", text("model")),
                new Remove("model/hotels", "kind", text("model")),
                new Put("model/ghost", "kind", text("x")));
        AtomicInteger written = new AtomicInteger();
        watched.before = question -> {
            if (question.equals("amend")) {
                flights.tag("written", "" + written.incrementAndGet(), because("x"));
            }
        };

        Reindexed done = registry.storage().reindex();

        assertThat(done.busy()).containsExactly(new JournalId("model", "flights"));
        assertThat(done.isComplete()).isFalse();
        assertThat(done.added()).as("of hotels").isEqualTo(1);
        assertThat(done.removed()).as("of what is not there").isEqualTo(1);
        watched.before = question -> {};
        assertThat(registry.verify().problems())
                .containsExactly("index, model/flights lacks kind = 'model', but journal model/flights says so; call"
                        + " storage().reindex()");
        assertThat(registry.storage().reindex().isComplete()).isTrue();
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aJournalThatIsInTheWayForAWhileIsDoneAtTheEnd() {
        register(1);
        damage(new Remove("model/flights", "kind", text("model")));
        AtomicInteger written = new AtomicInteger();
        watched.before = question -> {
            if (question.equals("amend") && written.incrementAndGet() <= 100) {
                flights.tag("written", "" + written, because("x"));
            }
        };

        assertThat(registry.storage().reindex()).isEqualTo(new Reindexed(1, 2, 1, 0, List.of()));
    }

    @Test
    void whatAFailingStoreLeftIsDoneByTheNextCall() {
        register(3);
        other.model("hotels").register(draft -> {}, because("x"));
        other.startRun("flights").complete();
        List<String> entities = index.entities("", "", 1_000);
        List<Change> damage = new ArrayList<>();
        for (String entity : entities) {
            for (Entry entry : index.entries(List.of(entity)).get(entity)) {
                damage.add(new Remove(entity, entry.key(), entry.value()));
            }
        }
        damage(damage.toArray(Change[]::new));
        long missing = damage.size();
        while (missing > 0) {
            AtomicInteger amended = new AtomicInteger();
            watched.before = question -> {
                if (question.equals("amend") && amended.getAndIncrement() == 1) {
                    throw new StoreUnavailableException("the network is down");
                }
            };
            long before = missing;
            try {
                missing -= registry.storage().reindex().added();
            } catch (StoreUnavailableException expected) {
                assertThat(expected).hasMessage("the network is down");
                missing = registry.verify().problems().size();
            }
            assertThat(missing).isLessThan(before);
            assertThat(registry.search().versions("").hits().size()).isLessThanOrEqualTo(4);
        }

        assertThat(registry.verify().problems()).isEmpty();
        assertThat(registry.search().versions("").hits()).hasSize(4);
        assertThat(index.entities("", "", 1_000)).isEqualTo(entities);
    }

    @Test
    void whatCannotBeReadKeepsItsEntriesAndNothingElseWaitsForIt() {
        register(1);
        other.model("broken").register(draft -> draft.metric("auc", 1), because("x"));
        damage(new Remove("model/flights", "kind", text("model")), new Put("model/ghost", "kind", text("x")));
        JournalId broken = new JournalId("model", "broken");
        WatchedStore damaged = new WatchedStore(new Forwarding.Store(fixture.open()) {
            @Override
            public JournalStore journals() {
                return new Forwarding.Journals(next) {
                    @Override
                    public Slice read(JournalId journal, long afterRevision, int limit) {
                        if (journal.equals(broken)) {
                            throw new CorruptStoreException("commit 1 of " + journal + " is damaged");
                        }
                        return super.read(journal, afterRevision, limit);
                    }
                };
            }
        });
        try (ModelRegistry over = ModelRegistry.builder().store(damaged).open()) {
            assertThatThrownBy(() -> over.storage().reindex())
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessage("commit 1 of model/broken is damaged");
        }

        assertThat(registry.verify().problems()).isEmpty();
        assertThat(registry.search()
                        .versions("name = 'broken' AND metrics.auc = 1")
                        .hits())
                .hasSize(1);
    }
}
