package dev.modelregistry.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Pauses;
import dev.modelregistry.core.notification.SubscriptionCells.Stored;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers at one journal, in random interleavings. Wherever a worker waits for something (a read, a write, its subscriber), it may be stalled:
 * then others take their turns, time passes, skips happen and commits are added, before it goes on as if nothing had happened. It may also die there,
 * with its write done or not.
 */
@Timeout(60)
class InterleavingTest {
    private static final JournalId JOURNAL = new JournalId("model", "flights");
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int DEEPEST = 6;
    private static final int TURNS = 400;

    /** A worker's end. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Random random = new Random();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private long head;
    private Stored<Cursor> cell = new Stored<>(0, Cursor.at(0));
    /** For each commit, whether it was taken by a subscriber, or passed over on request. */
    private final List<Boolean> dealtWith = new ArrayList<>();

    /** What must hold is noted, not thrown: whatever a subscriber throws is taken for its failure. */
    private final List<AssertionError> violations = new ArrayList<>();

    /** Whether no more commits are added. */
    private boolean ending;

    private int depth;
    private int deaths;
    private int takeovers;
    private int failures;
    private int skips;
    private int repeats;
    private int names;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nothingIsAcknowledgedThatWasNotDeliveredAndNothingGoesBack(long seed) {
        random = new Random(seed);
        for (int turn = 0; turn < TURNS; turn++) {
            head += random.nextInt(4);
            worker().turn();
            pass(random.nextInt(4) == 0 ? LEASE : Duration.ofSeconds(random.nextInt(10)));
        }
        ending = true;
        for (int quiet = 0; cell.value().acknowledged() < head; quiet++) {
            assertThat(quiet).as("turns that it takes to come to the end").isLessThan(10_000);
            pass(LEASE);
            worker().turn();
        }

        assertThat(violations).isEmpty();
        assertThat(dealtWith).hasSize((int) head).doesNotContain(false);
        assertThat(List.of(deaths, takeovers, failures, skips, repeats))
                .as("each of what may happen has happened")
                .allMatch(count -> count > 0);
    }

    private void check(Runnable assertion) {
        try {
            if (violations.isEmpty()) {
                assertion.run();
            }
        } catch (AssertionError violated) {
            violations.add(violated);
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private Worker worker() {
        return new Worker("worker " + names++);
    }

    /** The others go on, while somebody waits. */
    private void others() {
        if (depth == DEEPEST || random.nextInt(3) > 0) {
            return;
        }
        depth++;
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> pass(LEASE);
                case 1 -> head += ending ? 0 : 1;
                case 2 -> skip();
                default -> worker().turn();
            }
        }
        depth--;
    }

    private void skip() {
        Cursor.Trouble trouble = cell.value().trouble();
        if (trouble != null && random.nextInt(10) == 0) {
            skips++;
            mark(trouble.revision());
            set(cell, cell.value().released(new Head(trouble.revision(), Digest.ZERO)));
        }
    }

    private void mark(long revision) {
        while (dealtWith.size() < revision) {
            dealtWith.add(false);
        }
        dealtWith.set((int) revision - 1, true);
    }

    /** Compare-and-set, with what must hold of everything that is ever written. */
    private Optional<Stored<Cursor>> set(Stored<Cursor> before, Cursor after) {
        if (before.version() != cell.version()) {
            takeovers++;
            return Optional.empty();
        }
        long acknowledged = cell.value().acknowledged();
        check(() -> assertThat(after.acknowledged()).isBetween(acknowledged, head));
        check(() -> assertThat(LongStream.rangeClosed(acknowledged + 1, after.acknowledged()))
                .as("what is acknowledged was dealt with")
                .allMatch(revision -> dealtWith.size() >= revision && dealtWith.get(revision.intValue() - 1)));
        cell = new Stored<>(cell.version() + 1, after);
        return Optional.of(cell);
    }

    private final class Worker implements Delivery.Cursors, Delivery.Pages {
        private final Delivery delivery;
        private long last;
        private boolean dead;

        Worker(String id) {
            Delivery.Terms terms = new Delivery.Terms(
                    "pager",
                    id,
                    AuditQuery.everything().by("alice"),
                    LEASE,
                    LEASE,
                    new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30)),
                    () -> random.nextInt(30) == 0,
                    random::nextDouble);
            this.delivery = new Delivery(terms, this, this, () -> now, this::receive);
        }

        void turn() {
            try {
                delivery.turn(JOURNAL, head(JOURNAL));
            } catch (Death dead) {
                deaths++;
            }
        }

        @Override
        public Stored<Cursor> read(JournalId journal) {
            Stored<Cursor> found = cell;
            last = found.value().acknowledged();
            waits();
            return found;
        }

        @Override
        public Optional<Stored<Cursor>> set(JournalId journal, Stored<Cursor> before, Cursor after) {
            waits();
            Optional<Stored<Cursor>> set = InterleavingTest.this.set(before, after);
            waits();
            return set;
        }

        @Override
        public Head head(JournalId journal) {
            return new Head(head, Digest.ZERO);
        }

        @Override
        public List<Commit> page(JournalId journal, long after, long end, int limit) {
            waits();
            List<Commit> page = LongStream.rangeClosed(after + 1, Math.min(end, after + 7))
                    .mapToObj(revision -> commit(revision))
                    .toList();
            // Those of others are passed over, which is how they are dealt with.
            page.stream()
                    .filter(commit -> commit.actor().id().equals("bob"))
                    .forEach(commit -> mark(commit.revision()));
            return page;
        }

        private void receive(Commit commit) throws Exception {
            long before = last;
            check(() -> assertThat(commit.revision()).as("in order").isGreaterThan(before));
            check(() -> assertThat(
                            LongStream.range(before + 1, commit.revision()).mapToObj(revision -> commit(revision)))
                    .as("and none left out")
                    .allMatch(between -> between.actor().id().equals("bob")));
            last = commit.revision();
            waits();
            if (random.nextInt(8) == 0) {
                failures++;
                throw new Exception("not now");
            }
            repeats += dealtWith.size() >= commit.revision() && dealtWith.get((int) commit.revision() - 1) ? 1 : 0;
            mark(commit.revision());
            waits();
        }

        private void waits() {
            others();
            dead |= random.nextInt(60) == 0;
            if (dead) { // whatever becomes of what it throws here
                throw new Death();
            }
        }
    }

    private static Commit commit(long revision) {
        return new Commit(
                JOURNAL.toString(),
                revision,
                Instant.EPOCH,
                Actor.of(revision % 5 == 0 ? "bob" : "alice"),
                "why",
                Optional.empty(),
                Map.of(),
                Digest.ZERO,
                Digest.ZERO,
                List.<RegistryEvent>of());
    }
}
