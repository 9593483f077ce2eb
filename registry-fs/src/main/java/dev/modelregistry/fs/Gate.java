package dev.modelregistry.fs;

import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.spi.Access;
import org.jspecify.annotations.Nullable;

/** Stands before every method of a store: is it open, may it be written to? Thread-safe. */
final class Gate {
    private final String location;
    private final @Nullable String readOnlyBecause;
    private volatile boolean closed;

    /** @param readOnlyBecause why the store may only be read; null if it may be written to */
    Gate(String location, @Nullable String readOnlyBecause) {
        this.location = location;
        this.readOnlyBecause = readOnlyBecause;
    }

    Access access() {
        return readOnlyBecause == null ? Access.READ_WRITE : Access.READ_ONLY;
    }

    /** @throws RegistryClosedException if the store was closed */
    void enterToRead() {
        if (closed) {
            throw new RegistryClosedException("the store at " + location + " was closed; open it again");
        }
    }

    /**
     * @throws RegistryClosedException if the store was closed
     * @throws IllegalArgumentException if nothing at all is asked for
     */
    void enterToRead(int limit) {
        enterToRead();
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is below 1");
        }
    }

    /**
     * @throws RegistryClosedException if the store was closed
     * @throws RejectedException if the store may only be read
     */
    void enterToWrite() {
        enterToRead();
        if (readOnlyBecause != null) {
            throw new RejectedException("the store at " + location + " was opened for reading only: " + readOnlyBecause
                    + "; make it writable and open it again");
        }
    }

    void close() {
        closed = true;
    }
}
