package dev.modelregistry;

import dev.modelregistry.id.Digest;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Garbage;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.Reindexed;
import java.util.List;

/**
 * The bytes of a registry: what needs them, how those go that nothing needs, and how those are {@linkplain #erase erased} that must not be
 * kept; and its index, which can be {@linkplain #reindex made anew}. A blob is needed if a commit of any journal names it and that was not erased, or if it is younger than a {@link GracePeriod}.
 * Registrations that were refused or broke off leave garbage behind.
 *
 * <p>It goes in two steps, of which the first can be undone: {@link #trash} hides it, {@link #restore} brings it back, {@link #purge} ends it.
 * Call both from time to time, say once a day:
 *
 * <pre>{@code
 * registry.storage().trash();
 * registry.storage().purge();
 * }</pre>
 *
 * <p>Others may register, train, copy and collect at the same time, here and in other processes. Where something needs a blob that is in the trash all the same,
 * whoever reads it gets it, and so brings it back; and so does the next {@link #trash} or {@link #purge} before anything else.
 *
 * <p>What is needed is read from all commits, each time: {@link #garbage}, {@link #trash} and {@link #purge} cost two or
 * three times what {@link ModelRegistry#audit reading the whole audit} does. Where one cannot be read, or is of a kind that this library does not know,
 * they throw before anything is moved. Memory: about 150 bytes for each blob that is older than the grace period.
 *
 * <p>Against journals that were lost, for example with a backup that is older than the blobs, nothing here helps: {@linkplain
 * ModelRegistry#verify(dev.modelregistry.checkpoint.Checkpoint, dev.modelregistry.checkpoint.TrustedKey...) verify with a checkpoint} first.
 *
 * <p>Thread-safe; usable while its registry is open. Each method can throw:
 *
 * <ul>
 *   <li>{@link dev.modelregistry.error.CorruptStoreException}, {@link dev.modelregistry.error.UnsupportedFormatException}: what is needed
 *       cannot be known. Nothing was moved, unless that was written while this was under way
 *   <li>{@link dev.modelregistry.error.RejectedException}: a clock is wrong, for something is dated in the future; there are blobs but no
 *       journals; the registry may only be read, or is in a transaction of the host; or these blobs are another registry's. Nothing was moved
 *   <li>{@link dev.modelregistry.error.StoreUnavailableException}, {@link dev.modelregistry.error.OutcomeUnknownException}: some of it could
 *       not be moved, all else was unless the store is down; call again
 * </ul>
 */
public interface RegistryStorage {
    /** What nothing needs and is a day old; see {@link #garbage(GracePeriod)}. */
    default Garbage garbage() {
        return garbage(GracePeriod.beforeTrash());
    }

    /** What nothing needs, each blob with the reason, and how much is kept for what. A dry run of {@link #trash(GracePeriod)}. */
    Garbage garbage(GracePeriod age);

    /** Moves what nothing needs and is a day old to the trash; see {@link #trash(GracePeriod)}. */
    default Garbage trash() {
        return trash(GracePeriod.beforeTrash());
    }

    /**
     * Moves what nothing needs to the trash, and brings back from there what something needs.
     *
     * @param age how old it must be
     * @return what was moved
     */
    Garbage trash(GracePeriod age);

    /** What is in the trash, in the order of the digests. */
    List<Garbage.Blob> trashed();

    /**
     * Brings a blob back from the trash. It is as if it had just been stored: where nothing needs it, it will be garbage again when it is old.
     *
     * @return whether it was in the trash
     */
    boolean restore(Digest digest);

    /**
     * Brings back everything from the trash.
     *
     * @return how many blobs that were
     */
    default long restoreAll() {
        return trashed().stream().filter(blob -> restore(blob.digest())).count();
    }

    /** Ends for ever what has been in the trash for seven days; see {@link #purge(GracePeriod)}. */
    default Garbage purge() {
        return purge(GracePeriod.inTrash());
    }

