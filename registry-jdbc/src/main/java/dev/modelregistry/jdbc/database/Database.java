package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.OpenMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;

/** A database that is connected to, of a kind that is known. Thread-safe. <b>Must be closed.</b> */
public final class Database implements AutoCloseable {
    private final Dialect dialect;
    private final String url;
    private final Connections connections;
    private final Transactions transactions;

    private Database(Dialect dialect, String url, Connections connections, Transactions transactions) {
        this.dialect = dialect;
        this.url = url;
        this.connections = connections;
        this.transactions = transactions;
    }

    /** The database that a pool of the host leads to. */
    public static Database of(DataSource source) {
        return connect(Connections.of(source), "the host's data source");
    }

    /**
     * The database at a URL.
     *
     * @param mode whether a file may be created, where the database is one
     */
    public static Database of(String url, Properties properties, OpenMode mode) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.matches("jdbc:sqlite:(?:|[?].*|.*:memory:.*|.*[?&]mode=memory.*)")
                || lower.matches("jdbc:h2:mem:(?:;.*)?")) {
            throw new InvalidInputException(Urls.location(url)
                    + " is another empty database for each connection; name a file, or use jdbc:h2:mem:<name>");
        }
        Properties withMode = new Properties();
        withMode.putAll(properties);
        String withIt = url;
        if (mode == OpenMode.EXISTING && lower.startsWith("jdbc:h2:") && !lower.contains("ifexists=")) {
            withIt = url + ";IFEXISTS=TRUE";
        }
        if (mode == OpenMode.EXISTING && lower.startsWith("jdbc:sqlite:") && !lower.contains("open_mode=")) {
            withMode.setProperty("open_mode", "2"); // to read and write, not to create
        }
        return connect(new OwnConnections(withIt, withMode), Urls.location(url));
    }

    private static Database connect(Connections connections, String called) {
        try {
            Connection connection = connections.acquire();
            boolean usable = false;
            try {
                Session session = new Session(connection);
                Dialect dialect = Dialect.of(connection);
                String found =
                        Optional.ofNullable(connection.getMetaData().getURL()).orElse(called);
                usable = session.leave(dialect); // a question may have begun a transaction
                return new Database(
                        dialect, found, connections, new OwnTransactions(connections, dialect, Urls.location(found)));
            } finally {
                connections.release(connection, usable);
            }
        } catch (SQLException failed) {
            connections.close();
            throw refusal(called, failed);
        } catch (RuntimeException refused) {
            connections.close();
            throw refused;
        }
    }

    /** What a failure to connect means; which database it is says its code. */
    private static RuntimeException refusal(String called, SQLException failed) {
        String state = String.valueOf(failed.getSQLState());
        int code = failed.getErrorCode();
        String told = called + ": " + failed.getMessage();
        boolean sqlite = failed.getSQLState() == null && code == 14;
        if (sqlite) {
            return new NotFoundException(
                    "there is no file " + told + "; openOrCreate creates it, in a directory that is there", failed);
        }
        if (state.matches("3D000|3F000") || code == 1049 || code == 1046 || code == 90146 || code == 90149) {
            return new NotFoundException("there is no database " + told + "; create it first", failed);
        }
        if (code == 90011 || code == 90046 || code == 90113) {
            return new InvalidInputException("the URL is not as the driver wants it: " + told, failed);
        }
        if (code == 90020) {
            return new RejectedException(
                    "another process has the database open: " + told + "; close it there, or use a database server",
                    failed);
        }
        if (state.equals(HostTransaction.ABORTED)) {
            return HostTransaction.aborted(called, failed);
        }
        if (state.startsWith("28") || code == 1044) {
            return new RejectedException("the database refuses the user or the password: " + told, failed);
        }
        return new StoreUnavailableException("cannot connect to " + told + "; try again later", failed);
    }

    /** A connection of the host, in whose transaction everything happens. */
    public static Database within(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new InvalidInputException(
                        "the connection is in auto-commit mode, where every statement is a transaction; setAutoCommit(false) first");
            }
            Dialect dialect = Dialect.of(connection);
            String url = Optional.ofNullable(connection.getMetaData().getURL()).orElse("the host's connection");
            HostTransaction transaction = new HostTransaction(connection, dialect, Urls.location(url));
            return new Database(dialect, url, transaction, transaction);
        } catch (SQLException failed) {
            throw refusal("the host's connection", failed);
        }
    }

    /** Which kind it is. */
    public Dialect dialect() {
        return dialect;
    }

    /** Where a URL leads, without passwords. */
    public static String location(String url) {
        return Urls.location(url);
    }

    /** Where it is, without passwords. */
    public String location() {
        return Urls.location(url);
    }

    /** What runs transactions on it. */
    public Transactions transactions() {
        return transactions;
    }

    /** What dates commits: the database's clock, which is the host's where both are one process. */
    public InstantSource clock() {
        return dialect.now()
                .<InstantSource>map(question -> new DatabaseClock(transactions, question))
                .orElseGet(Clock::systemUTC);
    }

    /** What it is good for. */
    public Ground ground() {
        return transactions.read("ask for settings", session -> Ground.of(dialect, session, url));
    }

    /** Why the tables may only be read; empty if they may be written to. Tries, and undoes what it tried. */
    public Optional<String> readOnlyBecause(Tables tables) {
        if (transactions.isTheHosts()) {
            // A write that is only tried could lock the database for as long as the transaction lasts.
            return Optional.empty();
        }
        byte[] nobody = {};
        try {
            transactions.write("try to write", session -> {
                session.update(tables.sql("UPDATE {journal} SET revision = revision WHERE name = ?"), nobody);
                return session.update(tables.sql("INSERT INTO {commit} (journal, revision, hash, seal, bytes) "
                        + "SELECT journal, revision, hash, seal, bytes FROM {commit} WHERE 1 = 0"));
            });
            return Optional.empty();
        } catch (RejectedException denied) {
            return Optional.of(String.valueOf(
                    denied.getCause() == null ? denied : denied.getCause().getMessage()));
        } catch (StoreUnavailableException failed) {
            if (failed.getCause() instanceof SQLException cause && Failure.of(dialect, cause) == Failure.BUSY) {
                return Optional.empty(); // whoever waits for another writer is one
            }
            throw failed;
        }
    }

    /**
     * Creates or migrates a schema, one process at a time.
     *
     * @throws RejectedException if the user may not create tables
     */
    public void create(Schema schema, Tables tables) {
        if (dialect == Dialect.SQLITE) {
            // For ever; apart, because beside anybody who looks at the file SQLite refuses it at once.
            transactions.read("turn WAL on", session -> session.list("PRAGMA journal_mode = WAL", row -> row));
        }
        SchemaLock.create(schema, dialect, tables, location(), connections);
    }

    @Override
    public void close() {
        transactions.close();
    }
}
