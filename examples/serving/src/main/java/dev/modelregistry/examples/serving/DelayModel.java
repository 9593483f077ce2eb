package dev.modelregistry.examples.serving;

/** A model that is loaded. Safe for use by many threads, for all requests of a process share it. <b>Must be closed</b>. */
interface DelayModel extends AutoCloseable {
    /**
     * How likely a flight is to leave late, from 0 to 1.
     *
     * @throws IllegalArgumentException if it leaves from an airport that the model does not know
     */
    double probabilityOfDelay(Flight flight);

    @Override
    void close();
}
