package dev.modelregistry.jdbc;

import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.support.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * What is asked of the index, as statements. Each is written so that no optimizer has a choice: the rows to look at are a range of one index
 * in its order, cut off by a limit, and a condition is a query of one value that is put to one entity at a time.
 */
final class IndexSql {
    private static final int VALUES = 500;

    private IndexSql() {}

    /** Which rows a walk looks at, in parts that follow one another: conditions on {@code {entry}}, each one range of the index. */
    static List<Sql> parts(Walk walk) {
        List<Sql> parts = new ArrayList<>();
        if (walk.range() instanceof Range.OneOf oneOf) {
            addValues(parts, walk, IndexHeads.keys(oneOf));
        } else if (walk.after().isPresent()) {
            Sql sameValue = restOfValue(walk, walk.after().get());
            IndexHeads.add(sameValue, walk.range());
            parts.add(sameValue);
            Sql behind = ofKey(walk.key());
            IndexHeads.addBehind(
                    behind,
                    walk.range(),
                    walk.direction(),
                    IndexKey.of(walk.after().get().value()));
            parts.add(behind);
        } else {
            Sql all = ofKey(walk.key());
            IndexHeads.add(all, walk.range());
            parts.add(all);
        }
        return parts;
    }

    private static void addValues(List<Sql> parts, Walk walk, NavigableSet<IndexKey> keys) {
        NavigableSet<IndexKey> ordered = isUp(walk) ? keys : keys.descendingSet();
        if (walk.after().isPresent()) {
            IndexKey reached = IndexKey.of(walk.after().get().value());
            if (ordered.contains(reached)) {
                parts.add(restOfValue(walk, walk.after().get()));
            }
            ordered = ordered.tailSet(reached, false);
        }
        List<IndexKey> left = List.copyOf(ordered);
        for (int from = 0; from < left.size(); from += VALUES) {
            Sql some = ofKey(walk.key());
            IndexHeads.add(some, left.subList(from, Math.min(left.size(), from + VALUES)));
            parts.add(some);
        }
    }

    private static Sql restOfValue(Walk walk, Row after) {
        return ofKey(walk.key())
                .add(" AND head = ?", IndexKey.of(after.value()).head())
                .add(" AND entity " + (isUp(walk) ? ">" : "<") + " ?", Keys.utf8(after.entity()));
    }

    private static Sql ofKey(String key) {
        return new Sql().add("attribute = ?", Keys.utf8(key));
    }

    private static boolean isUp(Walk walk) {
        return walk.direction() == Direction.ASCENDING;
    }

    /**
     * The rows of a part: entity, value, and 1 if the filter is met. What the index has is asked of it alone: the table, in which these rows are
     * anywhere, has the whole of long values.
     *
     * @param bytesOfHead how the size of a head is written
     */
    static Sql rows(Walk walk, Sql part, int limit, String bytesOfHead) {
        String way = isUp(walk) ? "" : " DESC";
        String order = " ORDER BY head" + way + ", entity" + way;
        Sql sql = new Sql()
                .add("SELECT entity, CASE WHEN " + bytesOfHead + " < " + IndexKey.MAX_HEAD + " THEN head ELSE ")
                .add("(SELECT COALESCE(w.whole, w.head) FROM {entry} w WHERE w.entity = e.entity")
                .add(" AND w.attribute = ? AND w.head = e.head) END, ", Keys.utf8(walk.key()));
        if (walk.filter().equals(Condition.ALWAYS)) {
            sql.add("1");
        } else {
            sql.add("CASE WHEN ");
            addFilter(sql, walk.filter());
            sql.add(" THEN 1 ELSE 0 END");
        }
        return sql.add(" FROM (SELECT entity, head FROM {entry} WHERE ")
                .add(part)
                .add(order + " LIMIT ?) e" + order, limit);
    }

    private static void addFilter(Sql sql, Condition condition) {
        if (condition instanceof Condition.Has has) {
            // Not EXISTS, which an optimizer may turn into a join with all that meet the condition.
            sql.add("(SELECT 1 FROM {entry} c WHERE c.entity = e.entity AND c.attribute = ?", Keys.utf8(has.key()));
            IndexHeads.add(sql, has.range());
            sql.add(" LIMIT 1) IS NOT NULL");
        } else if (condition instanceof Condition.All all) {
            addFilters(sql, all.conditions(), " AND ", "1 = 1");
        } else if (condition instanceof Condition.Any any) {
            addFilters(sql, any.conditions(), " OR ", "1 = 0");
        } else {
            sql.add("NOT (");
            addFilter(sql, ((Condition.Not) condition).condition());
            sql.add(")");
        }
    }

    private static void addFilters(Sql sql, List<Condition> conditions, String between, String ifNone) {
        sql.add("(").add(conditions.isEmpty() ? ifNone : "");
        String next = "";
        for (Condition condition : conditions) {
            sql.add(next);
            addFilter(sql, condition);
            next = between;
        }
        sql.add(")");
    }

    /** A row for each condition: its place, and how many entries meet it. */
    static Sql counts(List<Condition.Has> conditions, int atMost) {
        Sql sql = new Sql();
        for (int i = 0; i < conditions.size(); i++) {
            Sql part = ofKey(conditions.get(i).key());
            IndexHeads.add(part, conditions.get(i).range());
            sql.add(i == 0 ? "" : " UNION ALL ")
                    .add("SELECT " + i + " AS place, COUNT(*) AS entries FROM (SELECT 1 AS one FROM {entry} WHERE ")
                    .add(part)
                    .add(" LIMIT ?) n" + i, atMost);
        }
        return sql.add(" ORDER BY place");
    }
}
