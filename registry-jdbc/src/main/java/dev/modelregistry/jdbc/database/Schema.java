package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.UnsupportedFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of a registry: what is there, what is missing, and the statements in between. Schema n is what script n leaves behind; scripts
 * ship in the jar, one for each step and database, and only ever add.
 */
public final class Schema {
    private static final int NEWEST = 1;
    private static final String VERSION = "schema";
    private static final String REGISTRY = "registry";
    private static final String EPOCH = "epoch";
    private static final String BLOBS = "blobs";

    private final Dialect dialect;
    private final Tables tables;
    /** Script n stands at index n - 1. */
    private final List<String> scripts;

    private final Supplier<String> blobs;

    /**
     * What this library knows for a database.
     *
     * @param blobs where the blobs of a registry are; asked when one is created
     * @throws InvalidInputException if the tables are to be in a schema where there are none
     */
    public Schema(Dialect dialect, Tables tables, Supplier<String> blobs) {
        this(
                dialect,
                tables,
                Stream.iterate(1, n -> n <= NEWEST, n -> n + 1)
                        .map(n -> script(dialect, n))
                        .toList(),
                blobs);
    }

    Schema(Dialect dialect, Tables tables, List<String> scripts, Supplier<String> blobs) {
        if (dialect == Dialect.SQLITE && !tables.schema().isEmpty()) {
            throw new InvalidInputException("SQLite has no schemas, so the tables cannot be in \"" + tables.schema()
                    + "\"; use a prefix, or another file");
        }
        this.dialect = dialect;
        this.tables = tables;
        this.scripts = scripts;
        this.blobs = blobs;
    }

    /**
     * The registry that the tables hold.
     *
     * @param id its identity
     * @param blobs where its blobs are, as whoever created it said
     */
    public record Registry(String id, String blobs) {}

