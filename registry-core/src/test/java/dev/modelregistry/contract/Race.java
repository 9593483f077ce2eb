package dev.modelregistry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one task several times at the same moment. All waits are bounded, and every outcome is a value that can be counted. */
final class Race {
    private static final long BOUND_SECONDS = 60;

    private Race() {}

    /** What one racer does. */
    interface Task<T> {
        T run(int racer) throws Exception;
    }

    /** How it ended. */
    sealed interface Outcome<T> {
        /** It returned. */
        record Returned<T>(T value) implements Outcome<T> {}

        /** It threw, or did not end in time. */
        record Failed<T>(Throwable failure) implements Outcome<T> {}
    }

    /** The outcome of each racer, in their order. */
    static <T> List<Outcome<T>> run(int racers, Task<T> task) {
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            CyclicBarrier start = new CyclicBarrier(racers);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                int racer = i;
                running.add(threads.submit(() -> {
                    start.await(BOUND_SECONDS, TimeUnit.SECONDS);
                    return task.run(racer);
                }));
            }
            return running.stream().map(Race::outcome).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> Outcome<T> outcome(Future<T> running) {
        try {
            return new Outcome.Returned<>(running.get(BOUND_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return new Outcome.Failed<>(failed.getCause());
        } catch (TimeoutException late) {
            return new Outcome.Failed<>(late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed<>(interrupted);
        }
    }

    /** What the racers returned; fails if any did not. */
    static <T> List<T> values(List<Outcome<T>> outcomes) {
        List<T> values = new ArrayList<>();
        for (Outcome<T> outcome : outcomes) {
            if (outcome instanceof Outcome.Failed<T> failed) {
                throw new AssertionError("a racer failed: " + failed.failure(), failed.failure());
            }
            assertThat(outcome).isInstanceOf(Outcome.Returned.class);
            values.add(((Outcome.Returned<T>) outcome).value());
        }
        return values;
    }
}
