package dev.modelregistry.core.memory;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.GatedStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * A registry in memory, gone when it is closed. For tests, examples and short-lived processes. Thread-safe. <b>Must be
 * closed</b>, for the sake of the files behind {@link BlobStore#localPath}.
 *
 * <p>Bytes are kept by reference, as {@link dev.modelregistry.spi.Bytes} allows: nobody modifies them, so nothing here
 * can be damaged.
 */
public final class MemoryStore extends GatedStore {
    private final MemoryBlobs blobs;

    /** A new, empty registry on the system's clock. */
    public MemoryStore() {
        this(InstantSource.system());
    }

    /**
     * A new, empty registry.
     *
     * @param clock dates commits and blobs
     */
    public MemoryStore(InstantSource clock) {
        this(clock, BlobCipher.none());
    }

    /**
     * A new, empty registry.
     *
     * @param clock dates commits and blobs
     * @param cipher how blobs are kept
     */
    public MemoryStore(InstantSource clock, BlobCipher cipher) {
        this(clock, cipher, new Gate(MemoryStoreProvider.URL, null));
    }

    private MemoryStore(InstantSource clock, BlobCipher cipher, Gate gate) {
        this(clock, cipher.encrypts(), gate, new MemoryBlobs(clock, gate, cipher));
    }

    private MemoryStore(InstantSource clock, boolean encrypts, Gate gate, MemoryBlobs blobs) {
        super(
                gate,
                new About(
                        UUID.randomUUID().toString(),
                        MemoryStoreProvider.URL,
                        Sharing.PROCESS,
                        Durability.NONE,
                        Optional.empty(),
                        encrypts,
                        clock),
                // No index: the engine keeps one in memory for stores without, and two of them would not be better.
                new Parts(new MemoryJournals(gate), blobs, new MemoryCells(gate), Optional.empty()));
        this.blobs = blobs;
    }

    @Override
    protected void release() {
        blobs.deleteFiles();
    }
}
