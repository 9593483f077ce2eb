package dev.modelregistry.jdbc;

import dev.modelregistry.jdbc.database.Session;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.support.Gate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The index as rows of entity, attribute and value, changed in the transaction of the append that they belong to. */
final class JdbcIndex implements IndexStore {
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
    public List<String> find(String prefix, List<Condition> conditions, String after, int limit) {
        gate.enterToRead(limit);
        Query query = new Query(prefix, conditions, after, limit);
        return transactions.read(
                "search the index",
                session -> session.list(
                        tables.sql(query.sql.toString()),
                        row -> Keys.text(row.getBytes(1)),
                        query.arguments.toArray()));
    }

    /** A condition picks rows of one attribute; each further one asks whether the same entity has such a row too. */
    private static final class Query {
        private final StringBuilder sql =
                new StringBuilder("SELECT DISTINCT e.entity FROM {entry} e WHERE e.entity >= ?");
        private final List<@Nullable Object> arguments = new ArrayList<>();

        Query(String prefix, List<Condition> conditions, String after, int limit) {
            arguments.add(Keys.utf8(prefix));
            and(" AND e.entity < ?", Keys.endOf(Keys.utf8(prefix)));
            if (!after.isEmpty()) {
                and(" AND e.entity > ?", Keys.utf8(after));
            }
            for (int i = 0; i < conditions.size(); i++) {
                if (i == 0) {
                    add("e", conditions.get(i));
                } else {
                    sql.append(" AND EXISTS (SELECT 1 FROM {entry} c WHERE c.entity = e.entity");
                    add("c", conditions.get(i));
                    sql.append(')');
                }
            }
            and(" ORDER BY e.entity LIMIT ?", limit);
        }

        private void and(String condition, Object argument) {
            sql.append(condition);
            arguments.add(argument);
        }

        private void add(String row, Condition condition) {
            IndexKey value = IndexKey.of(condition.value());
            and(" AND " + row + ".attribute = ?", Keys.utf8(condition.key()));
            switch (condition.operator()) {
                case EQUAL -> and(" AND " + row + ".head = ?", value.head());
                case AT_LEAST -> {
                    and(" AND " + row + ".head >= ?", value.lowest());
                    and(" AND " + row + ".head < ?", value.behindKind());
                    and(" AND COALESCE(" + row + ".whole, " + row + ".head) >= ?", value.all());
                }
                case AT_MOST -> {
                    and(" AND " + row + ".head >= ?", value.kind());
                    and(" AND " + row + ".head <= ?", value.highest());
                    and(" AND COALESCE(" + row + ".whole, " + row + ".head) <= ?", value.all());
                }
            }
        }
    }
}
