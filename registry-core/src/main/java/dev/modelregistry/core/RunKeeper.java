package dev.modelregistry.core;

import java.lang.ref.WeakReference;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the runs of this process that are open, with one thread that is there while there are such runs. Thread-safe. */
final class RunKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunKeeper.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final ScheduledThreadPoolExecutor executor;

    RunKeeper(ThreadFactory threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setKeepAliveTime(2 * PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Looks after a run until this is cancelled, or until its owner has lost it without closing it: then it shows no more signs of life. */
    Future<?> keep(LiveRun run) {
        String name = run.id().toString();
        WeakReference<LiveRun> reference = new WeakReference<>(run);
        return executor.scheduleWithFixedDelay(
                () -> {
                    LiveRun open = reference.get();
                    if (open == null) {
                        LOG.warn("Run {} was never closed, and nobody has it any more; it will be abandoned", name);
                        throw new IllegalStateException("run " + name + " was lost"); // ends the task
                    }
                    open.look();
                },
                PERIOD_MILLIS,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