    /**
     * Ends for ever what has been in the trash for so long and still is not needed, and brings back from there what something needs.
     *
     * @param inTrash how long it must have been there
     * @return what was purged; kept is what else was in the trash
     */
    Garbage purge(GracePeriod inTrash);

    /**
     * Erases parts of versions and artifacts of runs for ever: texts, files, comments, testimony. The journals say first that they are erased, by whom and why, in one
     * commit for each model or run; then their bytes are deleted at once, past the trash. The chains stay valid, because they never held the bytes, {@link ModelRegistry#verify}
     * finds nothing missing, and whoever asks for what was erased is told so, also in a {@linkplain ModelRegistry#asOf view of the past}. A version of a model that was deleted can be given, too. A version of which a file was erased cannot be promoted or given an alias any more, and a rollback passes over it; one that serves is for you to replace first.
     *
     * <p>What is erased already is no error: after a call that broke off, or whose outcome is unknown, the same call again does the rest. Bytes that somebody
     * registers while they are erased, or later, are there for that version alone; the report says so.
     *
     * <p><b>Not erased</b>, because they are in the chain itself: descriptors with their names, parameters, metrics and digests, tags, and the actors and reasons of commits. Metric points are numbers, and stay.
     * Backups are not reached, nor local copies that other processes hold open, registries that the version was {@linkplain RegisteredModel#registerCopy copied} to, files that were {@linkplain ModelVersion#materialize laid out}, and what a
     * database or a disk keeps of deleted rows and files. A {@linkplain ModelRegistry#copyTo copy of the registry} is reached when it is brought up to date.
     *
     * @throws dev.modelregistry.error.RejectedException if something else names the same bytes: the message says what, give it all in one call. If a version or a
     *     model is held: release it first; if it was held while this was under way, what came before it is erased, as the message says. If a run still
     *     runs: end it first. If the store may only be read. Nothing was changed
     * @throws dev.modelregistry.error.NotFoundException if a version or run does not exist here or has no such part; nothing was changed
     * @throws dev.modelregistry.error.InvalidInputException if no actor is known, if the change has a request key or an expected revision, or if the registry
     *     is in a transaction of the host, which could be rolled back; nothing was changed
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote something that may name the same bytes; nothing was changed
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether all is recorded and gone; do the same once more
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; what is recorded by then stays erased, do the same once more
     */
    ErasureReport erase(Erasure erasure, Change change);

    /**
     * Makes the index that {@link ModelRegistry#search} asks say again what the journals say: compares all of it, adds what is missing and
     * removes what should not be there. The index changes with each commit and stays right by itself; it needs this after somebody
     * changed or lost rows of it, or when {@link ModelRegistry#verify} says so.
     *
     * <p>Others may search and write meanwhile, also on other hosts. A search finds what is mended already. Whatever this cannot finish, because it is
     * stopped or the store fails, the next call does. Where the store keeps no index (memory, files), this process derives its own from the journals
     * again, and the image that it leaves for others: its searches wait for that, it holds both, a damaged journal ends it with what was known before, and all counts are 0.
     *
     * <p>Reads each journal about once, and a journal of more than 500 commits twice; asks the index two questions for each model or run
     * and 500 of its versions, and one for each thousand entities. Memory: the state of one model, and 500 of its versions.
     *
     * @return what was compared and mended
     * @throws dev.modelregistry.error.CorruptStoreException if a journal is damaged, or a descriptor that it names; that of all others was
     *     mended, unless a hundred are damaged
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote to a journal; as above
     * @throws dev.modelregistry.error.InvalidInputException if the key is missing with which a descriptor is encrypted; as above
     * @throws dev.modelregistry.error.RejectedException if the registry may only be read, or is in a transaction of the host; nothing was changed
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; call again
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether the last change was made; call again
     */
    Reindexed reindex();
}