    static String script(Dialect dialect, int number) {
        String name = dialect.scheme() + "-" + number + ".sql";
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("the jar is incomplete: it has no " + name);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Which schema is there; 0 if there is none. */
    public int version(Session session) throws SQLException {
        return version(facts(session));
    }

    private int version(Map<String, String> facts) {
        if (facts.isEmpty()) {
            return 0;
        }
        String version = facts.getOrDefault(VERSION, "none");
        if (!version.matches("[1-9][0-9]{0,8}")) {
            throw new InvalidInputException(
                    "table " + tables.name("meta") + " is not that of a registry: it has the facts " + facts.keySet()
                            + " and the schema '" + version + "'; choose another prefix or schema");
        }
        return Integer.parseInt(version);
    }

    /** What the tables say of themselves: nothing if they are not there, or their creation was interrupted. */
    private Map<String, String> facts(Session session) throws SQLException {
        if (!dialect.hasTable(session, tables, "meta")) {
            return Map.of();
        }
        try {
            return session
                    .listOrUndo(
                            tables.sql("SELECT name, content FROM {meta}"),
                            row -> Map.entry(row.getString(1), row.getString(2)))
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (SQLException failed) {
            checkColumns(session, "meta");
            throw failed;
        }
    }

    /**
     * Checks that there is a registry that this library can use.
     *
     * @throws NotFoundException if there is none
     * @throws RejectedException if it is older than this library
     * @throws UnsupportedFormatException if it is newer
     * @throws InvalidInputException if the tables are somebody else's
     */
    public Registry validate(Session session) throws SQLException {
        Map<String, String> facts = facts(session);
        int found = version(facts);
        if (found == 0) {
            throw new NotFoundException("there is no registry in the tables " + tables
                    + "; openOrCreate creates it, or have SchemaMode.PRINT give the statements and run them");
        }
        if (found > scripts.size()) {
            throw new UnsupportedFormatException("the tables " + tables + " have schema " + found
                    + ", this library knows " + scripts.size() + "; use a newer version of it");
        }
        if (found < scripts.size()) {
            throw new RejectedException("the tables " + tables + " have schema " + found + ", this library needs "
                    + scripts.size()
                    + "; SchemaMode.CREATE migrates them, or have SchemaMode.PRINT give the statements and run them");
        }
        checkTables(session);
        return new Registry(fact(facts, REGISTRY), fact(facts, BLOBS));
    }

    private String fact(Map<String, String> facts, String name) {
        String content = facts.get(name);
        if (content == null) {
            throw new CorruptStoreException(
                    "table " + tables.name("meta") + " has no fact '" + name + "'; restore it from a backup");
        }
        return content;
    }

    /** One question for all tables; only if it fails one for each, to find out which. */
    private void checkTables(Session session) throws SQLException {
        String columns = Tables.COLUMNS.entrySet().stream()
                .flatMap(table -> table.getValue().stream().map(column -> table.getKey() + "_." + column))
                .collect(Collectors.joining(", "));
        String all = Tables.COLUMNS.keySet().stream()
                .map(table -> tables.name(table) + " " + table + "_")
                .collect(Collectors.joining(", "));
        try {
            session.listOrUndo("SELECT " + columns + " FROM " + all + " WHERE 1 = 0", row -> row);
        } catch (SQLException failed) {
            for (String table : Tables.COLUMNS.keySet()) {
                if (!dialect.hasTable(session, tables, table)) {
                    throw new CorruptStoreException("table " + tables.name(table) + " is gone, though "
                            + tables.name("meta") + " is there; restore it from a backup");
                }
                checkColumns(session, table);
            }
            throw failed;
        }
    }

    private void checkColumns(Session session, String table) throws SQLException {
        String columns = String.join(", ", Tables.COLUMNS.get(table));
        try {
            session.listOrUndo("SELECT " + columns + " FROM " + tables.name(table) + " WHERE 1 = 0", row -> row);
        } catch (SQLException failed) {
            Failure failure = Failure.of(dialect, failed);
            if (failure == Failure.DENIED) {
                throw new RejectedException(
                        "table " + tables.name(table) + " may not be read: " + failed.getMessage()
                                + "; ask for the right to",
                        failed);
            }
            if (failure != Failure.OTHER) {
                throw failed;
            }
            throw new InvalidInputException(
                    "table " + tables.name(table) + " is not that of a registry, which has the columns " + columns
                            + ": " + failed.getMessage() + "; choose another prefix or schema",
                    failed);
        }
    }

    /** Whether a schema is the newest one, or a newer one. */
    public boolean isCurrent(int version) {
        return version >= scripts.size();
    }

    /** The statements that lead from a schema to the newest one; from nothing, if it is 0. The last one makes it count. */
    public List<String> statements(int from) {
        List<String> statements = new ArrayList<>(tableStatements(from));
        if (from == 0) {
            statements.add(insertion());
        } else if (!isCurrent(from)) {
            statements.add(
                    tables.sql("UPDATE {meta} SET content = '" + scripts.size() + "' WHERE name = '" + VERSION + "'"));
        }
        return statements;
    }

    private List<String> tableStatements(int from) {
        return scripts.subList(Math.min(from, scripts.size()), scripts.size()).stream()
                .flatMap(script -> Stream.of(script.lines()
                        .filter(line -> !line.startsWith("--"))
                        .collect(Collectors.joining("\n"))
                        .split(";")))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .map(tables::script)
                .toList();
    }

    private String insertion() {
        return tables.sql("INSERT INTO {meta} (name, content) VALUES ")
                + Stream.of(
                                row(REGISTRY, UUID.randomUUID().toString()),
                                row(EPOCH, "1"),
                                row(BLOBS, blobs.get()),
                                row(VERSION, String.valueOf(scripts.size())))
                        .collect(Collectors.joining(", "));
    }

    private static String row(String fact, String content) {
        return "('" + fact + "', '" + content + "')";
    }

    /** Makes what is missing, also behind somebody who was interrupted. For whoever holds the {@link SchemaLock}. */
    void create(Session session) throws SQLException {
        int found = version(session);
        for (String table : Tables.COLUMNS.keySet()) {
            if (dialect.hasTable(session, tables, table)) {
                checkColumns(session, table); // somebody else's table must not become a part of a registry
            }
        }
        for (String statement : statements(found)) {
            session.execute(statement);
        }
    }
}
