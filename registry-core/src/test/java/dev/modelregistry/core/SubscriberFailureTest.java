package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.BOUND_SECONDS;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.notification.SubscriptionOptions.fromNow;
import static dev.modelregistry.notification.SubscriptionOptions.fromTheBeginning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Subscriptions;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.notification.SubscriptionStatus.Stuck;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a subscription whose subscriber fails, hangs or is given up; and how several share one. */
@Timeout(60)
class SubscriberFailureTest {
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final SubscriptionOptions SOON = fromNow().retry(Duration.ofMillis(1), Duration.ofMillis(4));

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = open(way);
    private final RegisteredModel flights = registry.model("flights");
    private final Subscriptions subscriptions = registry.subscriptions();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelRegistry open() {
        return open(ground.way());
    }

    private ModelRegistry open(FaultyStore store) {
        return ground.open(store, builder -> builder.pollInterval(OFTEN));
    }

    private void hear(Commit commit) {
        heard.add(commit.journal() + "#" + commit.revision());
    }

    private void assertHeard(String... commits) throws InterruptedException {
        for (String commit : commits) {
            assertThat(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(commit);
        }
    }

    private SubscriptionStatus awaitStuck(int tries) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (true) {
            SubscriptionStatus status = subscriptions.status("pager");
            if (status.stuck().stream().anyMatch(stuck -> stuck.tries() >= tries)) {
                return status;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatFailsIsTriedAgainAndKeepsBackItsJournalAlone() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Instant before = Instant.now();
        Subscription pager = registry.subscribe("pager", SOON, commit -> {
            if (broken.get() && commit.journal().equals("model/flights") && commit.revision() == 2) {
                throw new IOException("no route to host");
            }
            hear(commit);
        });
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        register(flights, "1.2.0");
        assertHeard("model/flights#1");
        awaitStuck(5);
        register(registry.model("hotels"), "1.0.0");
        assertHeard("model/hotels#1");
        assertThat(heard).isEmpty();

        SubscriptionStatus status = pager.status();
        assertThat(status.name()).isEqualTo("pager");
        assertThat(status.lag()).isEqualTo(2);
        Stuck stuck = status.stuck().get(0);
        assertThat(status.stuck()).hasSize(1);
        assertThat(stuck.journal()).isEqualTo("model/flights");
        assertThat(stuck.revision()).isEqualTo(2);
        assertThat(stuck.tries()).isGreaterThanOrEqualTo(5);
        assertThat(stuck.since()).isBetween(before.minusMillis(1), stuck.nextTry());
        assertThat(stuck.nextTry()).isBefore(Instant.now().plusSeconds(1));
        assertThat(stuck.failure()).isEqualTo("java.io.IOException: no route to host");

        broken.set(false);
        assertHeard("model/flights#2", "model/flights#3");
    }

    @Test
    void whatFailsForAnotherProcessIsKnownToOneThatIsStartedInItsPlace() throws Exception {
        try (ModelRegistry dying = open()) {
            dying.subscribe("pager", SOON, commit -> {
                throw new AssertionError("not even an exception \ud800" + "!".repeat(5_000));
            });
            register(flights, "1.0.0");
            awaitStuck(3);
        }
        Stuck left = awaitStuck(3).stuck().get(0);
        assertThat(left.failure())
                .startsWith("java.lang.AssertionError: not even an exception ?!!!!")
                .endsWith("!…")
                .hasSizeLessThan(1_100);

        registry.subscribe("pager", SOON, this::hear);

        assertHeard("model/flights#1");
    }

    /** A receiver that is down must not have the store asked about every journal all the time. */
    @Test
    void whatWaitsForItsNextTryIsNotLookedAt() throws Exception {
        int models = 50;
        registry.subscribe("pager", fromNow().retry(Duration.ofHours(1), Duration.ofHours(1)), commit -> {
            hear(commit);
            if (!commit.journal().equals("model/flights")) {
                throw new IOException("no route to host");
            }
        });
        for (int model = 0; model < models; model++) {
            register(registry.model("model " + model), "1.0.0");
            assertHeard("model/model " + model + "#1");
        }
        int before = way.cellsRead.get();

        int commits = 50;
        for (int commit = 1; commit <= commits; commit++) {
            register(flights, "1.0." + commit);
            assertHeard("model/flights#" + commit);
        }

        assertThat(way.cellsRead.get() - before).isLessThan(5 * commits);
        register(registry.model("model 1"), "2.0.0");
        register(flights, "2.0.0");
        assertHeard("model/flights#" + (commits + 1));
        SubscriptionStatus status = subscriptions.status("pager");
        assertThat(status.stuck()).hasSize(models).allMatch(stuck -> stuck.tries() == 1);

        subscriptions.skip("pager", status.stuck().get(1), because("do not wait for an hour"));
        subscriptions.skip("pager", status.stuck().get(2), because("nothing is behind it"));
        assertHeard("model/" + status.stuck().get(1).journal().substring("model/".length()) + "#2");
    }

    @Test
    void anInterruptThatASubscriberLeavesBehindEndsNothing() throws Exception {
        registry.subscribe("pager", SOON, commit -> {
            Thread.currentThread().interrupt();
            hear(commit);
        });
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        assertHeard("model/flights#1", "model/flights#2");
    }

    @Test
    void whatCannotBeDeliveredIsPassedOverOnRequestAndByNameOnly() throws Exception {
        registry.subscribe("pager", SOON, commit -> {
            if (commit.revision() == 1) {
                throw new IOException("poison");
            }
            hear(commit);
        });
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        Stuck stuck = awaitStuck(1).stuck().get(0);

        assertThatThrownBy(() -> subscriptions.skip("other", stuck, because("x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no subscription 'other'");
        assertThatThrownBy(() -> subscriptions.skip(
                        "pager",
                        new Stuck("model/flights", 2, stuck.since(), 1, stuck.since(), ""),
                        because("the wrong one")))
                .isInstanceOf(ConflictException.class)
                .hasMessage(
                        "subscription 'pager' is not stuck on commit 2 of model/flights any more; ask for its status again");
        subscriptions.skip("pager", stuck, because("its receiver is gone"));

        assertHeard("model/flights#2");
        assertThatThrownBy(() -> subscriptions.skip("pager", stuck, because("again")))
                .isInstanceOf(ConflictException.class);
    }

    /** It may end well after all, but must not bring back what was passed over, nor lose what comes behind it. */
    @Test
    void whatIsPassedOverWhileItIsTriedCountsNoMore() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch skipped = new CountDownLatch(1);
        registry.subscribe("pager", SOON, commit -> {
            if (commit.revision() == 1) {
                if (tries.incrementAndGet() == 2) {
                    second.countDown();
                    skipped.await();
                }
                throw new IOException("poison");
            }
            hear(commit);
        });
        register(flights, "1.0.0");
        second.await();

        subscriptions.skip("pager", awaitStuck(1).stuck().get(0), because("its receiver is gone"));
        register(flights, "1.1.0");
        skipped.countDown();

        assertHeard("model/flights#2");
        assertThat(tries).hasValue(2);
    }

    @Test
    void aForgottenSubscriptionEndsEverywhereAndBeginsAnew() throws Exception {
        Subscription here = registry.subscribe("pager", this::hear);
        open().subscribe("pager", commit -> heard.add("elsewhere " + commit.revision()));
        registry.subscribe("other", commit -> {});

        subscriptions.forget("pager", because("the pager is gone"));

        assertThat(subscriptions.list()).extracting(SubscriptionStatus::name).containsExactly("other");
        assertThatThrownBy(here::status).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> subscriptions.forget("pager", because("x"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> open().subscriptions().forget("nobody", because("x")))
                .isInstanceOf(NotFoundException.class);
        register(flights, "1.0.0");
        registry.subscribe("pager", commit -> heard.add("anew " + commit.revision()));
        register(flights, "1.1.0");
        assertHeard("anew 2");
        assertThat(heard).isEmpty();
    }

    /** It subscribes in the moment in which the one before it is forgotten. */
    @Test
    void whoSubscribesAnewIsNotEndedWithTheForgottenOne() throws Exception {
        Subscription old = registry.subscribe("pager", this::hear);
        List<Subscription> next = new ArrayList<>();
        way.afterCellSet = () -> {
            way.afterCellSet = () -> {};
            next.add(registry.subscribe("pager", commit -> heard.add("anew " + commit.revision())));
        };

        subscriptions.forget("pager", because("the pager is gone"));

        assertThatThrownBy(old::status).isInstanceOf(NotFoundException.class);
        assertThat(next.get(0).status().lag()).isZero();
        register(flights, "1.0.0");
        assertHeard("anew 1");
    }

    @Test
    void nobodyPassesOverOrForgetsWithoutAName() {
        registry.subscribe("pager", this::hear);
        ModelRegistry nobody = ModelRegistry.builder().store(ground.way()).open();
        try (nobody) {
            assertThatThrownBy(() -> nobody.subscriptions().forget("pager", because("x")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("nobody is named as the author of this change");
        }
    }

    @Test
    void severalWorkersShareTheWork() throws Exception {
        int models = 50;
        int commits = 20;
        for (int model = 0; model < models; model++) {
            register(registry.model("model " + model), "1.0.0");
        }
        List<List<String>> told = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            List<String> mine = new ArrayList<>();
            told.add(mine);
            (worker == 0 ? registry : open()).subscribe("shared", commit -> {
                mine.add(commit.journal() + "#" + commit.revision()); // by one thread
                hear(commit);
            });
        }

        Race.all(2, racer -> {
            ModelRegistry writer = open();
            for (int commit = 0; commit < commits; commit++) {
                for (int model = racer; model < models; model += 2) {
                    writer.model("model " + model).tag("k", "v" + commit, because("x"));
                }
            }
            return true;
        });

        Map<String, Long> last = new HashMap<>();
        Set<String> all = new HashSet<>();
        while (all.size() < models * commits) {
            String commit = heard.poll(BOUND_SECONDS, TimeUnit.SECONDS);
            assertThat(commit).isNotNull();
            assertThat(all.add(commit))
                    .as("%s came twice although nobody was late", commit)
                    .isTrue();
            String journal = commit.substring(0, commit.indexOf('#'));
            long revision = Long.parseLong(commit.substring(commit.indexOf('#') + 1));
            Long before = last.put(journal, revision);
            assertThat(revision).isEqualTo(before == null ? 2 : before + 1);
        }
        ground.close();
        assertThat(told).filteredOn(mine -> mine.isEmpty()).hasSizeLessThan(2);
    }

    @Test
    void aStalledWorkerLosesItsJournalToAnotherAndAcknowledgesNothingMore() throws Exception {
        SubscriptionOptions brief = fromNow().lease(Duration.ofMillis(20));
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        List<Long> late = new ArrayList<>();
        Subscription stalled = registry.subscribe("pager", brief, commit -> {
            called.countDown();
            awake.await();
            late.add(commit.revision());
        });
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        called.await();

        Subscription other = open().subscribe("pager", brief, commit -> {
            if (commit.revision() == 3) {
                throw new IOException("not yet");
            }
            hear(commit);
        });
        assertHeard("model/flights#1", "model/flights#2");
        register(flights, "1.2.0");
        awaitStuck(1);
        awake.countDown();
        stalled.close();

        assertThat(late).as("found out after the call that was under way").containsExactly(1L);
        assertThat(other.status().lag()).isEqualTo(1);
        assertThat(other.status().stuck()).extracting(Stuck::revision).containsExactly(3L);
    }

    /** As one does that ends its process. The first one to hang has not said yet that it had come past commit 1. */
    @Test
    void aCommitThatNobodyComesBackFromIsShownAndPassedOverOnRequest() throws Exception {
        SubscriptionOptions brief = SOON.lease(Duration.ofMillis(20));
        CountDownLatch awake = new CountDownLatch(1);
        try {
            for (int worker = 0; worker < 3; worker++) {
                open().subscribe("pager", brief, commit -> {
                    if (commit.revision() == 2) {
                        awake.await();
                    } else { // one that has not hung yet may go on when the commit is passed over
                        hear(commit);
                    }
                });
            }
            register(flights, "1.0.0");
            register(flights, "1.1.0");
            register(flights, "1.2.0");

            Stuck stuck = awaitStuckOn(2);
            assertThat(stuck.failure()).contains("did not come back from this commit");
            subscriptions.skip("pager", stuck, because("it hangs"));
            open().subscribe("pager", brief, this::hear);
            register(flights, "1.3.0");

            String last;
            do {
                last = heard.poll(BOUND_SECONDS, TimeUnit.SECONDS);
                assertThat(last).isNotNull().isNotEqualTo("model/flights#2");
            } while (!last.equals("model/flights#4"));
        } finally {
            awake.countDown();
        }
    }

    private Stuck awaitStuckOn(long revision) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (true) {
            for (Stuck stuck : subscriptions.status("pager").stuck()) {
                if (stuck.revision() == revision) {
                    return stuck;
                }
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsBeforeADamagedCommitIsDeliveredAndItIsPassedOverOnRequest() throws Exception {
        way.commitsAsRead =
                (journal, commit) -> commit.revision() == 41 ? CommitBytes.of(41, Bytes.utf8("not json\n")) : commit;
        RegisteredModel whole = open().model("flights");
        for (int version = 1; version <= 50; version++) {
            register(whole, "1.0." + version);
        }
        registry.subscribe("pager", fromTheBeginning().retry(Duration.ofMillis(1), Duration.ofMillis(4)), this::hear);
        for (int revision = 1; revision <= 40; revision++) {
            assertHeard("model/flights#" + revision);
        }

        Stuck stuck = awaitStuckOn(41);
        assertThat(stuck.failure()).startsWith("dev.modelregistry.error.CorruptStoreException: ");
        subscriptions.skip("pager", stuck, because("nobody can read it"));

        assertHeard("model/flights#42");
    }

    /** They say nothing of what they are. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("nor this");
        }
    }

    private static final class Null extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway") // as others have them
        public String toString() {
            return null;
        }
    }

    @Test
    void anExceptionThatCannotSayWhatItIsIsAFailureLikeOthers() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        registry.subscribe("pager", SOON, commit -> {
            switch (tries.incrementAndGet()) {
                case 1 -> throw new Null();
                case 2, 3, 4 -> throw new Mute();
                default -> hear(commit);
            }
        });
        register(flights, "1.0.0");
        assertThat(awaitStuck(1).stuck().get(0).tries()).isPositive();
        assertHeard("model/flights#1");
        assertThat(tries).hasValue(5);
    }

    @Test
    void aClosedWorkerLeavesItsJournalAtOnce() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        SubscriptionOptions longLease = fromNow().lease(Duration.ofDays(1));
        Subscription first = registry.subscribe("pager", longLease, commit -> {
            called.countDown();
            closing.await();
            hear(commit);
        });
        register(flights, "1.0.0");
        register(flights, "1.1.0");
        called.await();
        open().subscribe("pager", longLease, this::hear);
        Thread closer = new Thread(first::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        closing.countDown();

        assertHeard("model/flights#1", "model/flights#2");
    }
}
