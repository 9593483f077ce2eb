package dev.modelregistry.core.state;

import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.storage.Part;
import java.time.Instant;

/** What is true after a commit of some journal. Immutable. */
public sealed interface JournalState permits ModelState, RunState, LineageState, ReleaseSetState, SettingsState {
    /** The commit that this is the state after. */
    Head head();

    /** That commit's time; the epoch before the first. */
    Instant time();

    /** What was erased of what its commits name. */
    Erasures erasures();

    /** Whether a version has expired, or the run. */
    boolean hasExpired(int number);

    /** Whether the bytes of a part are not needed any more: they were erased, or are those of an artifact of a version or run that has expired. */
    default boolean isReleased(Erasable key) {
        return erasures().of(key).isPresent() || (key.part().kind() == Part.Kind.ARTIFACT && hasExpired(key.number()));
    }

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
