package dev.modelregistry.core.journal;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One journal: its last known state, and the loop that changes it. Reads that are fresh enough cost one volatile read. Thread-safe.
 */
public final class Journal<S extends JournalState> {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int MAX_CONFLICTS = 200;
    private static final long RETRY_NANOS = 1_000_000_000;

    private final JournalId id;
    private final Kind<S> kind;
    private final RegistryStore store;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final Observer observer;
    private final Replay<S> replay;
    private final AtomicReference<@Nullable Known<S>> known = new AtomicReference<>();
    /** Writers of one process take turns, so that they do not make each other's appends fail. */
    private final ReentrantLock turn = new ReentrantLock(true);
    /** Whether the store had nothing new when a writer last asked; guarded by the turn. */
    private boolean alone;
    /** Readers do not read the same commits twice; apart from the writers' turn, so that a writer that hangs keeps nobody from reading. */
    private final ReentrantLock reading = new ReentrantLock();

    Journal(
            JournalId id,
            Kind<S> kind,
            RegistryStore store,
            InstantSource clock,
            Supplier<UUID> ids,
            Observer observer) {
        this.id = id;
        this.kind = kind;
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.observer = observer;
        this.replay = new Replay<>(id, kind, store);
    }

    /** A state, when it was last known to be the store's, and for how long at most it may be served without another look. */
    private record Known<S>(S state, long nanos, Instant at, long maxAgeNanos) {
        Known(S state, long nanos, Instant at) {
            this(state, nanos, at, Long.MAX_VALUE);
        }

        boolean isFresh(Freshness freshness) {
            long maxAge = Math.min(maxAgeNanos, freshness.maxAgeNanos());
            return maxAge == Long.MAX_VALUE || (maxAge > 0 && System.nanoTime() - nanos < maxAge);
        }

        /** The same state after a look that failed: to be served for a while before the next try. */
        Known<S> retryLater() {
            return new Known<>(state, System.nanoTime(), at, RETRY_NANOS);
        }

        /** The same state after a write of unknown outcome: to be looked at again by whoever reads next. */
        Known<S> inDoubt() {
            return new Known<>(state, nanos, at, 0);
        }
    }

    private JournalStore journals() {
        return store.journals(); // asked anew: a store may come later than the journals in it
    }

    /** The journal's name. */
    public JournalId id() {
        return id;
    }

    /**
     * The state, as current as is asked for.
     *
     * @throws StoreUnavailableException if the store cannot be reached and there is no state that may be served instead
     */
    public S state(Freshness freshness) {
        return known(freshness).state;
    }

    /** The state, as current as is asked for, from a head that was just read together with those of other journals. */
    S state(Freshness freshness, Head head, long nanos, Instant at) {
        Known<S> last = known.get();
        return last != null && last.isFresh(freshness) ? last.state : toHead(head, nanos, at).state;
    }

    /**
     * Takes a state that was kept for the case that the store cannot be reached, unless one is known. It counts as any other that was known at that time: once the
     * store can be asked, its commits must follow on this one.
     *
     * @param at when it was known to be the store's
     */
    public void resume(S kept, Instant at) {
        known.compareAndSet(null, new Known<>(kept, System.nanoTime(), at, RETRY_NANOS));
    }

    /** When the state that {@link #state} gives was last known to be the store's. */
    public Instant knownAt(Freshness freshness) {
        return known(freshness).at;
    }

    /** When the commit at a head is dated, if the last known state is that behind it. */
    Optional<Instant> timeOf(Head head) {
        Known<S> last = known.get();
        return last != null && last.state.head().equals(head) ? Optional.of(last.state.time()) : Optional.empty();
    }

    private Known<S> known(Freshness freshness) {
        Known<S> last = known.get();
        return last != null && last.isFresh(freshness) ? last : lookAgain(freshness);
    }

    private Known<S> lookAgain(Freshness freshness) {
        try {
            return refresh();
        } catch (StoreUnavailableException unavailable) {
            Known<S> last = known.get();
            if (last == null || !freshness.servesStale()) {
                throw unavailable;
            }
            LOG.warn("Serving {} as it was known at {}: {}", id, last.at, unavailable.getMessage());
            Known<S> retryLater = last.retryLater();
            known.compareAndSet(last, retryLater);
            return retryLater;
        }
    }

    private Known<S> refresh() {
        Instant at = clock.instant();
        long nanos = System.nanoTime();
        return toHead(journals().heads(List.of(id)).getOrDefault(id, Head.NONE), nanos, at);
    }

    private Known<S> toHead(Head head, long nanos, Instant at) {
        Known<S> last = known.get();
        if (last != null && last.state.head().equals(head)) {
            Known<S> confirmed = new Known<>(last.state, nanos, at);
            known.compareAndSet(last, confirmed); // where this fails, somebody knows more by now
            return confirmed;
        }
        reading.lock();
        try {
            return advance(head, nanos, at);
        } finally {
            reading.unlock();
        }
    }

    private Known<S> advance(Head head, long nanos, Instant at) {
        Known<S> last = known.get();
        S from = last == null ? replay.start(head) : last.state;
        if (head.revision() < from.head().revision()) {
            head = journals()
                    .heads(List.of(id))
                    .getOrDefault(id, Head.NONE); // a commit of ours may have come in between
        }
        boolean wentBack = head.revision() < from.head().revision()
                || (head.revision() == from.head().revision() && !head.equals(from.head()));
        if (wentBack) {
            throw new CorruptStoreException(
                    "journal " + id + " of " + store.location() + " is at revision " + head.revision() + " ("
                            + head.hash() + "), but was at " + from.head().revision() + " ("
                            + from.head().hash()
                            + ") before: commits were lost or replaced, for example by restoring a backup. Reopen after finding out which");
        }
        return learn(new Known<>(replay.forward(from, Long.MAX_VALUE), nanos, at));
    }

