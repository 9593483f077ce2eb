package dev.modelregistry.serving;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a host serves a model. Immutable; each method gives a copy.
 *
 * @param <T> the model
 */
public final class ServingOptions<T> {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(5);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(1);

    private final Step<? super T> warmUp;
    private final Step<? super T> check;
    private final Step<? super T> closer;
    private final Duration loadLimit;
    private final Duration retryAfter;
    private final Duration drainLimit;
    private final Consumer<? super ServingAlert> alerts;
    private final boolean tracksLeases;

    private ServingOptions(
            Step<? super T> warmUp,
            Step<? super T> check,
            Step<? super T> closer,
            Duration loadLimit,
            Duration retryAfter,
            Duration drainLimit,
            Consumer<? super ServingAlert> alerts,
            boolean tracksLeases) {
        this.warmUp = warmUp;
        this.check = check;
        this.closer = closer;
        this.loadLimit = loadLimit;
        this.retryAfter = retryAfter;
        this.drainLimit = drainLimit;
        this.alerts = alerts;
        this.tracksLeases = tracksLeases;
    }

    /**
     * Something that is done with a model.
     *
     * @param <T> the model
     */
    @FunctionalInterface
    public interface Step<T> {
        /**
         * Does it.
         *
         * @throws Exception if it cannot be done
         */
        void accept(T model) throws Exception;
    }

    /** No warm-up and no check; a model that is {@link AutoCloseable} is closed by that; alerts are logged. */
    public static <T> ServingOptions<T> standard() {
        return new ServingOptions<>(
                model -> {},
                model -> {},
                ServingOptions::closeIfCloseable,
                LOAD_LIMIT,
                RETRY_AFTER,
                DRAIN_LIMIT,
                alert -> {},
                false);
    }

    private static void closeIfCloseable(Object model) throws Exception {
        if (model instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** Done with a model before it answers anybody, as by some typical requests. If it fails, the model does not serve. */
    public ServingOptions<T> warmUp(Step<? super T> value) {
        Objects.requireNonNull(value, "warmUp");
        return new ServingOptions<>(value, check, closer, loadLimit, retryAfter, drainLimit, alerts, tracksLeases);
    }

    /** Done after the warm-up: known inputs must give known outputs. If it fails, the model does not serve. */
    public ServingOptions<T> check(Step<? super T> value) {
        Objects.requireNonNull(value, "check");
        return new ServingOptions<>(warmUp, value, closer, loadLimit, retryAfter, drainLimit, alerts, tracksLeases);
    }

    /** Done once with each model that was loaded, when nobody uses it any more. */
    public ServingOptions<T> closer(Step<? super T> value) {
        Objects.requireNonNull(value, "closer");
        return new ServingOptions<>(warmUp, check, value, loadLimit, retryAfter, drainLimit, alerts, tracksLeases);
    }

    /**
     * How long loading, warm-up and check of a version may take in all; 5 minutes if nothing is said. What takes longer counts as failed, is interrupted, and is closed if it comes to an end after all.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public ServingOptions<T> loadLimit(Duration value) {
        return new ServingOptions<>(
                warmUp, check, closer, positive("load limit", value), retryAfter, drainLimit, alerts, tracksLeases);
    }

    /**
     * How long after a failure loading is tried again; 1 minute if nothing is said. While a loader that took too long has not returned, it is not called again for that version.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public ServingOptions<T> retryAfter(Duration value) {
        return new ServingOptions<>(
                warmUp, check, closer, loadLimit, positive("retry after", value), drainLimit, alerts, tracksLeases);
    }

    /**
     * How long the requests of a version that was replaced may go on before there is an alert, and how long closing waits for them; 1 minute if nothing is said. A model
     * that is in use is never closed, however long that takes.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public ServingOptions<T> drainLimit(Duration value) {
        return new ServingOptions<>(
                warmUp, check, closer, loadLimit, retryAfter, positive("drain limit", value), alerts, tracksLeases);
    }

    /** Told of trouble, beside the log. Called on threads of the library; what it throws is logged. */
    public ServingOptions<T> onAlert(Consumer<? super ServingAlert> value) {
        Objects.requireNonNull(value, "onAlert");
        return new ServingOptions<>(warmUp, check, closer, loadLimit, retryAfter, drainLimit, value, tracksLeases);
    }

    /** Remembers for each lease which place in the code acquired it, to find those that are never closed. Costs some microseconds for each request. */
    public ServingOptions<T> trackLeases() {
        return new ServingOptions<>(warmUp, check, closer, loadLimit, retryAfter, drainLimit, alerts, true);
    }

    private static Duration positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidInputException(what + " " + value + " is not above zero");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                    what + " " + value + " is too long; at most " + LONGEST.toDays() + " days are allowed");
        }
        return value;
    }

    /** What is done before a model answers. */
    public Step<? super T> warmUp() {
        return warmUp;
    }

    /** What a model must pass. */
    public Step<? super T> check() {
        return check;
    }

    /** What is done with a model that is not used any more. */
    public Step<? super T> closer() {
        return closer;
    }

    /** How long loading may take. */
    public Duration loadLimit() {
        return loadLimit;
    }

    /** How long after a failure it is tried again. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** How long requests may go on after their version was replaced. */
    public Duration drainLimit() {
        return drainLimit;
    }

    /** Who is told of trouble. */
    public Consumer<? super ServingAlert> onAlert() {
        return alerts;
    }

    /** Whether it is remembered who acquired a lease. */
    public boolean tracksLeases() {
        return tracksLeases;
    }
}
