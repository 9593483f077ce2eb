package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The host's own transaction. Nothing in here commits, rolls back further than to a savepoint of its own, or tries again: that is for the
 * host, who alone knows what else belongs to it.
 */
final class HostTransaction implements Transactions, Connections {
    private final Connection connection;
    private final Dialect dialect;
    private final String location;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean closed;

    HostTransaction(Connection connection, Dialect dialect, String location) {
        this.connection = connection;
        this.dialect = dialect;
        this.location = location;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public boolean isTheHosts() {
        return true;
    }

    @Override
    public <T> T read(String what, Work<T> work) {
        turn.lock();
        try {
            requireOpen();
            return work.run(new Session(connection));
        } catch (SQLException failed) {
            throw translated(what, failed);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public <T> T write(String what, Work<T> work) {
        turn.lock();
        try {
            requireOpen();
            Savepoint before = connection.setSavepoint();
            try {
                T result = work.run(new Session(connection));
                connection.releaseSavepoint(before);
                return result;
            } catch (SQLException | RuntimeException failed) {
                undo(before, failed);
                throw failed;
            }
        } catch (SQLException failed) {
            throw translated(what, failed);
        } finally {
            turn.unlock();
        }
    }

    private void undo(Savepoint before, Exception failed) {
        try {
            connection.rollback(before);
        } catch (SQLException gone) {
            failed.addSuppressed(gone); // the transaction is lost, and the host will be told when it commits
        }
    }

    private RuntimeException translated(String what, SQLException failed) {
        Failure failure = Failure.of(dialect, failed);
        return switch (failure) {
            case ROLLED_BACK ->
                new ConflictException(
                        "cannot " + what + " in " + location + ": " + failed.getMessage()
                                + "; roll this transaction back and begin another one",
                        failed);
            case DISCONNECTED ->
                new StoreUnavailableException(
                        "cannot " + what + " in " + location + ": " + failed.getMessage()
                                + "; the connection is gone, and this transaction with it",
                        failed);
            default -> failure.translated(what, location, failed);
        };
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new RegistryClosedException("this registry was closed; open another one in the transaction");
        }
        if (connection.getAutoCommit()) {
            throw new InvalidInputException(
                    "the connection was put into auto-commit mode; a registry in a transaction needs one that is not");
        }
    }

    @Override
    public Connection acquire() {
        return connection;
    }

    @Override
    public void release(Connection lent, boolean usable) {} // it is the host's

    @Override
    public void close() {
        closed = true;
    }
}
