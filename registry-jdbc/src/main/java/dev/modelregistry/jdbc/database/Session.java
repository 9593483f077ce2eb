package dev.modelregistry.jdbc.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Statements on one connection. Arguments are {@code byte[]}, {@link Long}, {@link Integer}, {@link String} or null. Not thread-safe. */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** What goes in one batch, which some drivers send as one packet. */
    private static final int BATCH_BYTES = 1 << 20;

    private final Connection connection;
    private final boolean autoCommit;
    private boolean begun;
    private String ahead = "";

    /** A session on a connection, which {@link #leave} leaves as it is found here. */
    Session(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
    }

    Connection connection() {
        return connection;
    }

    void begin(Dialect dialect) throws SQLException {
        begun = true;
        dialect.begin(this);
    }

    void commit(Dialect dialect) throws SQLException {
        dialect.commit(this);
        begun = false;
    }

    /**
     * Ends what was not committed, and leaves the connection as it was found.
     *
     * @return whether that worked
     */
    boolean leave(Dialect dialect) {
        try {
            if (begun) {
                dialect.rollback(this);
            } else if (!connection.getAutoCommit()) {
                connection.rollback(); // also a read begins a transaction
            }
            if (connection.getAutoCommit() != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
            return true;
        } catch (SQLException gone) {
            LOG.debug("A transaction could not be rolled back; its connection is given up", gone);
            return false;
        }
    }

    /** Reads one row. */
    public interface Row<T> {
        /** The row that the result set stands at. */
        T read(ResultSet row) throws SQLException;
    }

    /** Has statements run ahead of the next one, in one round trip with it if it is an update. For drivers that take several at once. */
    void runAhead(String statements) {
        ahead = statements;
    }

    /** How many rows a statement changed. */
    public int update(String sql, @Nullable Object... arguments) throws SQLException {
        String several = takeAhead() + sql;
        try (PreparedStatement statement = prepared(several)) {
            bind(statement, arguments);
            return several.equals(sql) ? statement.executeUpdate() : lastCount(statement);
        }
    }

    private static int lastCount(PreparedStatement several) throws SQLException {
        int last = 0;
        boolean hasRows = several.execute();
        for (int count = several.getUpdateCount(); hasRows || count >= 0; count = several.getUpdateCount()) {
            last = count;
            hasRows = several.getMoreResults();
        }
        return last;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        String first = takeAhead();
        if (!first.isEmpty()) {
            execute(first);
        }
        return connection.prepareStatement(sql);
    }

    private String takeAhead() {
        String taken = ahead;
        ahead = "";
        return taken;
    }

    /** Runs one statement for each list of arguments, in as few round trips as the driver can. */
    public void updateAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        if (rows.size() == 1) {
            update(sql, rows.get(0));
            return;
        }
        try (PreparedStatement statement = prepared(sql)) {
            long size = 0;
            for (@Nullable Object[] row : rows) {
                long more = size(row);
                if (size > 0 && size + more > BATCH_BYTES) {
                    statement.executeBatch();
                    size = 0;
                }
                bind(statement, row);
                statement.addBatch();
                size += more;
            }
            statement.executeBatch();
        }
    }

    private static long size(@Nullable Object[] row) {
        return Stream.of(row)
                .mapToLong(value -> value instanceof byte[] bytes ? bytes.length : Long.BYTES)
                .sum();
    }

    /** All rows of a query. */
    public <T> List<T> list(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepared(sql)) {
            bind(statement, arguments);
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(row.read(result));
                }
                return rows;
            }
        }
    }

    /**
     * All rows of a query that may fail: that is undone, because PostgreSQL answers nothing more in a transaction in which something
     * failed.
     */
    <T> List<T> listOrUndo(String sql, Row<T> row) throws SQLException {
        if (connection.getAutoCommit()) {
            return list(sql, row);
        }
        Savepoint before = connection.setSavepoint();
        try {
            List<T> rows = list(sql, row);
            connection.releaseSavepoint(before);
            return rows;
        } catch (SQLException failed) {
            connection.rollback(before);
            throw failed;
        }
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        return list(sql, row, arguments).stream().findFirst();
    }

    /** Runs a statement without arguments that is not worth preparing. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(takeAhead() + sql);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            if (argument instanceof Long number) {
                statement.setLong(i + 1, number);
            } else if (argument instanceof Integer number) {
                statement.setInt(i + 1, number);
            } else if (argument instanceof String text) {
                statement.setString(i + 1, text);
            } else {
                statement.setBytes(i + 1, (byte @Nullable []) argument);
            }
        }
    }
}
