package dev.modelregistry.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real database server, with the durability that it has in production. It is started when the first test asks for it, listens on the loopback
 * address alone, and ends with this JVM, taking its data along. Safe for use by many threads.
 */
abstract class TestServer {
    /** Not "localhost", which may be ::1, and by which MySQL's grants mean a socket. */
    static final String HOST = "127.0.0.1";

    private static final Once POSTGRESQL = new Once(PostgreSqlServer::start);
    private static final Once MARIADB = new Once(MySqlServer::startMariaDb);
    private static final Once MYSQL = new Once(MySqlServer::startMySql);

    private static final Pattern DATABASE = Pattern.compile("registry_\\d+");

    private final String name;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    TestServer(String name, int port) {
        this.name = name;
        this.port = port;
    }

    static TestServer postgreSql() {
        return POSTGRESQL.get();
    }

    static TestServer mariaDb() {
        return MARIADB.get();
    }

    /** Needs the Maven profile {@code mysql}: tag tests that ask for it with "mysql". */
    static TestServer mySql() {
        return MYSQL.get();
    }

    final int port() {
        return port;
    }

    /**
     * Makes a new place without tables, and returns its URL. It carries the credentials of a user who may do everything within and nothing
     * elsewhere, so it is all that a child process needs.
     */
    final String freshDatabase() {
        String database = "registry_" + databases.incrementAndGet();
        asAdmin(statement -> create(statement, database));
        return url(database);
    }

    /**
     * Frees what {@link #freshDatabase()} made. Sessions that are left there, such as those of killed processes which the server has not
     * missed yet, are ended first: their locks would make it wait.
     */
    final void dropDatabase(String url) {
        asAdmin(statement -> {
            endSessions(statement, database(url));
            drop(statement, database(url));
        });
    }

    /** Ends all sessions in a place, as an administrator or a restart does. */
    final void endSessions(String url) {
        asAdmin(statement -> endSessions(statement, database(url)));
    }

    private static String database(String url) {
        Matcher database = DATABASE.matcher(url);
        if (!database.find()) {
            throw new IllegalArgumentException(url);
        }
        return database.group();
    }

    /** For a look at, or a blow to, what other users do: sessions, locks, settings. */
    abstract String adminUrl();

    /** What a driver's commit sends and nothing else does, for {@link CuttingProxy}. */
    abstract String commitOnTheWire();

    abstract void create(Statement admin, String database) throws SQLException;

    abstract void endSessions(Statement admin, String database) throws SQLException;

    /** A query for the number of sessions in a place. */
    final String sessions(String url) {
        return "select count(*) from " + sessions() + " = '" + database(url) + "'";
    }

    /** A query for the number of those that wait for a lock. */
    final String waiting(String url) {
        return sessions(url) + " and " + isWaiting();
    }

    /** A query for the number of those that have begun a transaction and not ended it. */
    final String inTransaction(String url) {
        return sessions(url) + " and " + isInTransaction();
    }

    /** The table of sessions, and which of its columns tells the place. */
    abstract String sessions();

    abstract String isWaiting();

    abstract String isInTransaction();

    abstract void drop(Statement admin, String database) throws SQLException;

    abstract String url(String database);

    @Override
    public final String toString() {
        return name;
    }

    private void asAdmin(Work work) {
        try (Connection connection = DriverManager.getConnection(adminUrl());
                Statement statement = connection.createStatement()) {
            work.with(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException(name + ": " + failed.getMessage(), failed);
        }
    }

    private interface Work {
        void with(Statement admin) throws SQLException;
    }

    /** A server, or why there is none: each test that asks for it is told the reason, and none waits for it again. */
    private static final class Once {
        private final Callable<TestServer> start;
        private TestServer server;
        private Throwable failure;

        private Once(Callable<TestServer> start) {
            this.start = start;
        }

        private synchronized TestServer get() {
            if (server == null && failure == null) {
                try {
                    server = start.call();
                } catch (Exception | LinkageError failed) {
                    failure = failed;
                }
            }
            if (failure != null) {
                throw new IllegalStateException("no server: " + failure.getMessage(), failure);
            }
            return server;
        }
    }
}
