package dev.modelregistry.spi;

/** What an acknowledged write survives. Treat a value that you do not know as {@link #NONE}. */
public enum Durability {
    /** Nothing: it lives as long as the store is open. */
    NONE,
    /** The end of the process, also by force, but not a power cut. */
    PROCESS_CRASH,
    /** A power cut. */
    POWER_LOSS
}
