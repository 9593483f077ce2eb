package dev.modelregistry.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Lends connections of a pool, and complains of those that come back in another state: before the pool tidies them. */
final class LendingDataSource extends PlainDataSource {
    private final DataSource pool;
    private final Consumer<String> complaints;
    private final AtomicInteger lent = new AtomicInteger();

    LendingDataSource(DataSource pool, Consumer<String> complaints) {
        this.pool = pool;
        this.complaints = complaints;
    }

    int lent() {
        return lent.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = pool.getConnection();
        lent.incrementAndGet();
        String before = state(connection);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !connection.isClosed()) {
                        if (isInTransaction(connection)) {
                            complaints.accept("given back within a transaction");
                        }
                        String after = state(connection);
                        if (!after.equals(before)) {
                            complaints.accept("lent with " + before + ", given back with " + after);
                        }
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** As the driver of PostgreSQL knows; the others do not say. */
    private static boolean isInTransaction(Connection connection) throws SQLException {
        return connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
    }

    private static String state(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        String state = "auto-commit " + autoCommit + ", isolation " + connection.getTransactionIsolation()
                + ", read-only " + connection.isReadOnly() + ", schema " + connection.getSchema();
        if (!autoCommit) {
            connection.rollback(); // what was asked just now began a transaction on some databases
        }
        return state;
    }
}
