package dev.modelregistry;

import dev.modelregistry.storage.ErasureReport;

/** What can be done with a registry's bytes. Thread-safe; usable while its registry is open. */
public interface RegistryStorage {
    /**
     * Erases parts of versions and artifacts of runs for ever: texts, files, comments, testimony. The journals say first that they are erased, by whom and why, in one
     * commit for each model or run; then their bytes are deleted at once, past the trash. The chains stay valid, because they never held the bytes, {@link ModelRegistry#verify}
     * finds nothing missing, and whoever asks for what was erased is told so, also in a {@linkplain ModelRegistry#asOf view of the past}. A version of a model that was deleted can be given, too. A rollback passes over a version of which a file was erased; one that serves is for you to replace first.
     *
     * <p>What is erased already is no error: after a call that broke off, or whose outcome is unknown, the same call again does the rest. Bytes that somebody
     * registers while they are erased, or later, are there for that version alone; the report says so.
     *
     * <p><b>Not erased</b>, because they are in the chain itself: descriptors with their names, parameters, metrics and digests, tags, and the actors and reasons of commits. Metric points are numbers, and stay.
     * Backups are not reached, nor local copies that other processes hold open, registries that the version was {@linkplain RegisteredModel#registerCopy copied} to, files that were {@linkplain ModelVersion#materialize laid out}, and what a
     * database or a disk keeps of deleted rows and files. A {@linkplain ModelRegistry#copyTo copy of the registry} is reached when it is brought up to date.
     *
     * @throws dev.modelregistry.error.RejectedException if something else names the same bytes: the message says what, give it all in one call. If a run
     *     still runs: end it first. If the store may only be read. Nothing was changed
     * @throws dev.modelregistry.error.NotFoundException if a version or run does not exist here or has no such part; nothing was changed
     * @throws dev.modelregistry.error.InvalidInputException if no actor is known, if the change has a request key or an expected revision, or if the registry
     *     is in a transaction of the host, which could be rolled back; nothing was changed
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote something that may name the same bytes; nothing was changed
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether all is recorded and gone; do the same once more
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; what is recorded by then stays erased, do the same once more
     */
    ErasureReport erase(Erasure erasure, Change change);
}
