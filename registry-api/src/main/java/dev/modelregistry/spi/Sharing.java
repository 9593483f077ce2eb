package dev.modelregistry.spi;

/** Which processes may use one store at the same time. Treat a value that you do not know as {@link #PROCESS}. */
public enum Sharing {
    /** This process alone; a second one is refused. */
    PROCESS,
    /** Any number of processes on one host. */
    HOST,
    /** Any number of processes on any number of hosts. */
    NETWORK
}
