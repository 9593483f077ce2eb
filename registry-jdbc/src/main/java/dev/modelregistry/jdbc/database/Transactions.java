package dev.modelregistry.jdbc.database;

import java.sql.SQLException;

/**
 * Runs work in transactions, and knows three ways for it to end: done, not done, and unknown. Thread-safe. <b>Must be closed.</b>
 *
 * <p>Besides what each method names, all of them throw {@link dev.modelregistry.error.StoreUnavailableException} when the database
 * cannot do it and nothing was changed, {@link dev.modelregistry.error.RejectedException} when the user may not write, and {@link
 * dev.modelregistry.error.CorruptStoreException} when the database says that its own bytes are damaged.
 */
public interface Transactions extends AutoCloseable {
    /** Something to do on a connection; may be run several times. */
    interface Work<T> {
        /** Does it. What it throws undoes it. */
        T run(Session session) throws SQLException;
    }

    /** The database. */
    Dialect dialect();

    /**
     * Runs statements that only read, each seeing what was committed before it.
     *
     * @param what for messages: "read …"
     */
    <T> T read(String what, Work<T> work);

    /**
     * Runs work and commits it.
     *
     * @param what for messages: "append …"
     * @throws DuplicateKeyException if a key was taken; nothing was changed
     * @throws dev.modelregistry.error.OutcomeUnknownException if the connection was lost while it committed
     */
    <T> T write(String what, Work<T> work);

    /** Whether the host commits, and not these methods: what a method has done may still vanish. */
    boolean isTheHosts();

    @Override
    void close();
}
