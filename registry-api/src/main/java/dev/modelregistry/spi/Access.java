package dev.modelregistry.spi;

/** What may be done with a store as it was opened. Treat a value that you do not know as {@link #READ_ONLY}. */
public enum Access {
    /** Reading and writing. */
    READ_WRITE,
    /** Reading only: a read-only mount, a user without the right to write. */
    READ_ONLY
}
