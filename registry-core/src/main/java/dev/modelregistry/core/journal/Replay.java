package dev.modelregistry.core.journal;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.RegistryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds a journal, from the best snapshot on. Snapshots are spaced geometrically: a journal of n commits has about log n of them, a cold
 * start replays at most a ninth of it, and writing them costs a constant share of each commit.
 */
final class Replay<S extends JournalState> {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int PAGE = 500;
    private static final int FIRST_SNAPSHOT = 64;

    private final JournalId id;
    private final Kind<S> kind;
    private final RegistryStore store;
    private volatile long lastSnapshot;

    Replay(JournalId id, Kind<S> kind, RegistryStore store) {
        this.id = id;
        this.kind = kind;
        this.store = store;
    }

    private JournalStore journals() {
        return store.journals();
    }

    /** The latest state that a snapshot has; the journal must hold the commit that it was taken at. */
    S start(Head head) {
        S state = head.revision() < FIRST_SNAPSHOT ? kind.nothing() : fromSnapshot(head.revision());
        lastSnapshot = state.head().revision();
        return state;
    }

    private S fromSnapshot(long atMostRevision) {
        if (kind.snapshots().isEmpty()) {
            return kind.nothing();
        }
        try {
            Optional<Snapshot> snapshot = journals().latestSnapshot(id, atMostRevision);
            if (snapshot.isPresent() && holds(snapshot.get().at())) {
                return kind.snapshots().get().decode().apply(snapshot.get()).orElse(kind.nothing());
            }
        } catch (CorruptStoreException damaged) {
            LOG.warn("Reading all of {} because its snapshot is damaged: {}", id, damaged.getMessage());
        }
        return kind.nothing();
    }

    private boolean holds(Head at) {
        List<CommitBytes> commits = journals().read(id, at.revision() - 1, 1).commits();
        return !commits.isEmpty() && commits.get(0).head().equals(at);
    }

    /** The state after all commits behind a state, up to a revision. */
    S forward(S from, long upTo) {
        S state = from;
        while (state.head().revision() < upTo) {
            long left = upTo - state.head().revision();
            Slice slice = journals().read(id, state.head().revision(), (int) Math.min(PAGE, left));
            for (CommitBytes commit : slice.commits()) {
                state = kind.fold().apply(state, CommitCodec.decode(id, commit));
            }
            if (slice.commits().isEmpty()
                    || state.head().revision() >= slice.head().revision()) {
                break;
            }
        }
        if (upTo == Long.MAX_VALUE) {
            snapshotIfDue(state);
        }
        return state;
    }

    /** Keeps a snapshot if enough came since the last one. It is derived: failing to keep it is no failure. */
    void snapshotIfDue(S state) {
        long revision = state.head().revision();
        if (kind.snapshots().isEmpty() || revision - lastSnapshot < Math.max(FIRST_SNAPSHOT, lastSnapshot / 8)) {
            return;
        }
        lastSnapshot = revision;
        try {
            if (store.access() != Access.READ_ONLY) {
                journals().putSnapshot(id, kind.snapshots().get().encode().apply(state));
            }
        } catch (RuntimeException notKept) { // whatever it is, the commit before it stands
            LOG.debug("No snapshot of {} at {} was kept", id, revision, notKept);
        }
    }

    /** The state after the last commit that is dated at or before an instant. */
    S at(Instant instant, S latest) {
        return latest.time().isAfter(instant)
                ? at(datedBefore(instant.plusNanos(1), latest.head().revision()))
                : latest;
    }

    /** Shows the state before an instant, and each step from there to another one, that included. */
    void between(Instant from, Instant to, S latest, Steps<S> steps) {
        if (latest.time().isBefore(from)) {
            steps.from(latest);
            return;
        }
        long revision = latest.head().revision();
        long end = latest.time().isAfter(to) ? datedBefore(to.plusNanos(1), revision) : revision;
        S state = at(datedBefore(from, revision));
        steps.from(state);
        while (state.head().revision() < end) {
            long after = state.head().revision();
            for (Commit commit : page(after, end, (int) Math.min(PAGE, end - after))) {
                state = kind.fold().apply(state, commit);
                steps.to(state, commit);
            }
        }
    }

    /** How many commits are dated before an instant, up to one that is not: a search, because times increase. */
    long datedBefore(Instant instant, long notBefore) {
        long low = 0; // dated before the instant, or before the first commit
        long high = notBefore; // not dated before the instant
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (page(middle - 1, notBefore, 1).get(0).time().isBefore(instant)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The state after a commit, or after the last one if there are fewer. */
    S at(long revision) {
        return revision == 0 ? kind.nothing() : forward(fromSnapshot(revision), revision);
    }

    /** Commits behind a revision and up to another one that was there before: at least one, at most so many. */
    List<Commit> page(long afterRevision, long end, int limit) {
        List<Commit> page = commits(afterRevision, limit);
        if (page.isEmpty()) {
            throw new CorruptStoreException("journal " + id + " ends at revision " + afterRevision + ", but was at "
                    + end + " before: commits were lost");
        }
        return page;
    }

    List<Commit> commits(long afterRevision, int limit) {
        return journals().read(id, afterRevision, limit).commits().stream()
                .map(commit -> CommitCodec.decode(id, commit))
                .toList();
    }
}
