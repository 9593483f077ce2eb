package dev.modelregistry.jdbc;

import dev.modelregistry.jdbc.database.Database;
import dev.modelregistry.jdbc.database.Ground;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.GatedStore;
import java.time.InstantSource;
import java.util.Optional;

/** A registry in a database, as {@link Opening} found it. */
final class JdbcStore extends GatedStore {
    private final Database database;
    private final JdbcBlobs blobs;

    private JdbcStore(Gate gate, About about, Parts parts, Database database, JdbcBlobs blobs) {
        super(gate, about, parts);
        this.database = database;
        this.blobs = blobs;
    }

    static JdbcStore of(Database database, Tables tables, String registryId, Ground ground, Gate gate) {
        Transactions transactions = database.transactions();
        InstantSource clock = database.clock();
        JdbcIndex index = new JdbcIndex(gate, transactions, tables);
        JdbcBlobs blobs = new JdbcBlobs(gate, transactions, tables, clock);
        About about = new About(
                registryId, database.location(), ground.sharing(), ground.durability(), ground.loweredBy(), clock);
        Parts parts = new Parts(
                new JdbcJournals(gate, transactions, tables, index),
                kept(database, blobs),
                new JdbcCells(gate, transactions, tables),
                Optional.of(index));
        return new JdbcStore(gate, about, parts, database, blobs);
    }

    /** Blobs of this registry, wherever they are: none is deleted in a transaction of the host. */
    BlobStore kept(BlobStore all) {
        return kept(database, all);
    }

    private static BlobStore kept(Database database, BlobStore all) {
        return database.transactions().isTheHosts() ? new KeptBlobs(all) : all;
    }

    /** Removes what dead processes left behind. */
    void sweep() {
        blobs.sweep();
    }

    @Override
    protected void release() {
        blobs.close();
        database.close();
    }
}
