package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.util.Objects;

/** How often PostgreSQL has read through the tables of a registry from end to end, as it counts itself. <b>Must be closed.</b> */
final class Scans implements AutoCloseable {
    /** What connections call themselves whose scans count. */
    static final String ASKING = "benchmark_search";

    private final Sql sql;

    private Scans(Sql sql) {
        this.sql = sql;
    }

    static Scans of(String place) throws IOException {
        return new Scans(Sql.at(place));
    }

    /** Sequential scans of tables that grow with the registry, until now, once everybody who was asking has gone. */
    long count() throws IOException {
        while (number("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + ASKING + "'") > 0) {
            number("SELECT 1 FROM pg_sleep(0.01)");
        }
        return number("SELECT sum(seq_scan)::bigint FROM pg_stat_user_tables WHERE schemaname = current_schema()"
                + " AND relname IN ('mr_entry', 'mr_commit', 'mr_journal')");
    }

    private long number(String query) throws IOException {
        Object number = sql.rows(query).get(0)[0];
        sql.commit(); // what is counted stands still within a transaction
        return ((Number) Objects.requireNonNull(number)).longValue();
    }

    @Override
    public void close() throws IOException {
        sql.close();
    }
}
