package dev.modelregistry.serving;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.Shadowing;
import dev.modelregistry.rollout.Rollout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * How a host serves a model. Immutable; each method gives a copy.
 *
 * @param <T> the model
 */
public final class ServingOptions<T> {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Draft<T> chosen;

    private ServingOptions(Draft<T> chosen) {
        this.chosen = chosen;
    }

    /** The options, at first what holds if nothing is said; changed only before anybody has them. */
    private static final class Draft<T> {
        Step<? super T> warmUp = model -> {};
        Optional<SelfTest<? super T>> selfTest = Optional.empty();
        boolean requiresExamples;
        Step<? super T> check = model -> {};
        Step<? super T> closer = ServingOptions::closeIfCloseable;
        Duration loadLimit = Duration.ofMinutes(5);
        Duration retryAfter = Duration.ofMinutes(1);
        Duration drainLimit = Duration.ofMinutes(1);
        Consumer<? super ServingAlert> onAlert = alert -> {};
        boolean tracksLeases;
        List<HealthCheck> healthChecks = List.of();
        BiConsumer<? super Rollout, ? super RolloutVerdict> onVerdict = (rollout, verdict) -> {};
        boolean movesRollouts = true;
        Duration scoresWithin = Duration.ofDays(1);
        int scoresAwaited = 100_000;
        Optional<PredictionSink> sink = Optional.empty();
        int sinkQueue = 10_000;
        Optional<Shadowing> shadowing = Optional.empty();
        Optional<MemoryBudget> memory = Optional.empty();
        ToLongFunction<? super Descriptor> memoryEstimate = ServingOptions::sizeOfArtifacts;
        Swap swap = Swap.KEEP_AVAILABLE;
    }

