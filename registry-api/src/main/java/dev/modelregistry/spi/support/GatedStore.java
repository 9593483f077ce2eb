package dev.modelregistry.spi.support;

import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A store that is open: what was found out about it, and its parts, behind one gate. Thread-safe. <b>Must be closed.</b> */
public abstract class GatedStore implements RegistryStore {
    private final Gate gate;
    private final About about;
    private final Parts parts;

    /** A store behind a gate, before which its parts stand as well. */
    protected GatedStore(Gate gate, About about, Parts parts) {
        this.gate = gate;
        this.about = about;
        this.parts = parts;
    }

    /**
     * What does not change while a store is open; each is what {@link RegistryStore} gives by this name.
     *
     * @param clock what {@link RegistryStore#now} asks
     */
    public record About(
            String registryId,
            String location,
            Sharing sharing,
            Durability durability,
            Optional<String> durabilityLoweredBy,
            boolean encryptsBlobs,
            InstantSource clock) {}

    /** What a store consists of. */
    public record Parts(JournalStore journals, BlobStore blobs, CellStore cells, Optional<IndexStore> index) {}

    @Override
    public final String registryId() {
        return about().registryId;
    }

    @Override
    public final String location() {
        return about().location;
    }

    @Override
    public final Sharing sharing() {
        return about().sharing;
    }

    @Override
    public final Durability durability() {
        return about().durability;
    }

    @Override
    public final Optional<String> durabilityLoweredBy() {
        return about().durabilityLoweredBy;
    }

    @Override
    public final Access access() {
        gate.enterToRead();
        return gate.access();
    }

    /** No, unless a store says otherwise. */
    @Override
    public boolean isWithinTransaction() {
        return false;
    }

    @Override
    public final boolean encryptsBlobs() {
        return about().encryptsBlobs;
    }

    @Override
    public final Instant now() {
        return about().clock.instant();
    }

    @Override
    public final JournalStore journals() {
        return parts().journals;
    }

    @Override
    public final BlobStore blobs() {
        return parts().blobs;
    }

    @Override
    public final CellStore cells() {
        return parts().cells;
    }

    @Override
    public final Optional<IndexStore> index() {
        return parts().index;
    }

    /** None, unless a store says otherwise. */
    @Override
    public Optional<IndexImage> indexImage() {
        return Optional.empty();
    }

    private About about() {
        gate.enterToRead();
        return about;
    }

    private Parts parts() {
        gate.enterToRead();
        return parts;
    }

    @Override
    public final void close() {
        if (gate.close()) {
            release();
        }
    }

    /** Frees what the store holds. Called once. */
    protected abstract void release();

    /** Said also when it is closed. */
    @Override
    public final String toString() {
        return about.location;
    }
}
