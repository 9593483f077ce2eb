package dev.modelregistry.core.notification;

import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Cursor.Step;
import dev.modelregistry.core.cursor.Pauses;
import dev.modelregistry.core.notification.SubscriptionCells.Stored;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's turns at journals. In a turn it claims a journal, delivers some commits, and acknowledges them with the write that leaves the
 * journal to whoever comes next; in a long turn it says now and then how far it is, which also renews its claim. Where such a write fails
 * because somebody else has written, the journal is theirs, and the turn ends without a trace. Not thread-safe.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int PAGE = 100;
    /** How long acknowledgements are saved up at most. */
    private static final Duration SAVED_UP = Duration.ofSeconds(1);

    /** What is in journals. */
    interface Pages {
        /** Commits of a journal behind a revision and up to another one that was there before: at least one, at most so many. */
        List<Commit> page(JournalId journal, long afterRevision, long end, int limit);

        /** Where a journal ends now. */
        Head head(JournalId journal);
    }

    /** The cursors of one subscription. */
    interface Cursors {
        /** The cursor of a journal; one that stands where the subscription began, if there is none. */
        Stored<Cursor> read(JournalId journal);

        /** Sets a cursor unless somebody else has set it since it was read: then it gives nothing. */
        Optional<Stored<Cursor>> set(JournalId journal, Stored<Cursor> before, Cursor after);
    }

    /**
     * Whose turns they are.
     *
     * @param subscription its name
     * @param id the worker's, which no other one has
     * @param query the commits that are delivered; the others are passed over
     * @param lease how long a claim holds
     * @param look how long to leave alone what somebody else is at
     * @param stopping whether to end the turn after the commit that is being delivered
     * @param chance shortens pauses
     */
    record Terms(
            String subscription,
            String id,
            AuditQuery query,
            Duration lease,
            Duration look,
            Pauses pauses,
            BooleanSupplier stopping,
            DoubleSupplier chance) {}

    /** How a turn ended. */
    sealed interface Turn {
        /** All is acknowledged, up to this commit. */
        record UpTo(Head acknowledged) implements Turn {}

        /**
         * There is more, or may be.
         *
         * @param pause how long to leave it alone
         */
        record More(Duration pause) implements Turn {
            static final More NOW = new More(Duration.ZERO);
        }

        /**
         * It came to nothing but a look.
         *
         * @param pause how long to leave it alone
         */
        record Wait(Duration pause) implements Turn {}
    }

    private final Terms terms;
    private final Cursors cursors;
    private final Pages pages;
    private final InstantSource clock;
    private final Subscriber subscriber;

    Delivery(Terms terms, Cursors cursors, Pages pages, InstantSource clock, Subscriber subscriber) {
        this.terms = terms;
        this.cursors = cursors;
        this.pages = pages;
        this.clock = clock;
        this.subscriber = subscriber;
    }

    /** A turn at a journal that was said to end so. */
    Turn turn(JournalId journal, Head head) {
        Stored<Cursor> found = cursors.read(journal);
        Instant now = clock.instant();
        Step step = found.value().next(head, terms.id, now);
        if (step instanceof Step.Wait wait) {
            return new Turn.Wait(Duration.between(now, wait.until()));
        }
        if (step instanceof Step.Theirs theirs) {
            Duration left = Duration.between(now, theirs.until());
            return new Turn.Wait(left.compareTo(terms.look) < 0 ? left : terms.look);
        }
        if (step instanceof Step.Nothing) {
            return new Turn.UpTo(head);
        }
        if (step instanceof Step.Doubt) {
            return doubt(journal, found);
        }
        Head from = found.value().upTo();
        if (step instanceof Step.TakeOver left) {
            return failed(
                    journal,
                    found,
                    from,
                    Failure.that("worker " + left.worker()
                            + " did not come back from this commit, or from one that it came to within a second"));
        }
        List<Commit> page;
        try {
            page = page(journal, from.revision(), head.revision());
        } catch (StoreUnavailableException | RegistryClosedException all) {
            throw all;
        } catch (RuntimeException damaged) {
            return failed(journal, found, from, Failure.of(damaged));
        }
        Optional<String> other = found.value()
                .contradiction(new Head(from.revision(), page.get(0).previous()));
        if (other.isPresent()) {
            return failed(journal, found, from, Failure.that(other.get()));
        }
        Head end = head(page.get(page.size() - 1));
        if (page.stream().noneMatch(terms.query::matches)) {
            boolean passed =
                    cursors.set(journal, found, found.value().released(end)).isPresent();
            return passed ? reached(end, head) : Turn.More.NOW;
        }
        return cursors.set(journal, found, found.value().claimed(from, terms.id, terms.lease, now))
                .map(mine -> new Claimed(journal, head, mine, now).deliver(page))
                .orElse(Turn.More.NOW);
    }

    /** A journal that was not said to end at what was acknowledged, or where something failed that was not said to be there. */
    private Turn doubt(JournalId journal, Stored<Cursor> found) {
        Head head = pages.head(journal); // now, because what was said may be older than the cursor
        Cursor cursor = found.value();
        Optional<String> contradiction = cursor.contradiction(head);
        if (contradiction.isPresent()) {
            return failed(journal, found, cursor.upTo(), Failure.that(contradiction.get()));
        }
        if (head.revision() > cursor.acknowledged()) {
            return new Turn.UpTo(cursor.upTo()); // and the rest will be told
        }
        boolean clear = cursor.trouble() == null
                || cursors.set(journal, found, Cursor.at(head)).isPresent();
        return clear ? new Turn.UpTo(head) : Turn.More.NOW;
    }

    private static Head head(Commit commit) {
        return new Head(commit.revision(), commit.hash());
    }

    private Turn reached(Head acknowledged, Head head) {
        return acknowledged.revision() < head.revision() ? Turn.More.NOW : new Turn.UpTo(acknowledged);
    }

    /** As many commits as can be read together: what is damaged must not keep back what is before it. */
    private List<Commit> page(JournalId journal, long from, long head) {
        int limit = PAGE;
        while (true) {
            try {
                return pages.page(journal, from, head, limit);
            } catch (StoreUnavailableException | RegistryClosedException all) {
                throw all;
            } catch (RuntimeException damaged) {
                if (limit == 1) {
                    throw damaged;
                }
                limit /= 2;
            }
        }
    }

    /** Leaves a journal of which the commit behind a revision failed. */
    private Turn failed(JournalId journal, Stored<Cursor> before, Head done, Failure failure) {
        int tries = before.value().tries(done.revision()) + 1;
        Duration pause = terms.pauses.after(tries, terms.chance.getAsDouble());
        if (Integer.bitCount(tries) == 1) { // the first, second, fourth … try
            failure.warn(
                    LOG,
                    "Subscription '" + terms.subscription + "' failed on commit " + (done.revision() + 1) + " of "
                            + journal
                            + ", try " + tries + "; trying again in " + pause
                            + ", and later ones of this journal wait");
        }
        Cursor after = before.value().failed(done, clock.instant(), pause, failure.words());
        return cursors.set(journal, before, after).isPresent() ? new Turn.More(pause) : lost(journal, before);
    }

    private Turn lost(JournalId journal, Stored<Cursor> before) {
        LOG.info(
                "Somebody else goes on for subscription '{}' in {} from {}, or passed over what it was stuck on",
                terms.subscription,
                journal,
                before.value().acknowledged());
        return Turn.More.NOW;
    }

    /** The rest of a turn, with a journal that is claimed. */
    private final class Claimed {
        private final JournalId journal;
        private final Head head;
        /** Whether something went wrong here: then it says how far it is before each call, so that it is known which one did not return. */
        private final boolean careful;

        private Stored<Cursor> mine;
        private Instant written;
        private Head done;

        Claimed(JournalId journal, Head head, Stored<Cursor> mine, Instant written) {
            this.journal = journal;
            this.head = head;
            this.careful = mine.value().trouble() != null;
            this.mine = mine;
            this.written = written;
            this.done = mine.value().upTo();
        }

        Turn deliver(List<Commit> page) {
            for (Commit commit : page) {
                if (terms.stopping.getAsBoolean()) {
                    break;
                }
                if (terms.query.matches(commit)) {
                    if (!stillMine()) {
                        return lost(journal, mine);
                    }
                    Optional<Throwable> failure = call(commit);
                    if (failure.isPresent()) {
                        return failed(journal, mine, done, Failure.of(failure.get()));
                    }
                    recovered(commit);
                }
                done = head(commit);
            }
            return write(mine.value().released(done)) ? reached(done, head) : lost(journal, mine);
        }

        /** Says how far it is, if that is due; false if somebody else has taken over. */
        private boolean stillMine() {
            Instant now = clock.instant();
            Duration since = Duration.between(written, now);
            boolean due = since.isNegative()
                    || since.compareTo(terms.lease.dividedBy(2)) >= 0
                    || ((careful || since.compareTo(SAVED_UP) >= 0)
                            && done.revision() > mine.value().acknowledged());
            if (!due) {
                return true;
            }
            written = now;
            return write(mine.value().claimed(done, terms.id, terms.lease, now));
        }

        private boolean write(Cursor cursor) {
            Optional<Stored<Cursor>> after = cursors.set(journal, mine, cursor);
            mine = after.orElse(mine);
            return after.isPresent();
        }

        private Optional<Throwable> call(Commit commit) {
            try {
                subscriber.receive(commit);
                return Optional.empty();
            } catch (Throwable failure) { // whatever it is, the commit was not taken
                return Optional.of(failure);
            } finally {
                Thread.interrupted(); // it must not end what comes next
            }
        }

        private void recovered(Commit commit) {
            int tries = mine.value().tries(commit.revision() - 1);
            if (tries > 0) {
                LOG.info(
                        "Subscription '{}' delivered commit {} of {} after {} failures",
                        terms.subscription,
                        commit.revision(),
                        journal,
                        tries);
            }
        }
    }
}
