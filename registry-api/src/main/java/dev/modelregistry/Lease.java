package dev.modelregistry;

import dev.modelregistry.rollout.Route;

/**
 * A model for one request. While it is open, the model is not closed, whatever is promoted meanwhile. <b>Must be closed</b>, by try-with-resources at
 * best: what is never closed keeps its version in memory for ever. For one thread at a time.
 *
 * @param <T> the model
 */
public interface Lease<T> extends AutoCloseable {
    /**
     * The model. Do not keep it beyond this lease.
     *
     * @throws IllegalStateException if this lease is closed
     */
    T model();

    /** Which version it is, and why: for log lines and predictions. */
    Route route();

    /**
     * Gives the model back.
     *
     * @throws IllegalStateException if it was given back already; nothing happens then
     */
    @Override
    void close();
}
