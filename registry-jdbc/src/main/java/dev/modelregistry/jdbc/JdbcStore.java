package dev.modelregistry.jdbc;

import dev.modelregistry.jdbc.database.Database;
import dev.modelregistry.jdbc.database.Ground;
import dev.modelregistry.jdbc.database.Tables;
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

/** A registry in a database, as {@link Opening} found it. */
final class JdbcStore implements RegistryStore {
    private final Database database;
    private final String registryId;
    private final Ground ground;
    private final Gate gate;
    private final InstantSource clock;
    private final JournalStore journals;
    private final JdbcBlobs blobs;
    private final CellStore cells;
    private final JdbcIndex index;

    JdbcStore(Database database, Tables tables, String registryId, Ground ground, Gate gate) {
        this.database = database;
        this.registryId = registryId;
        this.ground = ground;
        this.gate = gate;
        this.clock = database.clock();
        this.index = new JdbcIndex(gate, database.transactions(), tables);
        this.journals = new JdbcJournals(gate, database.transactions(), tables, index);
        this.blobs = new JdbcBlobs(gate, database.transactions(), tables, clock);
        this.cells = new JdbcCells(gate, database.transactions(), tables);
    }

    @Override
    public String registryId() {
        gate.enterToRead();
        return registryId;
    }

    @Override
    public String location() {
        gate.enterToRead();
        return database.location();
    }

    @Override
    public Sharing sharing() {
        gate.enterToRead();
        return ground.sharing();
    }

    @Override
    public Durability durability() {
        gate.enterToRead();
        return ground.durability();
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        gate.enterToRead();
        return ground.loweredBy();
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
        return Optional.of(index);
    }

    boolean hasNoBlobs() {
        return blobs.isEmpty();
    }

    /** Removes what dead processes left behind. */
    void sweep() {
        blobs.sweep();
    }

    @Override
    public void close() {
        if (gate.close()) {
            blobs.close();
            database.close();
        }
    }

    @Override
    public String toString() {
        return database.location();
    }
}
