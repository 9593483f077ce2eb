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
    /** The fact that says where blobs are. */
    public static final String BLOBS = "blobs";
    /** Where blobs are if they are in these tables. */
    public static final String HERE = "database";
    /** In the order in which they are written: once there is a version, the schema is complete. */
    private static final List<String> FACTS = List.of(REGISTRY, EPOCH, BLOBS, VERSION);

    private final Dialect dialect;
    private final Tables tables;
    /** Script n stands at index n - 1. */
    private final List<String> scripts;
    /** Those that a new registry gets. */
    private final List<String> facts;

    /**
     * What this library knows for a database.
     *
     * @throws InvalidInputException if the tables are to be in a schema where there are none
     */
    public Schema(Dialect dialect, Tables tables) {
        this(
                dialect,
                tables,
                Stream.iterate(1, n -> n <= NEWEST, n -> n + 1)
                        .map(n -> script(dialect, n))
                        .toList(),
                FACTS);
    }

    Schema(Dialect dialect, Tables tables, List<String> scripts) {
        this(dialect, tables, scripts, FACTS);
    }

    private Schema(Dialect dialect, Tables tables, List<String> scripts, List<String> facts) {
        if (dialect == Dialect.SQLITE && !tables.schema().isEmpty()) {
            throw new InvalidInputException("SQLite has no schemas, so the tables cannot be in \"" + tables.schema()
                    + "\"; use a prefix, or another file");
        }
        this.dialect = dialect;
        this.tables = tables;
        this.scripts = scripts;
        this.facts = facts;
    }

    /** The same; but where the blobs of a new registry are is for its first writer to say. */
    public Schema withBlobsElsewhere() {
        List<String> others = facts.stream().filter(fact -> !fact.equals(BLOBS)).toList();
        return new Schema(dialect, tables, scripts, others);
    }

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
        if (!dialect.hasTable(session, tables, "meta")) {
            return 0;
        }
        Map<String, String> found = facts(session);
        if (FACTS.containsAll(found.keySet()) && !found.containsKey(VERSION)) {
            return 0; // its creation was interrupted
        }
        String version = found.getOrDefault(VERSION, "none");
        if (!version.matches("[1-9][0-9]{0,8}")) {
            throw new InvalidInputException(
                    "table " + tables.name("meta") + " is not that of a registry: it has the facts "
                            + found.keySet() + " and the schema '" + version + "'"
                            + "; choose another prefix or schema");
        }
        return Integer.parseInt(version);
    }

    private Map<String, String> facts(Session session) throws SQLException {
        try {
            return session
                    .list(
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
     * @return its id
     * @throws NotFoundException if there is none
     * @throws RejectedException if it is older than this library
     * @throws UnsupportedFormatException if it is newer
     * @throws InvalidInputException if the tables are somebody else's
     */
    public String validate(Session session) throws SQLException {
        int found = version(session);
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
        String registry = facts(session).get(REGISTRY);
        if (registry == null) {
            throw new CorruptStoreException("table " + tables.name("meta") + " has no fact '" + REGISTRY
                    + "', the registry's identity; restore it from a backup");
        }
        return registry;
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
            session.list("SELECT " + columns + " FROM " + all + " WHERE 1 = 0", row -> row);
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
            session.list("SELECT " + columns + " FROM " + tables.name(table) + " WHERE 1 = 0", row -> row);
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

    /** The statements that lead from a schema to the newest one; from nothing, if it is 0. */
    public List<String> statements(int from) {
        List<String> statements = new ArrayList<>(tableStatements(from));
        if (from == 0) {
            facts.forEach(fact -> statements.add(insertion(fact)));
        } else if (from < scripts.size()) {
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

    private String insertion(String fact) {
        String content = switch (fact) {
            case REGISTRY -> UUID.randomUUID().toString();
            case EPOCH -> "1";
            case BLOBS -> HERE;
            default -> String.valueOf(scripts.size());
        };
        return tables.sql("INSERT INTO {meta} (name, content) VALUES ('" + fact + "', '" + content + "')");
    }

    /** Makes what is missing, also behind somebody who was interrupted. For whoever holds the {@link SchemaLock}. */
    void create(Session session) throws SQLException {
        int found = version(session);
        for (String table : Tables.COLUMNS.keySet()) {
            if (dialect.hasTable(session, tables, table)) {
                checkColumns(session, table); // somebody else's table must not become a part of a registry
            }
        }
        List<String> statements = statements(found);
        if (found == 0 && dialect.hasTable(session, tables, "meta")) {
            statements = new ArrayList<>(tableStatements(0));
            Map<String, String> written = facts(session);
            facts.stream()
                    .filter(fact -> !written.containsKey(fact))
                    .map(this::insertion)
                    .forEach(statements::add);
        }
        for (String statement : statements) {
            session.execute(statement);
        }
    }
}
