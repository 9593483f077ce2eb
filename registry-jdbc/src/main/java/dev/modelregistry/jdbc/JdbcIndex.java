package dev.modelregistry.jdbc;

import dev.modelregistry.jdbc.database.DuplicateKeyException;
import dev.modelregistry.jdbc.database.Session;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.IndexKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The index as rows of entity, attribute and value, changed in the transaction of the append that they belong to. */
final class JdbcIndex implements IndexStore {
    private static final int ENTITIES = 500;

    private final Gate gate;
    private final Transactions transactions;
    private final Tables tables;
    private final String put;
    private final String remove;

    JdbcIndex(Gate gate, Transactions transactions, Tables tables) {
        this.gate = gate;
        this.transactions = transactions;
        this.tables = tables;
        this.put = transactions
                .dialect()
                .insertIfAbsent(tables.name("entry"), "entity, attribute, head", "entity, attribute, head, whole");
        this.remove = tables.sql("DELETE FROM {entry} WHERE entity = ? AND attribute = ? AND head = ?");
    }

    void apply(Session session, IndexChanges changes) throws SQLException {
        session.updateAll(remove, changes.removed());
        session.updateAll(put, changes.put());
    }

    @Override
    public Slice walk(Walk walk) {
        gate.enterToRead(walk.limit());
        List<Looked> looked = transactions.read("walk the index", session -> {
            if (!transactions.isTheHosts()) {
                transactions.dialect().keepToIndexes(session);
            }
            List<Looked> rows = new ArrayList<>();
            for (Sql part : IndexSql.parts(walk)) {
                if (rows.size() < walk.limit()) {
                    Sql sql = IndexSql.rows(
                            walk,
                            part,
                            walk.limit() - rows.size(),
                            transactions.dialect().bytesOf("head"));
                    rows.addAll(list(session, sql, JdbcIndex::looked));
                }
            }
            return rows;
        });
        return new Slice(
                looked.stream().filter(Looked::isMet).map(Looked::row).toList(),
                looked.size() < walk.limit()
                        ? Optional.empty()
                        : Optional.of(looked.get(looked.size() - 1).row()));
    }

    private record Looked(Row row, boolean isMet) {}

    private static Looked looked(ResultSet row) throws SQLException {
        return new Looked(new Row(IndexKey.value(row.getBytes(2)), Keys.text(row.getBytes(1))), row.getInt(3) == 1);
    }

    private <T> List<T> list(Session session, Sql sql, Session.Row<T> row) throws SQLException {
        return session.list(tables.sql(sql.text()), row, sql.arguments());
    }

    @Override
    public List<Integer> counts(List<Condition.Has> conditions, int atMost) {
        gate.enterToRead(atMost);
        if (conditions.isEmpty()) {
            return List.of();
        }
        return transactions.read(
                "count in the index",
                session -> list(session, IndexSql.counts(conditions, atMost), row -> row.getInt(2)));
    }

    @Override
    public Map<String, List<Value>> values(String key, List<String> entities) {
        Map<String, List<Value>> found = new HashMap<>();
        of(entities, " AND attribute = ?", Keys.utf8(key))
                .forEach((entity, entries) ->
                        found.put(entity, entries.stream().map(Entry::value).toList()));
        return found;
    }

    @Override
    public Map<String, List<Entry>> entries(List<String> entities) {
        return of(entities, "");
    }

    private Map<String, List<Entry>> of(List<String> entities, String condition, Object... arguments) {
        gate.enterToRead();
        Map<String, List<Entry>> found = new HashMap<>();
        List<String> asked = entities.stream().distinct().toList();
        for (int from = 0; from < asked.size(); from += ENTITIES) {
            List<String> some = asked.subList(from, Math.min(asked.size(), from + ENTITIES));
            Sql sql = new Sql()
                    .add("SELECT entity, attribute, COALESCE(whole, head) FROM {entry} WHERE entity IN (")
                    .add(
                            "?, ".repeat(some.size() - 1) + "?)",
                            some.stream().map(Keys::utf8).toArray())
                    .add(condition, arguments)
                    .add(" ORDER BY attribute, head");
            transactions
                    .read("read entries of the index", session -> list(session, sql, JdbcIndex::owned))
                    .forEach(owned -> found.computeIfAbsent(owned.entity, entity -> new ArrayList<>())
                            .add(owned.entry));
        }
        return found;
    }

    private record Owned(String entity, Entry entry) {}

    private static Owned owned(ResultSet row) throws SQLException {
        return new Owned(
                Keys.text(row.getBytes(1)), new Entry(Keys.text(row.getBytes(2)), IndexKey.value(row.getBytes(3))));
    }

    @Override
    public List<String> entities(String prefix, String after, int limit) {
        gate.enterToRead(limit);
        byte[] start = Keys.utf8(prefix);
        byte[] reached = Keys.utf8(after);
        boolean isInside = !after.isEmpty() && Arrays.compareUnsigned(reached, start) >= 0;
        return transactions.read(
                "list entities of the index",
                session -> session.list(
                        tables.sql("SELECT DISTINCT entity FROM {entry} WHERE entity " + (isInside ? ">" : ">=")
                                + " ? AND entity < ? ORDER BY entity LIMIT ?"),
                        row -> Keys.text(row.getBytes(1)),
                        isInside ? reached : start,
                        Keys.endOf(start),
                        limit));
    }

    @Override
    public boolean amend(JournalId journal, Head head, List<Change> changes) {
        gate.enterToWrite();
        IndexChanges rows = IndexChanges.of(changes);
        try {
            return transactions.write("amend the index of " + journal, session -> {
                boolean still = head.equals(Head.NONE) ? holdNone(session, journal) : hold(session, journal, head);
                if (still) {
                    apply(session, rows);
                }
                return still;
            });
        } catch (DuplicateKeyException begun) {
            return false;
        }
    }

    /** Locks the row that appends wait for, if it still says so. */
    private boolean hold(Session session, JournalId journal, Head head) throws SQLException {
        String row = " WHERE name = ? AND revision = ? AND hash = ?";
        Object[] expected = {
            Keys.utf8(journal.toString()), head.revision(), head.hash().bytes()
        };
        return session.update(tables.sql("UPDATE {journal} SET revision = revision" + row), expected) == 1
                || (transactions.dialect().mayCountChangesOnly()
                        && session.first(
                                        tables.sql("SELECT 1 FROM {journal}" + row + " FOR UPDATE"),
                                        any -> true,
                                        expected)
                                .isPresent());
    }

    /** There is no row to lock: takes its place for as long as the transaction lasts. */
    private boolean holdNone(Session session, JournalId journal) throws SQLException {
        byte[] name = Keys.utf8(journal.toString());
        session.update(
                tables.sql("INSERT INTO {journal} (name, revision, hash) VALUES (?, ?, ?)"),
                name,
                Head.NONE.revision(),
                Head.NONE.hash().bytes());
        return session.update(tables.sql("DELETE FROM {journal} WHERE name = ?"), name) == 1;
    }
}
