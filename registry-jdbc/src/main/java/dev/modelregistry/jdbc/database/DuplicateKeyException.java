package dev.modelregistry.jdbc.database;

import java.sql.SQLException;

/** A key was taken, so the transaction was rolled back: somebody else was first. Never leaves the module. */
public final class DuplicateKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DuplicateKeyException(SQLException cause) {
        super(cause);
    }
}
