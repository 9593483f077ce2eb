package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.InvalidInputException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small pool behind a plain URL: a few connections, kept while they are usable. A host with wishes brings its own pool. Thread-safe.
 */
final class OwnConnections implements Connections {
    static final Logger LOG = LoggerFactory.getLogger(OwnConnections.class);

    private static final int MOST = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRUSTED = Duration.ofSeconds(30);
    private static final int VALID_SECONDS = 5;

    private final Driver driver;
    private final String url;
    private final Properties properties;
    private final Semaphore places = new Semaphore(MOST, true);
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    private record Idle(Connection connection, long since) {}

    /**
     * Connections to a URL.
     *
     * @throws InvalidInputException if there is no driver for it; the URL is not repeated, because it may hold a password
     */
    OwnConnections(String url, Properties properties) {
        this.driver = driver(url);
        this.url = url;
        this.properties = properties;
    }

    private static Driver driver(String url) {
        Optional<Dialect> database = Dialect.ofUrl(url);
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException unknown) {
            LOG.debug("The driver manager has no driver for {}", Urls.location(url));
        }
        for (Driver candidate : ServiceLoader.load(Driver.class)) { // as the thread's loader sees it, in a container
            try {
                if (candidate.acceptsURL(url)) {
                    return candidate;
                }
            } catch (SQLException notTheirs) {
                LOG.debug("{} does not know the URL", candidate, notTheirs);
            }
        }
        throw new InvalidInputException(
                database.isPresent()
                        ? "no JDBC driver for " + database.get() + " is on the class path; add the dependency "
                                + database.get().driver()
                        : "no JDBC driver takes this URL, which should begin with one of " + Dialect.schemes());
    }

    @Override
    public Connection acquire() throws SQLException {
        try {
            // The first does not mind an interrupt: only a wait is ended by it.
            if (!places.tryAcquire() && !places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException(
                        "all " + MOST + " connections were in use for " + PATIENCE.toSeconds() + " seconds");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", interrupted);
        }
        try {
            for (Idle next = nextIdle(); next != null; next = nextIdle()) {
                if (System.nanoTime() - next.since < TRUSTED.toNanos() || next.connection.isValid(VALID_SECONDS)) {
                    return next.connection;
                }
                close(next.connection);
            }
            return connect();
        } catch (SQLException | RuntimeException | Error failed) {
            places.release();
            throw failed;
        }
    }

    private synchronized @Nullable Idle nextIdle() {
        return idle.pollFirst();
    }

    private Connection connect() throws SQLException {
        try {
            Connection connection = driver.connect(url, properties);
            if (connection == null) {
                throw new SQLException("driver " + driver.getClass().getName() + " does not take the URL after all");
            }
            return connection;
        } catch (SQLException | RuntimeException failed) { // of either kind, for instance if a parameter is no number
            throw Urls.withoutSecrets(failed, url, properties);
        }
    }

    @Override
    public void release(Connection connection, boolean usable) {
        boolean kept = usable && keep(connection);
        if (!kept) {
            close(connection);
        }
        if (!usable) {
            forgetIdle();
        }
        places.release();
    }

    /** Connections often die together, as when a server is started again: then none that is idle is worth a try. */
    private synchronized void forgetIdle() {
        idle.forEach(each -> close(each.connection));
        idle.clear();
    }

    private synchronized boolean keep(Connection connection) {
        if (!closed) {
            idle.addFirst(new Idle(connection, System.nanoTime()));
        }
        return !closed;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            LOG.debug("A connection could not be closed", gone);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        forgetIdle();
    }
}
