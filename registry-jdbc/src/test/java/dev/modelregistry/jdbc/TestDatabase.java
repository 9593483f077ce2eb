package dev.modelregistry.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The databases, for tests that run on each of them: {@code @MethodSource("dev.modelregistry.jdbc.TestDatabase#all")}. */
public enum TestDatabase {
    H2,
    SQLITE,
    POSTGRESQL,
    MARIADB,
    /** With the Maven profile {@code mysql} alone. */
    MYSQL;

    private static final Path FILES = Path.of("target", "test-databases");

    static Stream<TestDatabase> all() {
        boolean hasMySql = TestDatabase.class.getResource("/mysql-Linux-amd64.tar.gz") != null;
        return Stream.of(values()).filter(database -> database != MYSQL || hasMySql);
    }

    static Stream<TestDatabase> servers() {
        return all().filter(database -> database.compareTo(SQLITE) > 0);
    }

    /** A place in which nothing is yet. */
    public String freshUrl() {
        return switch (this) {
            case H2 -> "jdbc:h2:file:" + file();
            case SQLITE -> "jdbc:sqlite:" + file() + ".db";
            default -> server().freshDatabase();
        };
    }

    private static Path file() {
        try {
            Files.createDirectories(FILES);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return FILES.resolve(UUID.randomUUID().toString()).toAbsolutePath();
    }

    TestServer server() {
        return switch (this) {
            case POSTGRESQL -> TestServer.postgreSql();
            case MARIADB -> TestServer.mariaDb();
            case MYSQL -> TestServer.mySql();
            case H2, SQLITE -> throw new IllegalStateException(this + " is no server");
        };
    }

    /** Statements of somebody else. */
    public static void run(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The first column of a query. */
    public static List<String> ask(String url, String query) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (result.next()) {
                found.add(result.getString(1));
            }
            return found;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The tables in a place. */
    public List<String> tables(String url) {
        return ask(
                url,
                switch (this) {
                    case SQLITE -> "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
                    case H2 ->
                        "SELECT LOWER(table_name) FROM information_schema.tables WHERE table_schema = 'PUBLIC' ORDER BY 1";
                    case POSTGRESQL -> "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
                    case MARIADB, MYSQL ->
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1";
                });
    }
}
