package dev.modelregistry.spi.support;

import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.spi.Access;
import org.jspecify.annotations.Nullable;

/** Stands before every method of a store: is it open, may it be written to? Thread-safe. */
public final class Gate {
    private final String location;
    private final @Nullable String readOnlyBecause;
    private volatile boolean closed;

    /**
     * An open gate.
     *
     * @param location where the store is, for messages
     * @param readOnlyBecause why the store may only be read; null if it may be written to
     */
    public Gate(String location, @Nullable String readOnlyBecause) {
        this.location = location;
        this.readOnlyBecause = readOnlyBecause;
    }

    /** What may be done while it is open. */
    public Access access() {
        return readOnlyBecause == null ? Access.READ_WRITE : Access.READ_ONLY;
    }

    /**
     * For whoever reads.
     *
     * @throws RegistryClosedException if the store was closed
     */
    public void enterToRead() {
        if (closed) {
            throw new RegistryClosedException("the store at " + location + " was closed; open it again");
        }
    }

    /**
     * For whoever asks for at most so many.
     *
     * @throws RegistryClosedException if the store was closed
     * @throws IllegalArgumentException if nothing at all is asked for
     */
    public void enterToRead(int limit) {
        enterToRead();
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 or more");
        }
    }

    /**
     * For whoever changes something.
     *
     * @throws RegistryClosedException if the store was closed
     * @throws RejectedException if the store may only be read
     */
    public void enterToWrite() {
        enterToRead();
        if (readOnlyBecause != null) {
            throw new RejectedException("the store at " + location + " was opened for reading only: " + readOnlyBecause
                    + "; make it writable and open it again");
        }
    }

    /**
     * Closes it for ever.
     *
     * @return whether it was open
     */
    public synchronized boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }
}
