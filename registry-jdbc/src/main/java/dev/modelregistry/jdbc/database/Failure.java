package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link SQLException} means. Decided by SQLState and the database's own error code, never by a message, which is translated, or
 * by a class, which each driver chooses as it likes.
 */
public enum Failure {
    /** A key is taken. */
    DUPLICATE,
    /** The database gave this transaction up in favour of another one and rolled it back; the next try may succeed at once. */
    ROLLED_BACK,
    /** Somebody else held a lock for too long; nothing was changed. */
    BUSY,
    /** The connection is gone, and nothing is known of what it was doing. */
    DISCONNECTED,
    /** The user, the connection or the database may not write. */
    DENIED,
    /** Stored bytes are damaged. */
    DAMAGED,
    /** Something else; the statement changed nothing. */
    OTHER;

    /** What a failure means on a database; the first in the chain of causes that has a meaning decides. */
    public static Failure of(Dialect dialect, SQLException thrown) {
        Failure found = OTHER;
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && found == OTHER && depth < 10; depth++) {
            if (cause instanceof SQLException one) {
                found = dialect.meaning(one.getSQLState() == null ? "" : one.getSQLState(), one.getErrorCode());
                SQLException next = one.getNextException();
                cause = next == null ? one.getCause() : next;
            } else {
                cause = cause.getCause();
            }
        }
        return found;
    }

    /** What the caller is told. */
    RuntimeException translated(String what, String location, SQLException cause) {
        String told = "cannot " + what + " in " + location + ": " + cause.getMessage();
        return switch (this) {
            case DUPLICATE -> new DuplicateKeyException(cause);
            case DENIED -> new RejectedException(told + "; ask for the right to do so", cause);
            case DAMAGED -> new CorruptStoreException(told + "; restore it from a backup", cause);
            case ROLLED_BACK, BUSY, DISCONNECTED, OTHER ->
                new StoreUnavailableException(told + "; nothing was changed, try again later", cause);
        };
    }

    static Failure onPostgres(String state) {
        return switch (state) {
            case "23505" -> DUPLICATE;
            case "40001", "40P01" -> ROLLED_BACK;
            case "55P03", "57014" -> BUSY; // lock_timeout, statement_timeout
            case "57P01", "57P02", "57P03" -> DISCONNECTED; // the server is being stopped or started
            case "42501", "25006" -> DENIED; // no privilege, read-only transaction
            case "XX001", "XX002" -> DAMAGED;
            default -> byState(state);
        };
    }

    /** MySQL and MariaDB. */
    static Failure onMysql(String state, int code) {
        return switch (code) {
            case 1062, 1586 -> DUPLICATE;
            case 1213, 1020 -> ROLLED_BACK; // deadlock or Galera's certification; snapshot isolation
            case 1205, 1317, 1969, 3024 -> BUSY; // lock wait, query killed, statement time
            case 1047, 1053, 1927 -> DISCONNECTED; // not ready, shutting down, connection killed
            case 1044, 1142, 1143, 1227, 1290, 1792, 1836 -> DENIED; // no privilege, server or transaction is read-only
            case 1034, 1194, 1195, 1712 -> DAMAGED;
            default -> byState(state);
        };
    }

    static Failure onH2(String state, int code) {
        return switch (code) {
            case 23505 -> DUPLICATE;
            case 40001, 90131 -> ROLLED_BACK;
            case 50200, 57014 -> BUSY;
            case 90007, 90067, 90098, 90121 -> DISCONNECTED; // 90098: the database was closed, as an interrupt does
            case 90040, 90096, 90097 -> DENIED; // not an administrator, no privilege, read-only
            case 90030 -> DAMAGED;
            default -> byState(state);
        };
    }

    /** SQLite has result codes alone. */
    static Failure onSqlite(int code) {
        return switch (code & 0xff) {
            case 19 -> DUPLICATE; // of all constraints, ours can break keys alone
            case 5, 6 -> BUSY;
            case 3, 8, 23 -> DENIED;
            case 11, 26 -> DAMAGED;
            default -> OTHER;
        };
    }

    private static Failure byState(String state) {
        if (state.startsWith("08") || state.equals("40003")) {
            return DISCONNECTED;
        }
        return switch (state) {
            case "40001" -> ROLLED_BACK;
            case "25006", "42501" -> DENIED;
            default -> OTHER;
        };
    }
}