    /** Keeps the newer of what is known and what was just found out: a reader and a writer may come here in any order. */
    private Known<S> learn(Known<S> found) {
        return Objects.requireNonNull(known.accumulateAndGet(
                found,
                (last, next) -> last != null
                                && next != null
                                && last.state.head().revision()
                                        > next.state.head().revision()
                        ? last
                        : next));
    }

    /**
     * The one loop that changes anything: read, decide, append; again if somebody else was first. Where nobody else has written of late, the
     * first try decides on what is known without asking the store, whose append compares the heads in any case.
     *
     * @param decide what makes it as wished; called again with a newer state after a lost race
     * @return the state that is as wished
     */
    public S commit(Author author, Function<S, Decision> decide) {
        turn.lock();
        try {
            Optional<S> unasked = commitUnasked(author, decide);
            if (unasked.isPresent()) {
                return unasked.get();
            }
            for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
                Known<S> before = known.get();
                S state = refresh().state;
                alone = before != null && before.state.head().equals(state.head());
                Decision decision = decide(author, state, decide);
                if (decision.events().isEmpty()) {
                    return state;
                }
                Optional<S> next = append(author, state, decision);
                if (next.isPresent()) {
                    return next.get();
                }
                Appending.pause(conflicts);
            }
        } finally {
            turn.unlock();
        }
        throw new ConflictException(
                "journal " + id + ": others were first " + MAX_CONFLICTS + " times in a row; try again");
    }

    /** Does something while no writer who has this object changes the journal. */
    public <T> T inTurn(Supplier<T> action) {
        turn.lock();
        try {
            return action.get();
        } finally {
            turn.unlock();
        }
    }

    /** Empty if the store has to be asked: a refusal, or that nothing is to be done, must not be told from a state that may be old. */
    private Optional<S> commitUnasked(Author author, Function<S, Decision> decide) {
        Known<S> last = known.get();
        if (!alone || last == null) {
            return Optional.empty();
        }
        alone = false; // unless this succeeds
        Decision decision;
        try {
            decision = decide(author, last.state, decide);
        } catch (RegistryException refused) {
            LOG.debug(
                    "A change of {} would be refused at {}; asking for a newer state", id, last.state.head(), refused);
            return Optional.empty();
        }
        if (decision.events().isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<S> next = append(author, last.state, decision);
            alone = next.isPresent();
            return next;
        } catch (ConflictException lost) { // in a transaction of the host, where it may be seen who was first
            LOG.debug("A change of {} lost at {}; asking for a newer state", id, last.state.head(), lost);
            return Optional.empty();
        }
    }

    private Decision decide(Author author, S state, Function<S, Decision> decide) {
        Decision decision = decide.apply(state);
        if (!decision.events().isEmpty()) {
            checkExpected(author, state);
        }
        return decision;
    }

    /** The state behind the commit of a decision; empty if somebody else was first. */
    private Optional<S> append(Author author, S state, Decision decision) {
        Instant now = clock.instant();
        Instant time = now.isBefore(decision.notBefore()) ? decision.notBefore() : now;
        CommitBytes bytes = CommitCodec.encode(header(author, state, decision, time), decision.events());
        // What cannot be read back and folded must never be written.
        Commit commit = CommitCodec.decode(id, bytes);
        S next = kind.fold().apply(state, commit);
        List<Change> entries = store.index().isPresent() ? observer.entries(state, next, commit) : List.of();
        try {
            AppendResult result = Appending.append(journals(), id, state.head(), List.of(bytes), entries);
            if (result instanceof AppendResult.Conflict) {
                return Optional.empty();
            }
        } catch (OutcomeUnknownException unknown) {
            doubt();
            observer.doubted(id);
            throw unknown;
        }
        // From here on it is done: nothing that fails may say otherwise.
        learn(new Known<>(next, System.nanoTime(), now));
        replay.snapshotIfDue(next);
        observer.committed(id);
        return Optional.of(next);
    }

    /** The time of a commit behind a state: the clock's, but later than the commit before. */
    public static Instant timeOfNext(JournalState state, Instant clockTime) {
        Instant now = clockTime.truncatedTo(ChronoUnit.MICROS);
        Instant earliest = state.time().plus(1, ChronoUnit.MICROS);
        return now.isBefore(earliest) ? earliest : now;
    }

    private void checkExpected(Author author, S state) {
        author.change().expectedRevision().ifPresent(expected -> {
            if (expected != state.head().revision()) {
                throw new ConflictException("journal " + id + " is at revision "
                        + state.head().revision() + ", not at " + expected + "; read it again and decide again");
            }
        });
    }

    private CommitCodec.Header header(Author author, S state, Decision decision, Instant clockTime) {
        return new CommitCodec.Header(
                id,
                state.head(),
                ids.get(),
                author.change().requestKey(),
                timeOfNext(state, clockTime),
                author.actor(),
                author.change().reason(),
                decision.basis());
    }

    /** Has the next reader look at the store, whichever freshness it asks for. */
    void doubt() {
        known.updateAndGet(last -> last == null ? null : last.inDoubt());
    }

    /** The state as it was at an instant. */
    public S stateAt(Instant instant) {
        return replay.at(instant, state(Freshness.latest()));
    }

    /** Shows the state as it was before an instant, and what each commit from then to another one, that included, made of it; holds one page of commits. */
    public void replay(Instant from, Instant to, Steps<S> steps) {
        replay.between(from, to, state(Freshness.latest()), steps);
    }

    /** Commits behind a revision, at most so many. */
    public List<Commit> commits(long afterRevision, int limit) {
        return replay.commits(afterRevision, limit);
    }
}
