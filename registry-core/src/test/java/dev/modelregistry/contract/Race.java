package dev.modelregistry.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs one task several times at the same moment. All waits are bounded, and every outcome is a value that can be
 * counted.
 */
public final class Race {
    private static final long BOUND_SECONDS = 60;

    private Race() {}

    /** What one racer does. */
    public interface Task<T> {
        /** Does it. */
        T run(int racer) throws Exception;
    }

    /** How it ended. */
    sealed interface Outcome<T> {
        /** It returned. */
        record Returned<T>(T value) implements Outcome<T> {}

        /** It threw, or did not end in time. @param nanos when, by the clock of {@link System#nanoTime()} */
        record Failed<T>(Throwable failure, long nanos) implements Outcome<T> {}
    }

    /** What each racer returned, in their order; fails with the first failure if any did not return. */
    public static <T> List<T> all(int racers, Task<T> task) {
        return values(run(racers, task));
    }

    /**
     * The outcome of each racer, in their order. When one fails, the others are interrupted: some wait for what will
     * not come.
     */
    static <T> List<Outcome<T>> run(int racers, Task<T> task) {
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            CyclicBarrier start = new CyclicBarrier(racers);
            List<Future<Outcome<T>>> running = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                int racer = i;
                running.add(threads.submit(() -> {
                    try {
                        start.await(BOUND_SECONDS, TimeUnit.SECONDS);
                        return new Outcome.Returned<>(task.run(racer));
                    } catch (Exception | AssertionError failure) {
                        long now = System.nanoTime();
                        threads.shutdownNow();
                        return new Outcome.Failed<>(failure, now);
                    }
                }));
            }
            return running.stream().map(Race::outcome).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> Outcome<T> outcome(Future<Outcome<T>> running) {
        try {
            return running.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failed) {
            return new Outcome.Failed<>(failed, System.nanoTime());
        }
    }

    /** Whether to go on; asked in loops that wait for another racer. */
    static boolean isOn() {
        return !Thread.currentThread().isInterrupted();
    }

    /** What the racers returned; fails with the first failure if any did not. */
    static <T> List<T> values(List<Outcome<T>> outcomes) {
        List<T> values = new ArrayList<>();
        List<Outcome.Failed<T>> failures = new ArrayList<>();
        for (Outcome<T> outcome : outcomes) {
            if (outcome instanceof Outcome.Returned<T> returned) {
                values.add(returned.value());
            } else if (outcome instanceof Outcome.Failed<T> failed) {
                failures.add(failed);
            }
        }
        failures.stream()
                .min((one, other) -> Long.signum(one.nanos() - other.nanos()))
                .ifPresent(first -> {
                    throw new AssertionError(
                            failures.size() + " of " + outcomes.size() + " racers failed, the first with: "
                                    + first.failure(),
                            first.failure());
                });
        return values;
    }
}
