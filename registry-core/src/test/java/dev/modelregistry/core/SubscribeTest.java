package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.BOUND_SECONDS;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.notification.SubscriptionOptions.fromNow;
import static dev.modelregistry.notification.SubscriptionOptions.fromTheBeginning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscription delivers everything, goes on where it was, and leaves what it must not touch alone. */
@Timeout(60)
class SubscribeTest {
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = open(way, OFTEN);
    private final RegisteredModel flights = registry.model("flights");
    private final ModelRegistry elsewhere = ground.open();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelRegistry open(FaultyStore store, Duration pollInterval) {
        return ground.open(store, builder -> builder.pollInterval(pollInterval));
    }

    private void hear(Commit commit) {
        heard.add(commit.journal() + "#" + commit.revision());
    }

    private void assertHeard(String... commits) throws InterruptedException {
        for (String commit : commits) {
            assertThat(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(commit);
        }
    }

    @Test
    void beginsNowAndHearsOfWhatComesThenAlsoInNewModelsAndSettings() throws Exception {
        register(flights, "1.0.0");
        registry.subscribe("pager", this::hear);

        register(elsewhere.model("flights"), "1.1.0");
        assertHeard("model/flights#2");
        register(elsewhere.model("hotels"), "1.0.0");
        assertHeard("model/hotels#1");
        registry.settings()
                .naming(
                        NamingConvention.of(
                                Optional.of(new NamingConvention.Rule("[a-z]+", "flights")), Optional.empty()),
                        because("short names"));
        assertHeard("settings/registry#1");
        flights.tag("k", "v", because("x"));
        assertHeard("model/flights#3");
        assertThat(heard).isEmpty();
    }

    @Test
    void beginsAtTheBeginningOnRequest() throws Exception {
        for (int i = 0; i < 250; i++) {
            register(flights, "1.0." + i);
        }

        registry.subscribe("copy", fromTheBeginning(), this::hear);

        for (int revision = 1; revision <= 250; revision++) {
            assertHeard("model/flights#" + revision);
        }
    }

    @Test
    void hearsOfCommitsOfThisRegistryAtOnce() throws Exception {
        ModelRegistry patient = open(ground.way(), NEVER);
        patient.subscribe("pager", this::hear);

        register(patient.model("flights"), "1.0.0");
        assertHeard("model/flights#1");
        register(patient.model("hotels"), "1.0.0");
        assertHeard("model/hotels#1");
    }

    @Test
    void goesOnWhereTheLastWorkerEnded() throws Exception {
        try (Subscription first = registry.subscribe("pager", this::hear)) {
            register(flights, "1.0.0");
            assertHeard("model/flights#1");
            assertThat(first).hasToString("subscription 'pager'");
        }
        register(flights, "1.1.0");
        register(elsewhere.model("hotels"), "1.0.0");
        assertThat(heard).isEmpty();

        ModelRegistry restarted = open(ground.way(), OFTEN);
        restarted.subscribe("pager", fromTheBeginning(), this::hear);

        List<String> both = new ArrayList<>();
        both.add(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS));
        both.add(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS));
        assertThat(both).containsExactlyInAnyOrder("model/flights#2", "model/hotels#1");
        register(flights, "1.2.0");
        assertHeard("model/flights#3");
    }

    @Test
    void differentNamesHaveDifferentCursors() throws Exception {
        registry.subscribe("one", commit -> heard.add("one " + commit.revision()))
                .close();
        register(flights, "1.0.0");
        registry.subscribe("two", commit -> heard.add("two " + commit.revision()));
        register(flights, "1.1.0");
        assertHeard("two 2");

        registry.subscribe("one", commit -> heard.add("one " + commit.revision()));

        assertHeard("one 1", "one 2");
    }

    @Test
    void deliversWhatIsAskedForAndReadsNothingOfOtherModels() throws Exception {
        ModelRegistry narrow = open(way, OFTEN);
        narrow.subscribe(
                "moves", fromNow().only(AuditQuery.everything().model("Flights").kinds(EventType.TAG_SET)), this::hear);
        int before = way.commitsRead.get();

        for (int i = 0; i < 10; i++) {
            register(elsewhere.model("hotels"), "1.0." + i);
        }
        register(elsewhere.model("flights"), "1.0.0");
        elsewhere.model("flights").tag("k", "v", because("x"));

        assertHeard("model/flights#2");
        assertThat(way.commitsRead.get() - before).isLessThanOrEqualTo(4);
        awaitLag("moves", 0);
        assertThat(heard).isEmpty();
    }

    private void awaitLag(String name, long lag) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (registry.subscriptions().status(name).lag() != lag) {
            assertThat(System.nanoTime()).as("a lag of " + lag).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void askingForMoreModelsLaterBeginsThereWhereItBegan() throws Exception {
        RegisteredModel hotels = registry.model("hotels");
        register(hotels, "1.0.0");
        registry.subscribe("some", fromNow().only(AuditQuery.everything().model("flights")), this::hear)
                .close();
        register(hotels, "1.1.0");

        registry.subscribe("some", fromNow().only(AuditQuery.everything().model("flights", "hotels")), this::hear);

        assertHeard("model/hotels#2");
    }

    @Test
    void whatASubscriberHearsIsKnownToAllHandlesOfItsRegistry() throws Exception {
        RegisteredModel pinned = registry.with(Freshness.pinned()).model("flights");
        assertThat(pinned.exists()).isFalse();
        registry.subscribe("server", commit -> heard.add(pinned.versions().size() + " versions"));

        register(elsewhere.model("flights"), "1.0.0");

        assertHeard("1 versions");
    }

    @Test
    void goesOnWhenTheStoreComesBack() throws Exception {
        registry.subscribe("pager", this::hear);
        way.down = true;
        register(elsewhere.model("flights"), "1.0.0");
        register(elsewhere.model("flights"), "1.1.0");
        awaitRefused(0);
        way.down = false;

        assertHeard("model/flights#1", "model/flights#2");
    }

    private void awaitRefused(int before) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (way.refused.get() == before) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** The worker itself is refused, and not only the one who looks for commits. */
    @Test
    void goesOnWhenTheStoreFailsWhileItDelivers() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        BlockingQueue<Thread> worker = new LinkedBlockingQueue<>();
        registry.subscribe("pager", commit -> {
            way.down = first.getAndSet(false);
            worker.add(Thread.currentThread());
            hear(commit);
        });
        register(elsewhere.model("flights"), "1.0.0");
        assertHeard("model/flights#1");
        Thread delivering = worker.take();
        while (!way.refusedTo.contains(delivering)) {
            Thread.onSpinWait();
        }
        way.down = false;
        register(elsewhere.model("flights"), "1.1.0");

        assertHeard("model/flights#1", "model/flights#2");
    }

    @Test
    void goesOnWhenTheClockOrACellFailsInAnyWay() throws Exception {
        registry.subscribe("pager", this::hear);
        AtomicInteger failed = new AtomicInteger();
        way.beforeCellRead = () -> {
            failed.incrementAndGet();
            throw new IllegalStateException("a bug in a driver");
        };
        register(elsewhere.model("flights"), "1.0.0");
        while (failed.get() < 3) {
            Thread.onSpinWait();
        }
        way.clockDown = true;
        way.beforeCellRead = failed::incrementAndGet;
        int before = failed.get();
        while (failed.get() < before + 3) {
            Thread.onSpinWait();
        }
        way.clockDown = false;

        assertHeard("model/flights#1");
    }

    @Test
    void deliversOnceWhereTheOutcomeOfAWriteWasUnknown() throws Exception {
        registry.subscribe("pager", this::hear);
        way.cellsUnknown.set(2);

        register(flights, "1.0.0");
        assertHeard("model/flights#1");
        awaitLag("pager", 0);

        assertThat(way.cellsUnknown).hasValue(0);
        assertThat(heard).isEmpty();
    }

    @Test
    void aDamagedJournalKeepsNoOtherWaiting() throws Exception {
        way.commitsAsRead = (journal, commit) ->
                journal.key().equals("damaged") ? CommitBytes.of(commit.revision(), Bytes.utf8("not json\n")) : commit;
        registry.subscribe("pager", this::hear);
        register(elsewhere.model("damaged"), "1.0.0");
        register(elsewhere.model("flights"), "1.0.0");
        assertHeard("model/flights#1");

        way.commitsAsRead = (journal, commit) -> commit;

        assertHeard("model/damaged#1");
    }

    /** Whoever restores a backup has commits made again that have their revisions. */
    @Test
    void aJournalThatWasSetBackIsShownAndNotPassedOver() throws Exception {
        MemoryStore backup = new MemoryStore();
        registry.subscribe("pager", fromTheBeginning().retry(Duration.ofMillis(1), Duration.ofMillis(4)), this::hear);
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        register(flights, "1.2.0");
        assertHeard("model/flights#1", "model/flights#2", "model/flights#3");
        awaitLag("pager", 0);
        JournalStore original = way.ground;
        JournalId id = new JournalId("model", "flights");
        backup.journals().append(id, Head.NONE, original.read(id, 0, 2).commits(), List.of());

        way.ground = backup.journals();
        awaitFailure("the journal ends at commit 2, but commit 3 was acknowledged: it was set back");
        way.ground = original;
        awaitFailure("");
        try (Ground restored = new Ground(backup)) {
            RegisteredModel again = restored.open().model("flights");
            register(again, "1.3.0");
            way.ground = backup.journals();
            awaitFailure("commit 3 is another one than that which was acknowledged");
            register(again, "1.4.0");
            register(again, "1.5.0");
            awaitLag("pager", 2);
            assertThat(heard).isEmpty();

            registry.subscriptions()
                    .skip(
                            "pager",
                            registry.subscriptions().status("pager").stuck().get(0),
                            because("seen elsewhere"));
            assertHeard("model/flights#5");
        } finally {
            way.ground = original;
        }
    }

    private void awaitFailure(String beginning) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (true) {
            List<SubscriptionStatus.Stuck> stuck =
                    registry.subscriptions().status("pager").stuck();
            if (beginning.isEmpty()
                    ? stuck.isEmpty()
                    : !stuck.isEmpty() && stuck.get(0).failure().startsWith(beginning)) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("%s, expected %s", stuck, beginning)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void whoLosesTheRaceToBeginKeepsNoMoreOfWhereItBegan() throws Exception {
        register(flights, "1.0.0");
        way.afterCellSet = () -> {
            way.afterCellSet = () -> {};
            elsewhere.subscribe("pager", this::hear).close();
            elsewhere.subscriptions().forget("pager", because("it was not meant"));
        };

        registry.subscribe("pager", this::hear);

        assertThat(ground.memory.cells().list("subscription-start", "", 10))
                .as("one of each")
                .hasSize(2);
        register(flights, "1.1.0");
        assertHeard("model/flights#2");
    }

    @Test
    void hearsOfACommitWhileAListenerIsSlow() throws Exception {
        ModelRegistry patient = open(ground.way(), NEVER);
        CountDownLatch heardOf = new CountDownLatch(1);
        for (int listener = 0; listener < 5; listener++) {
            patient.watch(commit -> {
                try {
                    heardOf.await();
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        patient.subscribe("pager", this::hear);

        register(patient.model("flights"), "1.0.0");

        assertHeard("model/flights#1");
        heardOf.countDown();
    }

    @Test
    void refusesToAskForNothingButWhatRunsSay() {
        AuditQuery runs = AuditQuery.everything().kinds(EventType.RUN_STARTED, EventType.RUN_COMPLETED);
        assertThatThrownBy(() -> fromNow().only(runs))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a subscription cannot ask for 'everything with run.started or run.completed':"
                        + " it is not told of training runs; read them with ModelRegistry.audit");
        assertThat(fromNow().only(runs.kinds(EventType.TAG_SET)).query().eventTypes())
                .hasSize(3);
    }

    @Test
    void refusesWhatCannotBeKept() {
        register(flights, "1.0.0");
        assertThatThrownBy(() -> registry.subscribe(" ", this::hear))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("subscription name ' ' is not 1 to 128 printable characters with one that is not blank");
        assertThatThrownBy(() -> registry.subscribe("a\nb", this::hear)).isInstanceOf(InvalidInputException.class);
        way.down = true;
        assertThatThrownBy(() -> registry.subscribe("pager", this::hear)).isInstanceOf(StoreUnavailableException.class);
        way.down = false;
        way.access = Access.READ_ONLY;
        assertThatThrownBy(() -> registry.subscribe("pager", this::hear))
                .isInstanceOf(RejectedException.class)
                .hasMessage("subscription 'pager' needs a place for its cursor, but faulty: may only be read;"
                        + " subscribe where it can be written to, or watch");
        way.access = Access.READ_WRITE;
        String[] many = new String[2_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "a model with the number " + i;
        }
        assertThatThrownBy(() -> registry.subscribe(
                        "pager", fromNow().only(AuditQuery.everything().model(many)), this::hear))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("subscription 'pager' asks for 2000 models, whose names take ");
        assertThat(registry.subscriptions().list()).isEmpty();
        assertThat(ground.memory.cells().list("subscription-start", "", 10))
                .as("nothing is left of what was refused")
                .isEmpty();
    }

    @Test
    void closedFromWithinItsSubscriberItKeepsWhatWasAcknowledged() throws Exception {
        AtomicReference<Subscription> self = new AtomicReference<>();
        CountDownLatch ready = new CountDownLatch(1);
        self.set(registry.subscribe("pager", commit -> {
            ready.await();
            self.get().close();
            hear(commit);
        }));
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        ready.countDown();
        assertHeard("model/flights#1");
        self.get().close(); // waits for the end

        assertThat(registry.subscriptions().status("pager").lag()).isEqualTo(1);
        registry.subscribe("pager", this::hear);
        assertHeard("model/flights#2");
    }

    @Test
    void closingWaitsForTheCallThatIsUnderWayAndKeepsIt() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        Subscription pager = registry.subscribe("pager", commit -> {
            called.countDown();
            closing.await();
            hear(commit);
        });
        register(flights, "1.0.0");
        called.await();
        Thread closer = new Thread(registry::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        flights.tag("still", "open", because("a subscriber may use it until it has returned"));
        closing.countDown();
        closer.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));

        assertThat(heard).containsExactly("model/flights#1");
        assertThat(elsewhere.subscriptions().status("pager").lag()).isEqualTo(1);
        pager.close();
    }

    @Test
    void closedFromWithinASubscriberTheRegistryEnds() throws Exception {
        List<Thread> threads = new ArrayList<>();
        ModelRegistry other = ground.open(
                ground.way(),
                builder -> builder.threads(task -> {
                    Thread thread = new Thread(task, "worker");
                    thread.setDaemon(true);
                    threads.add(thread);
                    return thread;
                }));
        other.subscribe("pager", commit -> {
            other.close();
            hear(commit);
        });
        register(other.model("flights"), "1.0.0");
        assertHeard("model/flights#1");

        assertThat(threads).hasSize(2);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
