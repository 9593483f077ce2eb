package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.OutcomeUnknownException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of our own, each on a connection that is held no longer than that. What the database rolled back by itself is run again; so
 * is what was under way when the connection was lost, unless it was the commit. An interrupt is kept for the caller and does not reach
 * the database, of which one kind would close its files.
 */
final class OwnTransactions implements Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(OwnTransactions.class);
    private static final int MOST_ROLLED_BACK = 50;
    /** A pool of the host may give out dead connections one by one. */
    private static final int MOST_DISCONNECTED = 20;
    /** Whoever was kept waiting for a lock longer than this is told; a shorter wait may have met nothing but a crowd. */
    private static final long BUSY_NANOS = 3_000_000_000L;

    private static final long MAX_PAUSE_NANOS = 20_000_000;

    private final Connections connections;
    private final Dialect dialect;
    private final String location;
    /** Where the database has one writer, those of this process queue here: it makes others wait without order. */
    private final ReentrantLock writer = new ReentrantLock(true);

    OwnTransactions(Connections connections, Dialect dialect, String location) {
        this.connections = connections;
        this.dialect = dialect;
        this.location = location;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public boolean isTheHosts() {
        return false;
    }

    @Override
    public <T> T read(String what, Work<T> work) {
        return repeated(what, work);
    }

    @Override
    public <T> T write(String what, Work<T> work) {
        if (!dialect.hasOneWriter()) {
            return repeated(what, session -> transaction(what, session, work));
        }
        writer.lock();
        try {
            return repeated(what, session -> transaction(what, session, work));
        } finally {
            writer.unlock();
        }
    }

    private <T> T transaction(String what, Session session, Work<T> work) throws SQLException {
        session.begin(dialect);
        T result = work.run(session);
        try {
            session.commit(dialect);
            return result;
        } catch (SQLException failed) {
            Failure failure = Failure.of(dialect, failed);
            if (failure == Failure.ROLLED_BACK || failure == Failure.BUSY) {
                throw failed;
            }
            throw new OutcomeUnknownException(
                    "it cannot be known whether it was done: " + what + " in " + location
                            + ", whose commit was answered with '" + failed.getMessage()
                            + "'; look for it before you do it again",
                    failed);
        }
    }

    private <T> T repeated(String what, Work<T> work) {
        boolean interrupted = Thread.interrupted();
        long begun = System.nanoTime();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return once(what, work);
                } catch (TryAgain failed) {
                    if (!mayTryAgain(failed.failure, attempt, System.nanoTime() - begun)) {
                        throw failed.failure.translated(what, location, failed.cause);
                    }
                    LOG.debug("Attempt {} to {} failed", attempt, what, failed.cause);
                }
                interrupted |= Thread.interrupted();
                pause(attempt);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean mayTryAgain(Failure failure, int attempt, long nanos) {
        return switch (failure) {
            case ROLLED_BACK -> attempt < MOST_ROLLED_BACK;
            case DISCONNECTED -> attempt < MOST_DISCONNECTED;
            default -> nanos < BUSY_NANOS;
        };
    }

    private static void pause(int attempt) {
        long bound = Math.min(MAX_PAUSE_NANOS, 200_000L << Math.min(attempt, 10));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
    }

    /** It was not done, and may be the next time. */
    private static final class TryAgain extends Exception {
        private static final long serialVersionUID = 1L;

        private final Failure failure;
        private final SQLException cause;

        TryAgain(Failure failure, SQLException cause) {
            super(cause);
            this.failure = failure;
            this.cause = cause;
        }
    }

    /** One run of the work, on a connection of its own. */
    private <T> T once(String what, Work<T> work) throws TryAgain {
        Connection connection = acquire(what);
        boolean usable = false;
        try {
            Session session = new Session(connection);
            try {
                dialect.prepare(session);
                T result = work.run(session);
                usable = true;
                return result;
            } catch (SQLException failed) {
                usable = Failure.of(dialect, failed) != Failure.DISCONNECTED;
                throw failed;
            } catch (OutcomeUnknownException unknown) {
                throw unknown;
            } catch (RuntimeException failed) {
                usable = true;
                throw failed;
            } finally {
                usable = session.leave(dialect) && usable;
            }
        } catch (SQLException failed) {
            Failure failure = Failure.of(dialect, failed);
            if (failure == Failure.ROLLED_BACK || failure == Failure.BUSY || failure == Failure.DISCONNECTED) {
                throw new TryAgain(failure, failed);
            }
            throw failure.translated(what, location, failed);
        } finally {
            connections.release(connection, usable);
        }
    }

    private Connection acquire(String what) {
        try {
            return connections.acquire();
        } catch (SQLException none) {
            throw Failure.OTHER.translated(what, location, none);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
