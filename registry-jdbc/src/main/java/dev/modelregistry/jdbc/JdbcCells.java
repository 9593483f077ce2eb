package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.jdbc.database.DuplicateKeyException;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.support.Gate;
import java.util.List;
import java.util.Optional;

/** Cells as rows: the version in the condition of an update is the compare, the update is the set. */
final class JdbcCells implements CellStore {
    private final Gate gate;
    private final Transactions transactions;
    private final Tables tables;

    JdbcCells(Gate gate, Transactions transactions, Tables tables) {
        this.gate = gate;
        this.transactions = transactions;
        this.tables = tables;
    }

    @Override
    public Optional<Cell> read(CellId id) {
        gate.enterToRead();
        return transactions.read(
                "read cell " + id,
                session -> session.first(
                        tables.sql("SELECT version, seal, bytes FROM {cell} WHERE name = ?"),
                        row -> {
                            byte[] value = row.getBytes(3);
                            Keys.check(
                                    "cell " + id + " in " + tables.name("cell"),
                                    seal(id, row.getLong(1), value),
                                    row.getBytes(2));
                            return new Cell(row.getLong(1), Bytes.of(value));
                        },
                        Keys.utf8(id.toString())));
    }

    private static byte[] seal(CellId id, long version, byte[] value) {
        return Keys.seal(value, "cell", id, version);
    }

    @Override
    public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
        gate.enterToWrite();
        if (value.size() > MAX_SIZE) {
            throw new InvalidInputException(
                    "cell " + id + " cannot hold " + value.size() + " bytes; the largest value is " + MAX_SIZE);
        }
        if (expectedVersion < 0 || expectedVersion == Long.MAX_VALUE) {
            return false;
        }
        long next = expectedVersion + 1;
        byte[] name = Keys.utf8(id.toString());
        byte[] seal = seal(id, next, value.array());
        try {
            return transactions.write(
                    "set cell " + id + " to version " + next,
                    session -> (expectedVersion == 0
                                    ? session.update(
                                            tables.sql(
                                                    "INSERT INTO {cell} (name, version, seal, bytes) VALUES (?, ?, ?, ?)"),
                                            name,
                                            next,
                                            seal,
                                            value.array())
                                    : session.update(
                                            tables.sql(
                                                    "UPDATE {cell} SET version = ?, seal = ?, bytes = ? WHERE name = ? AND version = ?"),
                                            next,
                                            seal,
                                            value.array(),
                                            name,
                                            expectedVersion))
                            == 1);
        } catch (DuplicateKeyException somebodyElse) {
            return false;
        }
    }

    @Override
    public List<CellId> list(String space, String afterName, int limit) {
        gate.enterToRead(limit);
        return transactions.read(
                "list cells",
                session -> session.list(
                        tables.sql("SELECT name FROM {cell} WHERE name > ? AND name < ? ORDER BY name LIMIT ?"),
                        row -> new CellId(space, Keys.text(row.getBytes(1)).substring(space.length() + 1)),
                        Keys.utf8(space + "/" + afterName),
                        Keys.endOf(Keys.utf8(space + "/")),
                        limit));
    }
}
