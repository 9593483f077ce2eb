package dev.modelregistry.serving;

import dev.modelregistry.rollout.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a host keeps what its models answered, and who was exposed to which version: a log, a table, a queue. Told behind the requests, on a thread of the library, in the order in which they ended; a request never waits for it. What does not fit into the
 * queue while it is slow, and what it throws on, is dropped: an alert says so when that begins, and the log how much it was.
 */
@FunctionalInterface
public interface PredictionSink {
    /**
     * Takes some records. Not called again before it returns.
     *
     * @param records one or more
     * @throws Exception if it could not take them; they are not offered again
     */
    void accept(List<Entry> records) throws Exception;

    /** Something to keep. More kinds may come: pass over one that you do not know. */
    sealed interface Entry {
        /** Who asked; empty if there was no key. */
        Optional<String> key();

        /** Who answered. */
        Route route();

        /** When the request began, by this process's clock. */
        Instant at();
    }

    /**
     * That a request was answered, or failed.
     *
     * @param key who asked; empty if there was no key
     * @param route who answered
     * @param at when it began, by this process's clock
     * @param took from acquiring the model to giving it back
     * @param hasFailed whether the call threw, or the host said so
     * @param answer what {@link dev.modelregistry.ServedModel#call} gave; empty if that was null, failed, or was not used
     * @param failure what the call threw, or why {@link dev.modelregistry.Lease#checkInputs} refused its inputs, which is no failure of the model
     */
    record Prediction(
            Optional<String> key,
            Route route,
            Instant at,
            Duration took,
            boolean hasFailed,
            Optional<Object> answer,
            Optional<Throwable> failure)
            implements Entry {}

    /**
     * That somebody was served by a rollout for the first time since it last changed: once for a key and a stamp in each process, but again where more than 100,000 keys came between. Two versions at one {@linkplain Route#revision()
     * revision} mean that the process had not loaded one of them at first. Only of requests that a slot decided, which are those that can be compared.
     *
     * @param key who asked; never empty
     * @param route who answered
     * @param at when, by this process's clock
     */
    record Exposure(Optional<String> key, Route route, Instant at) implements Entry {}
}
