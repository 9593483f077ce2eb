package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The keys and indexes of some tables in PostgreSQL, taken away while rows are loaded and made anew as they were. */
final class TableIndexes {
    private final Sql sql;
    private final List<String> made = new ArrayList<>();

    private TableIndexes(Sql sql) {
        this.sql = sql;
    }

    static TableIndexes drop(Sql sql, List<String> tables) throws IOException {
        TableIndexes indexes = new TableIndexes(sql);
        for (String table : tables) {
            indexes.drop(table);
        }
        sql.commit();
        return indexes;
    }

    private void drop(String table) throws IOException {
        String of = " = '" + table + "'::regclass";
        for (Object[] key : sql.rows(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid" + of)) {
            made.add("ALTER TABLE " + table + " ADD CONSTRAINT " + key[0] + " " + key[1]);
            sql.update("ALTER TABLE " + table + " DROP CONSTRAINT " + key[0]);
        }
        for (Object[] index : sql.rows(
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid" + of)) {
            made.add(String.valueOf(index[1]));
            sql.update("DROP INDEX " + index[0]);
        }
    }

    void create() throws IOException {
        sql.update("SET maintenance_work_mem = '1GB'");
        for (String statement : made) {
            sql.update(statement);
        }
        sql.commit();
    }
}
