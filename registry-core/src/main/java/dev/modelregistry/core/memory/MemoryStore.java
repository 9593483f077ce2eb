package dev.modelregistry.core.memory;

import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.support.Gate;
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
    private final Gate gate = new Gate(MemoryStoreProvider.URL, null);
    private final MemoryJournals journals = new MemoryJournals(gate);
    private final MemoryCells cells = new MemoryCells(gate);
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
        this.clock = clock;
        this.blobs = new MemoryBlobs(clock, gate);
    }

    @Override
    public String registryId() {
        gate.enterToRead();
        return registryId;
    }

    @Override
    public String location() {
        gate.enterToRead();
        return MemoryStoreProvider.URL;
    }

    @Override
    public Sharing sharing() {
        gate.enterToRead();
        return Sharing.PROCESS;
    }

    @Override
    public Durability durability() {
        gate.enterToRead();
        return Durability.NONE;
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        gate.enterToRead();
        return Optional.empty();
    }

    @Override
    public Access access() {
        gate.enterToRead();
        return Access.READ_WRITE;
    }

    @Override
    public Instant now() {
        gate.enterToRead();
        return clock.instant();
    }

    @Override
    public JournalStore journals() {
        gate.enterToRead();
        return journals;
    }

    @Override
    public BlobStore blobs() {
        gate.enterToRead();
        return blobs;
    }

    @Override
    public CellStore cells() {
        gate.enterToRead();
        return cells;
    }

    /** Empty: the engine keeps an index in memory for stores without one, and two of them would not be better. */
    @Override
    public Optional<IndexStore> index() {
        gate.enterToRead();
        return Optional.empty();
    }

    @Override
    public void close() {
        gate.close();
        blobs.deleteFiles();
    }
}
