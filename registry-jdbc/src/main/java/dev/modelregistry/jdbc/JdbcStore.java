package dev.modelregistry.jdbc;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.jdbc.database.Database;
import dev.modelregistry.jdbc.database.Ground;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
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

    static JdbcStore of(
            Database database, Tables tables, String registryId, Ground ground, Gate gate, BlobCipher cipher) {
        Transactions transactions = database.transactions();
        InstantSource clock = database.clock();
        JdbcIndex index = new JdbcIndex(gate, transactions, tables);
        JdbcBlobs blobs = new JdbcBlobs(gate, transactions, tables, clock, cipher);
        About about = new About(
                registryId,
                database.location(),
                ground.sharing(),
                ground.durability(),
                ground.loweredBy(),
                cipher.encrypts(),
                clock);
        Parts parts = new Parts(
                new JdbcJournals(gate, transactions, tables, index),
                blobs,
                new JdbcCells(gate, transactions, tables),
                Optional.of(index));
        return new JdbcStore(gate, about, parts, database, blobs);
    }

    /** Removes what dead processes left behind. */
    void sweep() {
        blobs.sweep();
    }

    @Override
    public boolean isWithinTransaction() {
        return database.transactions().isTheHosts();
    }

    @Override
    protected void release() {
        blobs.close();
        database.close();
    }
}
