package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How large the tables of a registry in PostgreSQL are, and their indexes. */
final class TableSizes {
    private TableSizes() {}

    static List<Row> rows(String place, int versions) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (Sql sql = Sql.at(place)) {
            for (Object[] table : sql.rows("SELECT relname::text, reltuples::bigint, pg_table_size(oid),"
                    + " pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
                    + " AND reltuples > 10 ORDER BY pg_total_relation_size(oid) DESC")) {
                rows.add(Row.size(
                        table[0] + ", " + table[1] + " rows, and its indexes",
                        number(table[2]),
                        number(table[3]),
                        versions));
            }
        }
        return rows;
    }

    private static long number(Object column) {
        return ((Number) Objects.requireNonNull(column)).longValue();
    }
}
