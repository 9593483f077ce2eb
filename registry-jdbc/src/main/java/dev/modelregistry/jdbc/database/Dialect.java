package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.InvalidInputException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The databases, and what differs between them in statements and transactions; {@link Ground} knows their settings, {@link SchemaLock}
 * their locks.
 */
public enum Dialect {
    /** Embedded or as a server. */
    H2("H2", 2, 1, "com.h2database:h2"),
    /** A file. */
    SQLITE("SQLite", 3, 35, "org.xerial:sqlite-jdbc"),
    /** A server. */
    POSTGRESQL("PostgreSQL", 14, 0, "org.postgresql:postgresql"),
    /** A server, or several with Galera. */
    MARIADB("MariaDB", 10, 6, "org.mariadb.jdbc:mariadb-java-client"),
    /** A server. */
    MYSQL("MySQL", 8, 0, "com.mysql:mysql-connector-j");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
    private static final int LOCK_SECONDS = 10;

    private final String product;
    private final int major;
    private final int minor;
    private final String driver;

    Dialect(String product, int major, int minor, String driver) {
        this.product = product;
        this.major = major;
        this.minor = minor;
        this.driver = driver;
    }

    /**
     * The database behind a connection.
     *
     * @throws InvalidInputException if it is none of these, or too old
     */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        String name = about.getDatabaseProductName();
        // The drivers of MySQL and MariaDB talk to either; and some databases say that they are PostgreSQL.
        String version = switch (name) {
            case "MySQL", "MariaDB" -> ask(connection, "SELECT VERSION()");
            case "PostgreSQL" -> ask(connection, "SELECT version()");
            default -> about.getDatabaseProductVersion();
        };
        Dialect found = Arrays.stream(values())
                .filter(dialect -> dialect.isMeantBy(name, version))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "database " + name + " (" + version + ") is not supported; use one of " + names()));
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.find() || found.isAfter(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))) {
            throw new InvalidInputException("database " + name + " has version " + version + "; at least "
                    + found.product + " " + found.major + "." + found.minor + " is needed");
        }
        return found;
    }

    private boolean isMeantBy(String name, String version) {
        return switch (this) {
            case H2, SQLITE -> name.equals(product);
            case POSTGRESQL -> name.equals(product) && version.startsWith("PostgreSQL ") && !version.contains("-YB-");
            case MARIADB -> List.of("MySQL", "MariaDB").contains(name) && version.contains("MariaDB");
            case MYSQL -> name.equals(product) && !version.contains("MariaDB");
        };
    }

    private boolean isAfter(int foundMajor, int foundMinor) {
        return foundMajor < major || (foundMajor == major && foundMinor < minor);
    }

    private static String ask(Connection connection, String question) throws SQLException {
        return new Session(connection).first(question, row -> row.getString(1)).orElse("");
    }

    private static String names() {
        return Arrays.stream(values())
                .map(dialect -> dialect.product + " " + dialect.major + "." + dialect.minor)
                .collect(Collectors.joining(", "));
    }

    /** The database that a URL is for, as far as its text says. */
    static Optional<Dialect> ofUrl(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(dialect -> lower.startsWith("jdbc:" + dialect.scheme() + ":"))
                .findFirst();
    }

    static String schemes() {
        return Arrays.stream(values())
                .map(dialect -> "jdbc:" + dialect.scheme() + ":")
                .collect(Collectors.joining(", "));
    }

    /** What stands behind {@code jdbc:} in a URL, and names the scripts. */
    String scheme() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The driver's Maven coordinates. */
    String driver() {
        return driver;
    }

    Failure meaning(String state, int code) {
        return switch (this) {
            case H2 -> Failure.onH2(state, code);
            case SQLITE -> Failure.onSqlite(code);
            case POSTGRESQL -> Failure.onPostgres(state);
            case MARIADB, MYSQL -> Failure.onMysql(state, code);
        };
    }

    /** Whether one writer at a time is all that the database can do. */
    boolean hasOneWriter() {
        return this == SQLITE;
    }

    /**
     * Whether an update may count rows only that it has changed, as the drivers of these do if they are told to. Whether there is such a row is
     * asked with {@code FOR UPDATE} then: an ordinary query sees what there was when the host's transaction began.
     */
    public boolean mayCountChangesOnly() {
        return this == MARIADB || this == MYSQL;
    }

    /** A query for the time in microseconds since 1970; empty where the database runs on the host's clock. */
    Optional<String> now() {
        return switch (this) {
            case H2, SQLITE -> Optional.empty();
            case POSTGRESQL -> Optional.of("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)");
            // Not by way of local time, of which an hour comes twice when the clocks go back.
            case MARIADB, MYSQL -> Optional.of("SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))");
        };
    }

    /** Settings that a connection needs before anything else, where the database does not keep them, or may have been told otherwise. */
    void prepare(Session session) throws SQLException {
        switch (this) {
            case SQLITE -> {
                // The driver's transactions are deferred: two of them can block each other for good.
                session.connection().setAutoCommit(true);
                // Both are of the connection, not of the file. Without them a power cut loses commits,
                session.execute("PRAGMA synchronous = EXTRA");
                // and a busy file is a failure.
                session.execute("PRAGMA busy_timeout = " + LOCK_SECONDS * 1000);
            }
            case H2 -> {
                try {
                    // Both are of the database until it is closed. Without them a kill loses commits,
                    session.execute("SET WRITE_DELAY 0");
                    // and a query may be answered with what it found before.
                    session.execute("SET OPTIMIZE_REUSE_RESULTS 0");
                } catch (SQLException failed) {
                    if (Failure.of(this, failed) != Failure.DENIED) {
                        throw failed;
                    }
                    // For an administrator to do; what is declared says whether one did.
                }
            }
            case POSTGRESQL, MARIADB, MYSQL -> {}
        }
    }

    /**
     * Begins a transaction at READ COMMITTED, whatever the host's pool says, and leaves no trace of that in the connection. A host that has
     * set how long to wait for a lock is obeyed.
     */
    void begin(Session session) throws SQLException {
        switch (this) {
            case SQLITE -> session.execute("BEGIN IMMEDIATE");
            case POSTGRESQL -> {
                session.connection().setAutoCommit(false);
                session.runAhead("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT set_config('lock_timeout', '"
                        + LOCK_SECONDS + "s', true) WHERE current_setting('lock_timeout') = '0'; ");
            }
            case MARIADB, MYSQL -> {
                session.connection().setAutoCommit(false);
                session.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            }
            case H2 ->
                session.connection().setAutoCommit(false); // at other levels it rolls back more often, which is all
        }
    }

    /**
     * Has the queries that follow in a read go along indexes. PostgreSQL takes a range of an index for a few rows if it has no statistics, or if two
     * columns depend on each other, and then collects the whole range and sorts it. Not in a transaction of the host, where it would last.
     */
    public void keepToIndexes(Session session) throws SQLException {
        if (this == POSTGRESQL) {
            session.connection().setAutoCommit(false);
            session.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off");
        }
    }

    void commit(Session session) throws SQLException {
        if (this == SQLITE) {
            session.execute("COMMIT");
        } else {
            session.connection().commit();
        }
    }

    void rollback(Session session) throws SQLException {
        if (this == SQLITE) {
            session.execute("ROLLBACK");
        } else {
            session.connection().rollback();
        }
    }

    /** How many bytes a binary column has. */
    public String bytesOf(String column) {
        return (this == SQLITE ? "LENGTH(" : "OCTET_LENGTH(") + column + ")";
    }

    /** A statement that inserts a row, or does nothing if its key is taken. */
    public String insertIfAbsent(String table, String key, String columns) {
        String into = " INTO " + table + " (" + columns + ")";
        String values = " VALUES (" + "?, ".repeat(columns.split(",").length - 1) + "?)";
        String first = key.split(",")[0];
        return switch (this) {
            case H2 -> "MERGE" + into + " KEY (" + key + ")" + values;
            case SQLITE, POSTGRESQL -> "INSERT" + into + values + " ON CONFLICT DO NOTHING";
            // Not INSERT IGNORE, which would also let values be cut off in silence.
            case MARIADB, MYSQL -> "INSERT" + into + values + " ON DUPLICATE KEY UPDATE " + first + " = " + first;
        };
    }

    /** Whether there is a table. */
    boolean hasTable(Session session, Tables tables, String table) throws SQLException {
        String schema = tables.schema();
        String name = tables.bare(table);
        Session.Row<Boolean> any = row -> true;
        return switch (this) {
            // Not to_regclass alone: it answers from a cache, which nothing but the use of a table brings up to date.
            case POSTGRESQL ->
                session.first("SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass(?)", any, tables.name(table))
                        .isPresent();
            case SQLITE ->
                session.first("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", any, name)
                        .isPresent();
            case H2, MARIADB, MYSQL -> {
                String here = this == H2 ? "CURRENT_SCHEMA" : "DATABASE()";
                // In capitals, because H2 may have been told to take names as they are written.
                yield session.first(
                                "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE LOWER(TABLE_NAME) = ? AND LOWER(TABLE_SCHEMA) = "
                                        + (schema.isEmpty() ? "LOWER(" + here + ")" : "?"),
                                any,
                                schema.isEmpty() ? new Object[] {name} : new Object[] {name, schema})
                        .isPresent();
            }
        };
    }

    @Override
    public String toString() {
        return product;
    }
}