    private ServingOptions<T> with(Consumer<Draft<T>> choice) {
        Draft<T> draft = new Draft<>();
        draft.warmUp = chosen.warmUp;
        draft.selfTest = chosen.selfTest;
        draft.requiresExamples = chosen.requiresExamples;
        draft.check = chosen.check;
        draft.closer = chosen.closer;
        draft.loadLimit = chosen.loadLimit;
        draft.retryAfter = chosen.retryAfter;
        draft.drainLimit = chosen.drainLimit;
        draft.onAlert = chosen.onAlert;
        draft.tracksLeases = chosen.tracksLeases;
        draft.healthChecks = chosen.healthChecks;
        draft.onVerdict = chosen.onVerdict;
        draft.movesRollouts = chosen.movesRollouts;
        draft.scoresWithin = chosen.scoresWithin;
        draft.scoresAwaited = chosen.scoresAwaited;
        draft.sink = chosen.sink;
        draft.sinkQueue = chosen.sinkQueue;
        draft.shadowing = chosen.shadowing;
        draft.memory = chosen.memory;
        draft.memoryEstimate = chosen.memoryEstimate;
        draft.swap = chosen.swap;
        choice.accept(draft);
        return new ServingOptions<>(draft);
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

    /** No warm-up, no self-test and no check; a model that is {@link AutoCloseable} is closed by that; alerts are logged; rollouts that are judged are moved by this process, too. */
    public static <T> ServingOptions<T> standard() {
        return new ServingOptions<>(new Draft<>());
    }

    private static void closeIfCloseable(Object model) throws Exception {
        if (model instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** Done with a model before it answers anybody, as by some typical requests. If it fails, the model does not serve. */
    public ServingOptions<T> warmUp(Step<? super T> value) {
        Objects.requireNonNull(value, "warmUp");
        return with(draft -> draft.warmUp = value);
    }

    /**
     * Puts the {@linkplain GoldenExample examples} that a version brings with it to its model, after the warm-up and before the {@link #check}. If it does not give their outputs, or the
     * examples cannot be read, the model does not serve. A version without examples passes. Replaces what was said of the self-test before.
     */
    public ServingOptions<T> selfTest(SelfTest<? super T> value) {
        return selfTest(value, false);
    }

    /** Puts the examples of a version to its model as {@link #selfTest(SelfTest)} does, and serves no version without examples. */
    public ServingOptions<T> requiredSelfTest(SelfTest<? super T> value) {
        return selfTest(value, true);
    }

    private ServingOptions<T> selfTest(SelfTest<? super T> value, boolean isRequired) {
        Objects.requireNonNull(value, "selfTest");
        return with(draft -> {
            draft.selfTest = Optional.of(value);
            draft.requiresExamples = isRequired;
        });
    }

    /** Done after the warm-up and the self-test: known inputs must give known outputs. If it fails, the model does not serve. */
    public ServingOptions<T> check(Step<? super T> value) {
        Objects.requireNonNull(value, "check");
        return with(draft -> draft.check = value);
    }

    /** Done once with each model that was loaded, when nobody uses it any more. */
    public ServingOptions<T> closer(Step<? super T> value) {
        Objects.requireNonNull(value, "closer");
        return with(draft -> draft.closer = value);
    }

    /**
     * How long loading, warm-up, self-test and check of a version may take in all; 5 minutes if nothing is said. What takes longer counts as failed, is interrupted, and is closed if it comes to an end after all.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public ServingOptions<T> loadLimit(Duration value) {
        positive("load limit", value);
        return with(draft -> draft.loadLimit = value);
    }

    /**
     * How long after a failure loading is tried again; 1 minute if nothing is said. While a loader that took too long has not returned, it is not called again for that version.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public ServingOptions<T> retryAfter(Duration value) {
        positive("retry after", value);
        return with(draft -> draft.retryAfter = value);
    }

    /**
     * How long the requests of a version that was replaced may go on before there is an alert, and how long closing waits for them; 1 minute if nothing is said. A model
     * that is in use is never closed, however long that takes.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public ServingOptions<T> drainLimit(Duration value) {
        positive("drain limit", value);
        return with(draft -> draft.drainLimit = value);
    }

    /** Told of trouble, beside the log. Called on threads of the library; what it throws is logged. */
    public ServingOptions<T> onAlert(Consumer<? super ServingAlert> value) {
        Objects.requireNonNull(value, "onAlert");
        return with(draft -> draft.onAlert = value);
    }

    /** Remembers for each lease which place in the code acquired it, to find those that are never closed. Costs some microseconds for each request. */
    public ServingOptions<T> trackLeases() {
        return with(draft -> draft.tracksLeases = true);
    }

    /** Asks one more question at each look at a rollout that is {@linkplain dev.modelregistry.rollout.RolloutPlan#analysis judged}. Give each serving process the same, for any of them may take the next step. */
    public ServingOptions<T> healthCheck(HealthCheck value) {
        Objects.requireNonNull(value, "healthCheck");
        return with(draft -> draft.healthChecks =
                Stream.concat(draft.healthChecks.stream(), Stream.of(value)).toList());
    }

    /** Told of each verdict that this process comes to, and on which rollout, for a display. Called on a thread of the library, and the next look waits for it; what it throws is logged. */
    public ServingOptions<T> onVerdict(BiConsumer<? super Rollout, ? super RolloutVerdict> value) {
        Objects.requireNonNull(value, "onVerdict");
        return with(draft -> draft.onVerdict = value);
    }

    /** Reports what was counted, and leaves it to other processes to move rollouts. */
    public ServingOptions<T> leaveRollouts() {
        return with(draft -> draft.movesRollouts = false);
    }

    /**
     * How long, and for how many requests at once, a {@linkplain dev.modelregistry.Lease#awaitScore score is awaited}; a day and 100,000 if nothing is said. If there are more, the oldest are given up.
     *
     * @throws InvalidInputException if the time is not above zero or more than 365 days, or the number is not above zero
     */
    public ServingOptions<T> awaitScores(Duration within, int atMost) {
        positive("time for scores", within);
        if (atMost < 1) {
            throw new InvalidInputException(atMost + " awaited scores are not above zero");
        }
        return with(draft -> {
            draft.scoresWithin = within;
            draft.scoresAwaited = atMost;
        });
    }

    /** Keeps predictions, errors and exposures; up to 10,000 of them wait for it, and those that wait when the process ends are lost. Without a sink none is made. */
    public ServingOptions<T> sink(PredictionSink value) {
        return sink(value, new Draft<>().sinkQueue);
    }

    /**
     * Keeps predictions, errors and exposures.
     *
     * @param queue how many may wait for it; more are dropped
     * @throws InvalidInputException if the queue is not above zero
     */
    public ServingOptions<T> sink(PredictionSink value, int queue) {
        Objects.requireNonNull(value, "sink");
        if (queue < 1) {
            throw new InvalidInputException("a queue of " + queue + " for the sink is not above zero");
        }
        return with(draft -> {
            draft.sink = Optional.of(value);
            draft.sinkQueue = queue;
        });
    }

    /** Copies requests to a shadow while one is under way. Without this none is made, because what is called twice must bear it. */
    public ServingOptions<T> shadow(Shadowing value) {
        Objects.requireNonNull(value, "shadow");
        return with(draft -> draft.shadowing = Optional.of(value));
    }

    /** Serves within a budget as {@link #memory(MemoryBudget, ToLongFunction)} does. A version takes the sum of the sizes of its artifacts; loaded it may take more, where a format is packed or its library adds buffers: then give an estimate. */
    public ServingOptions<T> memory(MemoryBudget budget) {
        return memory(budget, ServingOptions::sizeOfArtifacts);
    }

    /**
     * Serves within a budget: what does not fit is not loaded, and tried again when memory is given back.
     *
     * @param budget shared by as many served models as the host likes
     * @param estimate how many bytes a version takes when it is loaded, by what is known of it; asked on the thread that loads it. A version whose estimate throws, or is below zero, cannot be loaded
     */
    public ServingOptions<T> memory(MemoryBudget budget, ToLongFunction<? super Descriptor> estimate) {
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(estimate, "estimate");
        return with(draft -> {
            draft.memory = Optional.of(budget);
            draft.memoryEstimate = estimate;
        });
    }

    private static long sizeOfArtifacts(Descriptor version) {
        return version.artifacts().stream().mapToLong(ArtifactEntry::size).sum();
    }

    /** What is kept when one version is loaded in place of another; {@link Swap#KEEP_AVAILABLE} if nothing is said. */
    public ServingOptions<T> swap(Swap value) {
        Objects.requireNonNull(value, "swap");
        return with(draft -> draft.swap = value);
    }

    private static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidInputException(what + " " + value + " is not above zero");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                    what + " " + value + " is too long; at most " + LONGEST.toDays() + " days are allowed");
        }
    }

