package dev.modelregistry.core.state;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;

/** What is true after a commit of some journal. Immutable. */
public sealed interface JournalState permits ModelState, RunState, SettingsState {
    /** The commit that this is the state after. */
    Head head();

    /** That commit's time; the epoch before the first. */
    Instant time();

    /** What was erased of what its commits name. */
    Erasures erasures();

    /**
     * Whether a commit follows this state.
     *
     * @throws CorruptStoreException if it does not
     */
    default void checkFollows(Commit commit) {
        if (commit.revision() != head().revision() + 1 || !commit.previous().equals(head().hash())) {
            throw new CorruptStoreException("journal " + commit.journal() + ": commit " + commit.revision() + " names "
                    + commit.previous() + " as the commit before it; expected revision "
                    + (head().revision() + 1)
                    + " behind "
                    + head().hash());
        }
        if (!commit.time().isAfter(time())) {
            throw new CorruptStoreException("journal " + commit.journal() + ": commit " + commit.revision()
                    + " is dated " + commit.time() + ", not after the commit before it (" + time() + ")");
        }
    }
}
