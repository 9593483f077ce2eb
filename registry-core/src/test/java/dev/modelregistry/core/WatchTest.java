package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegisteredModel.Watch;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners hear of each commit once, in order, whatever other listeners and the store do. */
class WatchTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final long BOUND_SECONDS = 20;

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ModelRegistry registry = open(way, OFTEN);
    private final RegisteredModel flights = registry.model("flights");
    private final RegisteredModel elsewhere = ground.open().model("flights");
    private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelRegistry open(FaultyStore store, Duration pollInterval) {
        return ground.open(
                store,
                builder -> builder.pollInterval(pollInterval).threads(task -> {
                    Thread thread = new Thread(task, "watch");
                    thread.setDaemon(true);
                    threads.add(thread);
                    return thread;
                }));
    }

    private void hear(Commit commit) {
        heard.add(commit.revision());
    }

    private void assertHeard(long... revisions) throws InterruptedException {
        for (long revision : revisions) {
            assertThat(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(revision);
        }
    }

    @Test
    void startsNoThreadBeforeTheFirstWatchAndOneForAll() throws Exception {
        register(flights, "1.0.0");
        flights.versions();
        assertThat(threads).isEmpty();

        flights.watch(this::hear);
        registry.as("bob").model("hotels").watch(this::hear);
        flights.watch(this::hear);

        assertThat(threads).hasSize(1);
        register(elsewhere, "1.1.0");
        assertHeard(2, 2);
    }

    @Test
    void hearsCommitsOfThisAndOfAnotherRegistryInOrderAndOnce() throws Exception {
        register(flights, "99.0.0");
        flights.watch(this::hear);

        Race.all(4, racer -> {
            for (int i = 0; i < 50; i++) {
                register(racer % 2 == 0 ? flights : elsewhere, racer + "." + i + ".0");
            }
            return null;
        });

        for (long revision = 2; revision <= 201; revision++) {
            assertHeard(revision);
        }
        register(flights, "100.0.0");
        assertHeard(202);
        assertThat(heard).isEmpty();
    }

    @Test
    void hearsCommitsOfThisRegistryAtOnce() throws Exception {
        RegisteredModel model = open(ground.way(), NEVER).model("flights");
        model.watch(this::hear);

        register(model, "1.0.0");
        assertHeard(1);
        model.tag("k", "v", because("x"));
        assertHeard(2);
    }

    /** A serving host watches, and resolves from memory. */
    @Test
    void whatAListenerHearsIsKnownToAllHandlesOfItsRegistry() throws Exception {
        register(flights, "1.0.0");
        RegisteredModel pinned = registry.with(Freshness.pinned()).model("flights");
        assertThat(pinned.versions()).hasSize(1);
        BlockingQueue<Integer> known = new LinkedBlockingQueue<>();
        flights.watch(commit -> known.add(pinned.versions().size()));

        register(elsewhere, "2.0.0");

        assertThat(known.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void keepsCallingAListenerThatThrows() throws Exception {
        flights.watch(commit -> {
            hear(commit);
            throw new IllegalStateException("the listener is broken");
        });

        register(flights, "1.0.0");
        register(elsewhere, "1.1.0");

        assertHeard(1, 2);
        assertThat(flights.versions()).hasSize(2);
    }

    @Test
    void keepsCallingAllListenersWhenOneThrowsAnError() throws Exception {
        flights.watch(commit -> {
            throw new AssertionError("not even an exception");
        });
        flights.watch(this::hear);

        register(flights, "1.0.0");
        assertHeard(1);
        register(flights, "1.1.0");
        assertHeard(2);
    }

    @Test
    void keepsCallingTheListenersOfOtherModelsWhenOneJournalIsDamaged() throws Exception {
        ModelRegistry patient = open(way, NEVER);
        List<RegisteredModel> whole = new ArrayList<>();
        way.commitsAsRead = (journal, commit) ->
                journal.key().equals("damaged") ? CommitBytes.of(commit.revision(), Bytes.utf8("not json\n")) : commit;
        patient.model("damaged").watch(this::hear);
        for (int i = 0; i < 20; i++) {
            whole.add(patient.model("model " + i));
            whole.get(i).watch(this::hear);
        }
        register(ground.open().model("damaged"), "1.0.0");

        for (RegisteredModel each : whole) {
            register(each, "1.0.0");
            assertHeard(1);
        }
    }

    @Test
    void goesOnWhenTheStoreComesBack() throws Exception {
        flights.watch(this::hear);
        way.down = true;
        register(elsewhere, "1.0.0");
        register(elsewhere, "1.1.0");
        way.down = false;

        assertHeard(1, 2);
    }

    @Test
    void goesOnWhenTheStoreFailsInAnUnexpectedWay() throws Exception {
        flights.watch(this::hear);
        BlockingQueue<String> failed = new LinkedBlockingQueue<>();
        way.commitsAsRead = (journal, commit) -> {
            failed.add("once");
            throw new IllegalStateException("a bug in a driver");
        };
        register(elsewhere, "1.0.0");
        assertThat(failed.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("once");

        way.commitsAsRead = (journal, commit) -> commit;

        assertHeard(1);
    }

    @Test
    void goesOnWhenAListenerLeavesTheThreadInterrupted() throws Exception {
        flights.watch(commit -> {
            hear(commit);
            Thread.currentThread().interrupt();
        });

        register(flights, "1.0.0");
        assertHeard(1);
        register(flights, "1.1.0");
        assertHeard(2);
    }

    @Test
    void hearsOfEveryModelAlsoOfOnesThatAreCreatedLater() throws Exception {
        register(elsewhere, "1.0.0");
        BlockingQueue<String> all = new LinkedBlockingQueue<>();
        Watch watch = registry.watch(commit -> all.add(commit.journal() + "#" + commit.revision()));
        registry.model("cars").watch(commit -> all.add("also " + commit.journal()));

        register(elsewhere, "1.1.0");
        assertThat(all.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("model/flights#2");
        register(ground.open().model("hotels"), "1.0.0");
        assertThat(all.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("model/hotels#1");
        flights.tag("k", "v", because("x"));
        assertThat(all.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("model/flights#3");
        assertThat(threads).hasSize(1);

        watch.close();
        register(elsewhere, "1.2.0");
        register(ground.open().model("cars"), "1.0.0");
        assertThat(all.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("also model/cars");
        assertThat(all).isEmpty();
    }

    @Test
    void goesOnFromTheNewEndOfAJournalThatWasSetBack() throws Exception {
        JournalId id = new JournalId("model", "flights");
        register(elsewhere, "1.0.0");
        register(elsewhere, "1.1.0");
        register(elsewhere, "1.2.0");
        flights.watch(this::hear);
        MemoryStore backup = new MemoryStore();
        backup.journals().append(id, Head.NONE, way.ground.read(id, 0, 1).commits(), List.of());
        try (Ground restored = new Ground(backup)) {
            RegisteredModel again = restored.open().model("flights");
            int before = way.headsAsked.get();
            way.ground = backup.journals();
            while (way.headsAsked.get() < before + 4) { // the look, the question whether it is so, and another look
                Thread.onSpinWait();
            }

            register(again, "1.3.0");
            assertHeard(2);
        }
    }

    @Test
    void stopsWhenTheWatchIsClosed() throws Exception {
        Watch watch = flights.watch(this::hear);
        BlockingQueue<Long> other = new LinkedBlockingQueue<>();
        flights.watch(commit -> other.add(commit.revision()));
        register(flights, "1.0.0");
        assertHeard(1);

        watch.close();
        watch.close();
        register(flights, "1.1.0");

        assertThat(other.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(other.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(heard).isEmpty();
    }

    @Test
    void stopsWithinAPageWhenAListenerClosesItsOwnWatch() throws Exception {
        List<Watch> watches = new CopyOnWriteArrayList<>();
        way.down = true;
        for (int i = 0; i < 5; i++) {
            register(elsewhere, "1.0." + i);
        }
        way.down = false;
        RegisteredModel hotels = ground.open().model("hotels");
        watches.add(registry.model("hotels").watch(commit -> {
            hear(commit);
            watches.get(0).close();
        }));
        register(hotels, "1.0.0");
        register(hotels, "1.1.0");
        assertHeard(1);
        flights.watch(this::hear);
        register(elsewhere, "2.0.0");

        assertHeard(6);
        assertThat(heard).isEmpty();
    }

    @Test
    void endsItsThreadWhenTheRegistryIsClosed() throws Exception {
        ModelRegistry other = open(ground.way(), NEVER);
        other.model("flights").watch(this::hear);
        other.model("hotels").watch(this::hear);
        Thread thread = threads.get(0);
        assertThat(thread.isAlive()).isTrue();

        other.close();

        thread.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void lookedAtFromWithinAListenerTheRegistryDoesNotDeadlock() throws Exception {
        flights.watch(commit -> {
            if (commit.revision() <= 3) {
                flights.tag("seen", Long.toString(commit.revision()), because("heard of it"));
                flights.watch(this::hear).close();
            }
            hear(commit);
            if (commit.revision() == 4) {
                registry.model("hotels").watch(other -> heard.add(100 + other.revision()));
                register(registry.model("hotels"), "1.0.0");
            }
        });

        register(flights, "1.0.0");

        assertHeard(1, 2, 3, 4, 101);
        assertThat(flights.tags()).containsEntry("seen", "3");
    }

    @Test
    void closedFromWithinAListenerTheRegistryEnds() throws Exception {
        ModelRegistry other = open(ground.way(), NEVER);
        other.model("flights").watch(commit -> {
            other.close();
            hear(commit);
        });
        Thread thread = threads.get(0);

        register(other.model("flights"), "1.0.0");

        assertHeard(1);
        thread.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
        assertThat(thread.isAlive()).isFalse();
    }
}
