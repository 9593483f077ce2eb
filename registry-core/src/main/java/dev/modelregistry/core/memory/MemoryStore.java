package dev.modelregistry.core.memory;

import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import java.time.Instant;
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
public final class MemoryStore implements RegistryStore {
    private final String registryId = UUID.randomUUID().toString();
    private final InstantSource clock;
    private final MemoryJournals journals = new MemoryJournals(this::requireOpen);
    private final MemoryCells cells = new MemoryCells(this::requireOpen);
    private final MemoryBlobs blobs;
    private volatile boolean closed;

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
        this.clock = clock;
        this.blobs = new MemoryBlobs(clock, this::requireOpen);
    }

    private void requireOpen() {
        if (closed) {
            throw new RegistryClosedException(
                    "registry " + registryId + " in memory is closed, and its content with it; open a new one");
        }
    }

    @Override
    public String registryId() {
        requireOpen();
        return registryId;
    }

    @Override
    public String location() {
        requireOpen();
        return MemoryStoreProvider.URL;
    }

    @Override
    public Sharing sharing() {
        requireOpen();
        return Sharing.PROCESS;
    }

    @Override
    public Durability durability() {
        requireOpen();
        return Durability.NONE;
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        requireOpen();
        return Optional.empty();
    }

    @Override
    public Access access() {
        requireOpen();
        return Access.READ_WRITE;
    }

    @Override
    public Instant now() {
        requireOpen();
        return clock.instant();
    }

    @Override
    public JournalStore journals() {
        requireOpen();
        return journals;
    }

    @Override
    public BlobStore blobs() {
        requireOpen();
        return blobs;
    }

    @Override
    public CellStore cells() {
        requireOpen();
        return cells;
    }

    /** Empty: the engine keeps an index in memory for stores without one, and two of them would not be better. */
    @Override
    public Optional<IndexStore> index() {
        requireOpen();
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        blobs.deleteFiles();
    }
}
