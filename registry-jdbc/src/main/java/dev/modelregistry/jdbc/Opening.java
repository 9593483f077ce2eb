package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.jdbc.database.Database;
import dev.modelregistry.jdbc.database.Ground;
import dev.modelregistry.jdbc.database.Schema;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.support.Gate;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a registry in a database, or creates one there, and finds out what the database is good for. */
final class Opening {
    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    private final Tables tables;
    private final OpenMode mode;
    private final SchemaMode ddl;
    private final Consumer<String> printer;
    private final BlobsBeside.Place blobs;

    Opening(Tables tables, OpenMode mode, SchemaMode ddl, Consumer<String> printer, BlobsBeside.Place blobs) {
        this.tables = tables;
        this.mode = mode;
        this.ddl = ddl;
        this.printer = printer;
        this.blobs = blobs;
    }

    /** Opens the registry; closes the database if that fails. */
    RegistryStore open(Database database) {
        try {
            return opened(database);
        } catch (RuntimeException | Error failed) {
            database.close();
            throw failed;
        }
    }

    private RegistryStore opened(Database database) {
        Transactions transactions = database.transactions();
        Schema schema = new Schema(database.dialect(), tables, () -> blobs.fact(mode));
        int found = transactions.read("look for a registry", schema::version);
        if (ddl == SchemaMode.PRINT) {
            schema.statements(found).forEach(statement -> printer.accept(statement + ";"));
        }
        boolean mayCreate = ddl == SchemaMode.CREATE && (found > 0 || mode == OpenMode.CREATE_IF_ABSENT);
        if (mayCreate && !schema.isCurrent(found)) {
            if (transactions.isTheHosts()) {
                throw new InvalidInputException(
                        "tables cannot be created in a transaction of the host, which some databases would commit; open the registry outside of it once");
            }
            database.create(schema, tables);
        }
        Schema.Registry registry = transactions.read("look for a registry", schema::validate);
        Ground ground = database.ground();
        ground.loweredBy()
                .ifPresent(setting -> log.warn(
                        "What is committed to {} survives {} only, because {}",
                        database.location(),
                        ground.durability(),
                        setting));
        Gate gate =
                new Gate(database.location(), database.readOnlyBecause(tables).orElse(null));
        JdbcStore store = JdbcStore.of(database, tables, registry.id(), ground, gate, blobs.cipher());
        if (gate.access() == Access.READ_WRITE && !transactions.isTheHosts()) {
            store.sweep();
        }
        return BlobsBeside.placed(store, registry.blobs(), blobs);
    }
}
