package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection that whoever writes JDBC by hand would use: each statement prepared once, each transaction ended by {@link #commit}. */
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    static Sql at(String url) throws IOException {
        try {
            return new Sql(DriverManager.getConnection(url));
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }

    /** Runs a statement that must stand outside of a transaction. */
    static void alone(String url, String statement) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement bare = connection.createStatement()) {
            bare.execute(statement);
        } catch (SQLException failed) {
            throw new IOException(statement, failed);
        }
    }

    /** Runs a statement; how many rows it changed. */
    int update(String sql, @Nullable Object... arguments) throws IOException {
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException failed) {
            throw new IOException(sql, failed);
        }
    }

    /** Runs a statement for each row, as one batch. */
    void updateAll(String sql, List<@Nullable Object[]> rows) throws IOException {
        if (rows.size() == 1) {
            update(sql, rows.get(0));
        } else if (!rows.isEmpty()) {
            try {
                for (@Nullable Object[] row : rows) {
                    bound(sql, row).addBatch();
                }
                prepared(sql).executeBatch();
            } catch (SQLException failed) {
                throw new IOException(sql, failed);
            }
        }
    }

    /** The rows of a query. */
    List<@Nullable Object[]> rows(String sql, Object... arguments) throws IOException {
        try (ResultSet result = bound(sql, arguments).executeQuery()) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            while (result.next()) {
                @Nullable Object[] row = new Object[result.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getObject(i + 1);
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException failed) {
            throw new IOException(sql, failed);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = prepared(sql);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Number number) {
                statement.setObject(i + 1, number);
            } else {
                statement.setBytes(i + 1, (byte @Nullable []) arguments[i]);
            }
        }
        return statement;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    void commit() throws IOException {
        try {
            connection.commit();
        } catch (SQLException failed) {
            throw new IOException("commit", failed);
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
