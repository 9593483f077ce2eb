package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.examples.benchmarks.Measure.Action;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one change wrote, found by looking at the tables before and after it.
 *
 * @param commitBytes size of the commit
 * @param removed entity, attribute and head of each row of the index that is gone
 * @param put entity, attribute, head and whole of each that is new
 */
record Written(int commitBytes, List<@Nullable Object[]> removed, List<@Nullable Object[]> put) {
    static Written by(Sql sql, byte[] journal, Action change) throws IOException {
        sql.update("CREATE TEMP TABLE before ON COMMIT DROP AS TABLE mr_entry");
        change.run();
        List<@Nullable Object[]> removed = sql.rows("SELECT entity, attribute, head FROM before"
                + " EXCEPT SELECT entity, attribute, head FROM mr_entry ORDER BY 1, 2, 3");
        List<@Nullable Object[]> put = sql.rows("TABLE mr_entry EXCEPT TABLE before ORDER BY 1, 2, 3");
        List<@Nullable Object[]> commit = sql.rows(
                "SELECT octet_length(bytes) FROM mr_commit WHERE journal = ? ORDER BY revision DESC LIMIT 1", journal);
        sql.commit();
        return new Written((Integer) commit.get(0)[0], removed, put);
    }
}
