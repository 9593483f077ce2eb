package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.examples.benchmarks.Measure.Action;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do something at the same time. */
final class Together {
    private Together() {}

    /** Runs each action in a thread of its own, and waits for all. */
    static void run(List<? extends Action> actions) throws IOException {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Action action : actions) {
            tasks.add(() -> {
                action.run();
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException("one of " + actions.size() + " threads failed: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            threads.shutdown();
        }
    }
}
