package dev.modelregistry.core.serve;

import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.judge.Witness;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what was counted, interval by interval, to the lookout, on a thread that is there while a canary is judged: a store or a check of the host's that is slow delays no switch. */
final class Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    /** Of so many tables requests may still be under way; what comes later is not counted. */
    private static final int KEPT = 4;

    private final Lookout lookout;
    private final ThreadFactory threads;
    private final String name;
    private final WakeUps wakeUps = new WakeUps();
    private final List<Counters> counted = new CopyOnWriteArrayList<>();
    private volatile @Nullable Watch watch;
    private boolean isRunning;

    private @Nullable Witness witness;
    private @Nullable Trial pending;

    /** @param name whose counts they are, for the log */
    Watcher(Lookout lookout, ThreadFactory threads, String name) {
        this.lookout = lookout;
        this.threads = threads;
        this.name = name;
    }

    /** What counts now; null if nothing does. */
    synchronized void follow(@Nullable Counters current) {
        if (current == null) {
            watch = null;
            wakeUps.wake();
            return;
        }
        watch = current.watch();
        if (!counted.contains(current)) {
            counted.removeIf(each -> each.watch().rollout() != current.watch().rollout());
            counted.add(current);
        }
        if (!isRunning) {
            try {
                threads.newThread(this::run).start();
                isRunning = true;
            } catch (Throwable noThread) {
                LOG.warn("The {} cannot report what it counts; it is tried again", name, noThread);
            }
        }
    }

    private synchronized boolean isOver() {
        if (watch == null) {
            isRunning = false;
            counted.clear();
        }
        return !isRunning;
    }

    private void run() {
        while (!isOver()) {
            Watch now = watch;
            if (now != null) {
                wakeUps.await(now.analysis().lookEvery().toNanos());
                attempt("report what it counted", () -> report(now));
                attempt("judge its rollout", lookout::look);
            }
        }
    }

    private void attempt(String what, Runnable part) {
        try {
            part.run();
        } catch (Throwable failure) {
            LOG.warn("The {} could not {}; it is tried again", name, what, failure);
        }
    }

    private void report(Watch now) {
        Witness mine = witness;
        Trial seen = pending;
        if (mine == null || mine.rollout() != now.rollout()) {
            mine = new Witness(now.rollout(), now.analysis());
            seen = null;
        }
        witness = mine;
        for (Counters each : counted) {
            if (each.watch().rollout() == now.rollout()) {
                Trial more = mine.sees(each.watch().step(), each.watch().part(Instant.now()), each.take());
                seen = seen == null ? more : seen.plus(more);
            }
        }
        while (counted.size() > KEPT) {
            counted.remove(0);
        }
        pending = seen;
        if (seen != null && !seen.isEmpty()) {
            lookout.report(seen);
            pending = null;
        }
    }
}
