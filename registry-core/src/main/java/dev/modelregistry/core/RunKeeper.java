package dev.modelregistry.core;

import dev.modelregistry.error.RegistryClosedException;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the runs of this process that are open, with one thread that is there while there are such runs. Thread-safe. */
final class RunKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunKeeper.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long PATIENCE_SECONDS = 5;

    private final Set<Care> cares = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor executor;

    RunKeeper(ThreadFactory threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setKeepAliveTime(2 * PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Looks after a run until it has ended, or until its owner has lost it without closing it: then it shows no more signs of life. */
    void keep(LiveRun run) {
        Care care = new Care(run);
        cares.add(care);
        care.again();
    }

    /** What is done for one run: it does not keep the run from being collected. */
    private final class Care implements Runnable {
        private final String run;
        private final WeakReference<LiveRun> reference;

        Care(LiveRun run) {
            this.run = run.id().toString();
            this.reference = new WeakReference<>(run);
        }

        void again() {
            try {
                Future<?> unused = executor.schedule(this, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                throw new RegistryClosedException("the registry of run " + run + " is closed; open it again", closed);
            }
        }

        @Override
        public void run() {
            LiveRun open = reference.get();
            if (open == null) {
                LOG.warn("Run {} was never closed, and nobody has it any more; it will be abandoned", run);
            }
            if (open == null || !look(open)) {
                cares.remove(this);
            } else if (!executor.isShutdown()) {
                again();
            }
        }

        /** Whether there is more to be done. */
        private boolean look(LiveRun open) {
            try {
                return open.look();
            } catch (Throwable failure) { // the next look is as good as this one
                LOG.warn("Cannot look after run {}", run, failure);
                return true;
            }
        }

        void last() {
            LiveRun open = reference.get();
            if (open != null) {
                open.saveOrKeep();
            }
        }
    }

    /** Saves what the runs have said, as far as that can be done. */
    @Override
    public void close() {
        executor.shutdown();
        cares.forEach(Care::last);
        try {
            if (!executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A training run is still being saved while the registry is closed");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
