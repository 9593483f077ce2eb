package dev.modelregistry.spi;

import dev.modelregistry.id.Digest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Append-only sequences of commits, and snapshots derived from them. Thread-safe. The guarantees are those of {@link RegistryStore}.
 *
 * <p>A commit's bytes hold an id that its writer minted for this one attempt, so two commits with the same hash are the same attempt:
 * that is how a store tells its caller's own earlier success from somebody else's.
 */
public interface JournalStore {
    /**
     * Appends a batch of commits behind the expected head, whole or not at all (G1, G2). When it returns {@link AppendResult.Appended}
     * the batch is durable (G3) and visible to every later read (G4). If exactly these commits already stand behind the expected head,
     * an earlier attempt succeeded: the answer is {@code Appended} again (G6).
     *
     * @param journal the journal; its first append creates it
     * @param expected the head that the commits were made for; {@link Head#NONE} for the first
     * @param commits one or more, with revisions {@code expected.revision() + 1}, {@code + 2} …
     * @param entries changes to the index, applied with the batch where the store has an index and ignored elsewhere (G8)
     * @return the new head, or the conflict: the journal's head is not the expected one and these commits are not in it
     * @throws dev.modelregistry.error.StoreUnavailableException if nothing was appended
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known; repeat the same call to find out
     * @throws dev.modelregistry.error.RejectedException if the store may only be read
     * @throws IllegalArgumentException if there is no commit, the revisions do not follow the expected head, or a commit has a wrong hash,
     *     no line feed at its end or more than {@link CommitBytes#MAX_SIZE}; a caller's mistake
     */
    AppendResult append(JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries);

    /**
     * Reads commits in order, the first one behind {@code afterRevision} (G5). Gives at most {@code limit}, and fewer when the head is
     * reached or the batch grows large; an empty slice means that there was none behind {@code afterRevision}.
     *
     * @param afterRevision 0 to begin at the first
     * @param limit 1 or more
     * @throws dev.modelregistry.error.CorruptStoreException if a commit is damaged or missing (G9); that the last ones are missing cannot
     *     be told by every store
     * @throws IllegalArgumentException if the revision is negative or the limit less than 1
     */
    Slice read(JournalId journal, long afterRevision, int limit);

    /** The heads of those of the given journals that exist. Cheap enough to ask before each read. */
    Map<JournalId, Head> heads(Collection<JournalId> journals);

    /** The kinds of which there are journals, in their order; also those that nobody here knows. */
    List<String> kinds();

    /**
     * Journals of one kind in the {@linkplain Bytes#UTF8_ORDER order} of their keys.
     *
     * @param afterKey the last key already seen, exclusive; the empty text to begin
     * @param limit 1 or more
     * @throws IllegalArgumentException if the limit is less
     */
    List<JournalId> list(String kind, String afterKey, int limit);

    /**
     * Keeps a snapshot. It is derived data: a store may drop it at any time, and one that is there already at this revision stays.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if it was not kept
     */
    void putSnapshot(JournalId journal, Snapshot snapshot);

    /**
     * The latest snapshot at or before a revision.
     *
     * @throws dev.modelregistry.error.CorruptStoreException if it is damaged; the journal is the truth and can be read instead
     */
    Optional<Snapshot> latestSnapshot(JournalId journal, long atMostRevision);

    /**
     * Where a journal ends.
     *
     * @param revision the last commit's revision; 0 before the first
     * @param hash the last commit's hash; {@link Digest#ZERO} before the first
     */
    record Head(long revision, Digest hash) {
        /** The head of a journal that does not exist yet. */
        public static final Head NONE = new Head(0, Digest.ZERO);
    }

    /** How an append ended. */
    sealed interface AppendResult {
        /**
         * It is there.
         *
         * @param head the new head
         */
        record Appended(Head head) implements AppendResult {}

        /**
         * It is not there and never will be.
         *
         * @param actual the head that was found instead of the expected one
         */
        record Conflict(Head actual) implements AppendResult {}
    }

    /**
     * Some commits in order.
     *
     * @param head the journal's head as it was when this was read; {@link Head#NONE} where there is no journal
     * @param commits what was read
     */
    record Slice(Head head, List<CommitBytes> commits) {
        /** Copies the list. */
        public Slice {
            commits = List.copyOf(commits);
        }
    }

    /**
     * What is known of a journal's state after one of its commits.
     *
     * @param at the head after that commit; a snapshot counts only while the journal holds this very commit
     * @param state bytes of the engine's own making
     */
    record Snapshot(Head at, Bytes state) {}
}
