package dev.modelregistry.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** PostgreSQL 18. A place of its own is a schema, because a database takes much longer to make. */
final class PostgreSqlServer extends TestServer {
    private PostgreSqlServer(int port) {
        super("PostgreSQL", port);
    }

    static PostgreSqlServer start() throws IOException, InterruptedException, SQLException {
        Path initialData = ServerFiles.kept(
                "postgresql-18-data", directory -> run(directory).close());
        Path data = Files.createTempDirectory("postgresql");
        ServerFiles.copy(initialData, data);
        EmbeddedPostgres server = run(data);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop(server);
            ServerFiles.delete(data);
        }));
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role registry login password 'registry'");
        }
        return new PostgreSqlServer(server.getPort());
    }

    /** Makes the data if the directory is empty, which takes most of the time. */
    private static EmbeddedPostgres run(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(ServerFiles.KEPT.toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("listen_addresses", HOST)
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "300")
                // The library turns these off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                // A killed client must not keep a place in the queue for a lock.
                .setServerConfig("client_connection_check_interval", "500ms")
                .start();
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    String adminUrl() {
        return "jdbc:postgresql://" + HOST + ":" + port() + "/postgres?user=postgres&password=postgres";
    }

    /** The sessions bear the schema's name, by which {@link #endSessions} finds them. */
    @Override
    String url(String schema) {
        return "jdbc:postgresql://" + HOST + ":" + port() + "/postgres?user=registry&password=registry&currentSchema="
                + schema + "&ApplicationName=" + schema;
    }

    /** The text of a Parse message ends with a zero. */
    @Override
    String commitOnTheWire() {
        return "COMMIT\0";
    }

    @Override
    void create(Statement admin, String schema) throws SQLException {
        admin.execute("create schema " + schema + " authorization registry");
    }

    @Override
    void endSessions(Statement admin, String schema) throws SQLException {
        admin.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = '" + schema
                + "'");
    }

    @Override
    String sessions() {
        return "pg_stat_activity where application_name";
    }

    @Override
    String isWaiting() {
        return "wait_event_type = 'Lock'";
    }

    @Override
    String isInTransaction() {
        return "xact_start is not null";
    }

    @Override
    void drop(Statement admin, String schema) throws SQLException {
        admin.execute("set lock_timeout = '10s'");
        admin.execute("drop schema " + schema + " cascade");
    }
}
