package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into an empty table, in one transaction, which is what lets PostgreSQL write them once. Thread-safe. <b>Must be
 * closed</b>: what was not {@linkplain #finish finished} is gone then.
 */
final class CopyInto implements AutoCloseable {
    private final Connection connection;
    private final CopyIn copy;

    CopyInto(String url, String table, String columns) throws IOException {
        try {
            connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("TRUNCATE " + table);
            }
            copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary, FREEZE)");
        } catch (SQLException failed) {
            throw new IOException("COPY " + table, failed);
        }
        write(CopyRows.beginning());
    }

    /** Sends some whole rows. */
    synchronized void write(byte[] rows) throws IOException {
        try {
            copy.writeToCopy(rows, 0, rows.length);
        } catch (SQLException failed) {
            throw new IOException("COPY", failed);
        }
    }

    synchronized void finish() throws IOException {
        write(CopyRows.end());
        try {
            copy.endCopy();
            connection.commit();
        } catch (SQLException failed) {
            throw new IOException("COPY", failed);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IOException("close", failed);
        }
    }
}
