package dev.modelregistry.fs;

import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.support.Gate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** A registry in a directory, as {@link Opening} found it. */
final class FileStore implements RegistryStore {
    private final Identity identity;
    private final Layout layout;
    private final Durability durability;
    private final Clock clock;
    private final Gate gate;
    private final JournalStore journals;
    private final BlobStore blobs;
    private final CellStore cells;

    FileStore(
            Identity identity,
            Layout layout,
            FileOps files,
            Publisher publisher,
            Durability durability,
            Gate gate,
            Clock clock) {
        this.identity = identity;
        this.layout = layout;
        this.durability = durability;
        this.clock = clock;
        this.gate = gate;
        this.journals = new FileJournals(gate, files, layout, publisher);
        this.blobs = new FileBlobs(gate, files, layout, publisher, clock);
        this.cells = new FileCells(gate, files, layout, publisher);
    }

    @Override
    public String registryId() {
        gate.enterToRead();
        return identity.registry();
    }

    @Override
    public String location() {
        gate.enterToRead();
        return layout.location();
    }

    @Override
    public Sharing sharing() {
        gate.enterToRead();
        return Sharing.HOST;
    }

    @Override
    public Durability durability() {
        gate.enterToRead();
        return durability;
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        gate.enterToRead();
        return durability == Durability.POWER_LOSS
                ? Optional.empty()
                : Optional.of("directories here cannot be synced; use a file system where they can");
    }

    @Override
    public Access access() {
        gate.enterToRead();
        return gate.access();
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

    @Override
    public Optional<IndexStore> index() {
        gate.enterToRead();
        return Optional.empty();
    }

    @Override
    public void close() {
        gate.close();
    }

    @Override
    public String toString() {
        return layout.location();
    }
}
