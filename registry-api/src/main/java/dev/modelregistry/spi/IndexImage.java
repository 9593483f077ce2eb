package dev.modelregistry.spi;

import java.util.Optional;

/**
 * Where the engine keeps what its index in memory knew, so that the next process need not read every journal again. It is derived data: it may be
 * old, lost, or replaced by another process at any time, and the engine asks the journals what it is worth. Thread-safe.
 */
public interface IndexImage {
    /**
     * What was kept last; empty if nothing is.
     *
     * @throws dev.modelregistry.error.CorruptStoreException if it is damaged; the journals are the truth and can be read instead
     */
    Optional<Bytes> read();

    /**
     * Keeps this in place of what was kept before. A reader finds the one or the other, whole; after a power cut perhaps neither.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if it was not kept
     * @throws dev.modelregistry.error.RejectedException if the store may only be read
     */
    void replace(Bytes image);
}
