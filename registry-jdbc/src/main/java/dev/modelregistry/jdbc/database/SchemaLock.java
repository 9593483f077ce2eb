package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lets one process at a time change a schema. Each lock is of a kind that ends with its connection, so that nobody has to remove one that a
 * killed process left behind.
 */
final class SchemaLock {
    private static final int SECONDS = 60;

    private SchemaLock() {}

    /** Creates or migrates a schema. */
    static void create(Schema schema, Dialect dialect, Tables tables, String location, Connections connections) {
        String what = "create the tables " + tables;
        try {
            Connection connection = connections.acquire();
            boolean usable = false;
            try {
                Session session = new Session(connection);
                create(schema, dialect, tables, session);
                usable = session.leave(dialect);
            } finally {
                connections.release(connection, usable);
            }
        } catch (SQLException failed) {
            Failure failure = Failure.of(dialect, failed);
            if (failure == Failure.DENIED) {
                throw new RejectedException(
                        "cannot " + what + " in " + location + ": " + failed.getMessage()
                                + "; have SchemaMode.PRINT give the statements, and somebody run them who may",
                        failed);
            }
            throw misnamed(dialect, tables, what + " in " + location + ": " + failed.getMessage(), failed)
                    .orElseGet(() -> failure.translated(what, location, failed));
        }
    }

    /** What is wrong with the names that the host chose, if it is that: there is nothing else of the host's in the statements. */
    private static Optional<RuntimeException> misnamed(
            Dialect dialect, Tables tables, String told, SQLException failed) {
        String state = String.valueOf(failed.getSQLState());
        int code = failed.getErrorCode();
        boolean hasNoSchema = switch (dialect) {
            case POSTGRESQL -> state.equals("3F000");
            case H2 -> code == 90079;
            case MARIADB, MYSQL -> code == 1049;
            case SQLITE -> false;
        };
        if (hasNoSchema) {
            return Optional.of(new NotFoundException(
                    "cannot " + told + "; the schema must exist: create it first, or choose another one", failed));
        }
        boolean isReserved = switch (dialect) {
            case POSTGRESQL -> state.equals("42601");
            case H2 -> code == 42000 || code == 42001;
            case MARIADB, MYSQL -> code == 1064;
            case SQLITE -> false;
        };
        return isReserved
                ? Optional.of(new InvalidInputException(
                        "cannot " + told + "; the names " + tables
                                + " are words of the database's own: choose another prefix or schema",
                        failed))
                : Optional.empty();
    }

    private static void create(Schema schema, Dialect dialect, Tables tables, Session session) throws SQLException {
        Connection connection = session.connection();
        dialect.prepare(session);
        switch (dialect) {
            case POSTGRESQL -> {
                connection.setAutoCommit(false);
                session.execute("SET LOCAL lock_timeout = '" + SECONDS + "s'");
                session.list("SELECT pg_advisory_xact_lock(?)", row -> row, (long)
                        name(tables).hashCode());
                schema.create(session);
                connection.commit(); // the tables appear with the end of the lock
            }
            case SQLITE -> {
                connection.setAutoCommit(true);
                session.begin(dialect);
                schema.create(session);
                session.commit(dialect);
            }
            case MARIADB, MYSQL -> {
                connection.setAutoCommit(true);
                if (session.first("SELECT GET_LOCK(?, ?)", row -> row.getInt(1), name(tables), SECONDS)
                                .orElse(0)
                        != 1) {
                    throw new StoreUnavailableException("somebody else has been changing the tables " + tables + " for "
                            + SECONDS + " seconds; nothing was changed, try again later");
                }
                try {
                    schema.create(session); // each statement commits itself, and can be run again
                } finally {
                    session.list("SELECT RELEASE_LOCK(?)", row -> row, name(tables));
                }
            }
            case H2 -> {
                connection.setAutoCommit(true);
                synchronized (SchemaLock.class) { // usually there is no other process
                    createBesideOthers(schema, session);
                }
            }
        }
    }

    /** H2 has no lock to offer, but what two do at once is made once, and the other is told. */
    private static void createBesideOthers(Schema schema, Session session) throws SQLException {
        try {
            schema.create(session);
        } catch (SQLException failed) {
            if (Failure.of(Dialect.H2, failed) != Failure.DUPLICATE) {
                throw failed;
            }
            schema.create(session);
        }
    }

    static String name(Tables tables) {
        String full = "model-registry " + tables;
        return full.length() <= 64
                ? full
                : "model-registry " + Integer.toHexString(Arrays.hashCode(full.toCharArray()));
    }
}