    /** What is done before a model answers. */
    public Step<? super T> warmUp() {
        return chosen.warmUp;
    }

    /** How the examples of a version are put to its model. */
    public Optional<SelfTest<? super T>> selfTest() {
        return chosen.selfTest;
    }

    /** Whether a version without examples fails the self-test. */
    public boolean requiresExamples() {
        return chosen.requiresExamples;
    }

    /** What a model must pass. */
    public Step<? super T> check() {
        return chosen.check;
    }

    /** What is done with a model that is not used any more. */
    public Step<? super T> closer() {
        return chosen.closer;
    }

    /** How long loading may take. */
    public Duration loadLimit() {
        return chosen.loadLimit;
    }

    /** How long after a failure it is tried again. */
    public Duration retryAfter() {
        return chosen.retryAfter;
    }

    /** How long requests may go on after their version was replaced. */
    public Duration drainLimit() {
        return chosen.drainLimit;
    }

    /** Who is told of trouble. */
    public Consumer<? super ServingAlert> onAlert() {
        return chosen.onAlert;
    }

    /** Whether it is remembered who acquired a lease. */
    public boolean tracksLeases() {
        return chosen.tracksLeases;
    }

    /** What is asked at each look at a rollout. */
    public List<HealthCheck> healthChecks() {
        return chosen.healthChecks;
    }

    /** Who is told of verdicts. */
    public BiConsumer<? super Rollout, ? super RolloutVerdict> onVerdict() {
        return chosen.onVerdict;
    }

    /** Whether this process moves rollouts that are judged. */
    public boolean movesRollouts() {
        return chosen.movesRollouts;
    }

    /** How long a score is awaited. */
    public Duration scoresWithin() {
        return chosen.scoresWithin;
    }

    /** For how many requests at once a score is awaited. */
    public int scoresAwaited() {
        return chosen.scoresAwaited;
    }

    /** How requests are copied to a shadow; empty if they are not. */
    public Optional<Shadowing> shadowing() {
        return chosen.shadowing;
    }

    /** What keeps predictions, errors and exposures. */
    public Optional<PredictionSink> sink() {
        return chosen.sink;
    }

    /** How many may wait for the sink. */
    public int sinkQueue() {
        return chosen.sinkQueue;
    }

    /** What is shared with other models; empty if memory is not counted. */
    public Optional<MemoryBudget> memory() {
        return chosen.memory;
    }

    /** How many bytes a version takes. */
    public ToLongFunction<? super Descriptor> memoryEstimate() {
        return chosen.memoryEstimate;
    }

    /** What is kept when one version is loaded in place of another. */
    public Swap swap() {
        return chosen.swap;
    }
}
