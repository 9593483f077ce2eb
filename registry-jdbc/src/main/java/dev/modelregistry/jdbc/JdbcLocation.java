package dev.modelregistry.jdbc;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.jdbc.database.Database;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreLocation;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A registry in a database of the host: H2, SQLite, PostgreSQL, MariaDB or MySQL. For {@link
 * dev.modelregistry.RegistryBuilder#location}; where nothing but a URL is to be said, {@code ModelRegistry.open("jdbc:…")} is shorter.
 *
 * <p>Not thread-safe; what it opens is, but for {@link #within a transaction of the host}.
 */
public final class JdbcLocation implements StoreLocation {
    private final String called;
    private final Function<OpenMode, Database> database;
    private String schema = "";
    private String prefix = Tables.DEFAULT_PREFIX;
    private @Nullable SchemaMode schemaMode;
    private Consumer<String> printer = System.out::println;
    private @Nullable Path blobs;

    private JdbcLocation(String called, Function<OpenMode, Database> database) {
        this.called = called;
        this.database = database;
    }

    /**
     * A database that a pool of the host leads to. The store takes a connection for one transaction at a time, never two at once, and
     * gives it back as it was. The pool stays open when the registry is closed.
     */
    public static JdbcLocation of(DataSource source) {
        Objects.requireNonNull(source, "data source");
        return new JdbcLocation("a data source of the host", mode -> Database.of(source));
    }

    /** A database at a JDBC URL, user and password among its parameters. The registry keeps up to 16 connections of its own. */
    public static JdbcLocation of(String url) {
        Objects.requireNonNull(url, "url");
        return new JdbcLocation(Database.location(url), mode -> Database.of(url, new Properties(), mode));
    }

    /** A database at a JDBC URL. */
    public static JdbcLocation of(String url, String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return new JdbcLocation(Database.location(url), mode -> Database.of(url, properties, mode));
    }

    /**
     * The host's own transaction: what is changed through this registry is committed or rolled back with everything else that the host does
     * on the connection, and nobody else sees it before.
     *
     * <p>The registry must exist. The connection must not be in auto-commit mode, and stays the host's: nothing is committed here, and
     * nothing is tried again. Where another writer was first, and where the database gives the transaction up, the change throws {@link
     * dev.modelregistry.error.ConflictException}: roll back, and begin another transaction. An artifact of any size can be registered, but
     * its bytes travel in the transaction as well.
     *
     * <p>The registry belongs to the thread that opens it, so a watch on it hears nothing. It is for one transaction: after a rollback, also
     * one to a savepoint of the host, open another one. <b>It must be closed</b>, before or after the transaction has ended. Other
     * registries on the same database learn of the changes when they are committed.
     */
    public static JdbcLocation within(Connection connection) {
        Objects.requireNonNull(connection, "connection");
        return new JdbcLocation("a connection of the host", mode -> Database.within(connection))
                .schemaMode(SchemaMode.VALIDATE);
    }

    /**
     * The schema in which the tables are (MariaDB and MySQL: the database), which must exist; empty, as by default, for the one that
     * connections are in.
     *
     * @throws dev.modelregistry.error.InvalidInputException when it is opened, unless the name is empty or 1 to 31 lower-case letters,
     *     digits and underscores
     */
    public JdbcLocation schema(String name) {
        this.schema = Objects.requireNonNull(name, "schema");
        return this;
    }

    /**
     * What the names of the tables begin with; {@code mr_} by default. Several registries can share a schema.
     *
     * @throws dev.modelregistry.error.InvalidInputException when it is opened, unless the prefix is 1 to 31 lower-case letters, digits and
     *     underscores
     */
    public JdbcLocation prefix(String value) {
        this.prefix = Objects.requireNonNull(value, "prefix");
        return this;
    }

    /** What may be done about missing tables, in place of what {@link SchemaMode} gives as usual. */
    public JdbcLocation schemaMode(SchemaMode mode) {
        this.schemaMode = Objects.requireNonNull(mode, "schema mode");
        return this;
    }

    /** Where {@link SchemaMode#PRINT} puts each statement; to the standard output by default. */
    public JdbcLocation printTo(Consumer<String> out) {
        this.printer = Objects.requireNonNull(out, "printer");
        return this;
    }

    /**
     * Keeps artifacts and texts in a directory beside the database, as {@code registry-fs} does, which must be on the class path; journals,
     * cells and index stay in the database. Every process needs the same directory. Where a registry has its artifacts is settled when it is
     * created; whoever opens it otherwise is refused.
     */
    public JdbcLocation blobDirectory(Path directory) {
        this.blobs = Objects.requireNonNull(directory, "directory");
        return this;
    }

    @Override
    public RegistryStore open(OpenMode mode, BlobCipher cipher) {
        SchemaMode ddl =
                schemaMode != null ? schemaMode : mode == OpenMode.EXISTING ? SchemaMode.VALIDATE : SchemaMode.CREATE;
        Tables tables = new Tables(schema, prefix);
        return new Opening(tables, mode, ddl, printer, new BlobsBeside.Place(Optional.ofNullable(blobs), cipher))
                .open(database.apply(mode));
    }

    /**
     * The URL without parameters, user and password, and which tables. Of a data source nothing is known before it is asked for a connection, so what is
     * {@linkplain dev.modelregistry.RegistryBuilder#lastKnown kept} of registries behind several of them needs a directory for each.
     */
    @Override
    public String location() {
        return called + ", tables " + (schema.isEmpty() ? "" : schema + ".") + prefix + "*";
    }
}
