package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * The host's own transaction. Nothing in here commits, rolls back further than to a savepoint of its own, or tries again: that is for the
 * host, who alone knows what else belongs to it.
 */
final class HostTransaction implements Transactions, Connections {
    /** PostgreSQL's, for a statement in a transaction in which an earlier one failed. */
    static final String ABORTED = "25P02";

    private final Connection connection;
    private final Dialect dialect;
    private final String location;
    private final Thread owner = Thread.currentThread();
    private volatile boolean closed;
    /** Once the database has given the transaction up: some databases begin another one in silence, without what was in this one. */
    private volatile boolean lost;

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
        try {
            requireUsable();
            return work.run(new Session(connection));
        } catch (SQLException failed) {
            throw translated(what, failed);
        }
    }

    @Override
    public <T> T write(String what, Work<T> work) {
        try {
            requireUsable();
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
        }
    }

    private void undo(Savepoint before, Exception failed) {
        try {
            connection.rollback(before);
        } catch (SQLException gone) {
            failed.addSuppressed(gone);
            lost = true; // the savepoint is gone, and so is everything before it
        }
    }

    /** PostgreSQL takes no more statements in a transaction in which something failed, whoever's it was. */
    static ConflictException aborted(String location, SQLException failed) {
        return new ConflictException(
                "an earlier statement failed in this transaction in " + location + ": " + failed.getMessage()
                        + "; roll this transaction back and begin another one",
                failed);
    }

    private RuntimeException translated(String what, SQLException failed) {
        if (ABORTED.equals(failed.getSQLState())) {
            return aborted(location, failed);
        }
        Failure failure = Failure.of(dialect, failed);
        String told = "cannot " + what + " in " + location + ": " + failed.getMessage();
        if (failure == Failure.DISCONNECTED) {
            return new StoreUnavailableException(
                    told + "; the connection is gone, and this transaction with it", failed);
        }
        // Where there is one writer, whoever has read before another one wrote can no more become it.
        lost |= failure == Failure.ROLLED_BACK || (failure == Failure.BUSY && dialect.hasOneWriter());
        return lost
                ? new ConflictException(told + "; roll this transaction back and begin another one", failed)
                : failure.translated(what, location, failed);
    }

    private void requireUsable() throws SQLException {
        if (Thread.currentThread() != owner) {
            throw new InvalidInputException(
                    "a registry in a transaction of the host belongs to the thread that opened it, '" + owner.getName()
                            + "'; use it there, and watch another one");
        }
        if (closed) {
            throw new RegistryClosedException("this registry was closed; open another one in the transaction");
        }
        if (lost) {
            throw new ConflictException(
                    "the database has given this transaction up, and what was changed in it is gone;"
                            + " roll it back and begin another one");
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
