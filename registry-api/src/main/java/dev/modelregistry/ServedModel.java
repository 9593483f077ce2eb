package dev.modelregistry;

import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.ServingStatus;

/**
 * A model that answers requests in this process: whatever is in production, and whatever a rollout sends a request to. It follows the registry
 * by itself: a new version is loaded, warmed up, tested and checked beside the old one, then takes over at once, and the old one is closed when its
 * last request is through. If a version cannot be loaded, or the store cannot be reached, what served before goes on serving. How much memory that takes can be {@linkplain
 * dev.modelregistry.serving.ServingOptions#memory limited}.
 *
 * <pre>{@code
 * try (Lease<OrtSession> lease = served.acquire(customer)) {
 *     return predict(lease.model(), features);
 * }
 * }</pre>
 *
 * <p><b>Must be closed</b>; closing the registry closes it too. Thread-safe.
 *
 * @param <T> the model
 */
public interface ServedModel<T> extends AutoCloseable {
    /**
     * The model for one request of somebody, who gets the same version for as long as nobody decides otherwise. Never waits, and never looks at the store.
     *
     * @param key who asks, such as an account's number; an empty one counts as {@linkplain #acquire() missing}
     * @return a lease, which must be closed
     * @throws dev.modelregistry.error.ServingException if nothing is in production any more, or what came there after nothing was is not loaded, or a version was closed to {@linkplain dev.modelregistry.serving.Swap#SPARE_MEMORY make room} for the next one
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    Lease<T> acquire(String key);

    /**
     * The model for one request of nobody in particular; see {@link dev.modelregistry.rollout.MissingKey}.
     *
     * @return a lease, which must be closed
     * @throws dev.modelregistry.error.ServingException if nothing is in production any more, or what came there after nothing was is not loaded, or a version was closed to {@linkplain dev.modelregistry.serving.Swap#SPARE_MEMORY make room} for the next one
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    Lease<T> acquire();

    /**
     * Answers one request of somebody: acquires the model, and counts the request as {@linkplain Lease#failed() failed} if the call throws.
     *
     * @param key who asks, as for {@link #acquire(String)}
     * @param call what is done with the model; it must not keep it
     * @return what the call gives
     * @throws X if the call does
     * @throws dev.modelregistry.error.ServingException as {@link #acquire(String)}
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    default <R, X extends Exception> R call(String key, Call<? super T, ? extends R, X> call) throws X {
        return this.<R, X>answer(key, call).value();
    }

    /**
     * Answers one request of somebody as {@link #call} does, and says which version did.
     *
     * @param key who asks, as for {@link #acquire(String)}
     * @param call what is done with the model; it must not keep it
     * @return what the call gives, and the stamp of the version
     * @throws X if the call does
     * @throws dev.modelregistry.error.ServingException as {@link #acquire(String)}
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    <R, X extends Exception> Answer<R> answer(String key, Call<? super T, ? extends R, X> call) throws X;

    /**
     * An answer.
     *
     * @param value what the call gave
     * @param route which version answered, and why: for log lines and predictions
     * @param <R> what the call gives
     */
    record Answer<R>(R value, Route route) {}

    /**
     * What is done with a model.
     *
     * @param <T> the model
     * @param <R> what it gives
     * @param <X> what it may throw
     */
    @FunctionalInterface
    interface Call<T, R, X extends Exception> {
        /**
         * Asks the model.
         *
         * @throws X if it fails
         */
        R on(T model) throws X;
    }

    /**
     * The score of a request that {@linkplain Lease#awaitScore waits} for one in this process. It counts for the version that answered, if what that was judged by is still under way.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the score is not from −1e100 to 1e100
     * @throws dev.modelregistry.error.NotFoundException if no request of this id waits: it was never announced here, has got its score, or has waited for too long
     */
    void score(String id, double value);

    /**
     * The score of a request that was answered in whatever process, by the stamp that was kept with it. It counts if the rollout is still in the same step, this process has loaded all its versions, and a slot decides about the key; else nothing happens.
     *
     * @param answeredBy the stamp
     * @param key who asked; empty if there was no key
     * @throws dev.modelregistry.error.InvalidInputException if the score is not from −1e100 to 1e100, or the stamp is of another model
     */
    void score(Route answeredBy, String key, double value);

    /**
     * Which version would answer somebody's request now.
     *
     * @throws dev.modelregistry.error.ServingException as {@link #acquire(String)}
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    Route route(String key);

    /**
     * Which version the registry's rules, as this process last read them, choose for somebody, and why. It differs from {@link #route} only while that version is not loaded.
     *
     * @throws dev.modelregistry.error.ServingException if nothing is in production any more
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    Explanation explain(String key);

    /** What is loaded, what could not be, and how many requests are under way. Also when it is closed. */
    ServingStatus status();

    /**
     * Ends serving: nothing can be acquired any more, and each model is closed when its last lease is. Waits for that for as long as {@link
     * dev.modelregistry.serving.ServingOptions#drainLimit} says. Does nothing if it is closed already.
     */
    @Override
    void close();
}
