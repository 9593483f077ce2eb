package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.RegisteredModel.Watch;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls listeners for new commits. One thread looks at the heads of all watched journals with one question to the store; it starts with
 * the first watch and ends with the registry.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE = 100;

    private final JournalStore journals;
    private final Duration pollInterval;
    private final ThreadFactory threads;
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean closed;

    Follower(JournalStore journals, Duration pollInterval, ThreadFactory threads) {
        this.journals = journals;
        this.pollInterval = pollInterval;
        this.threads = threads;
    }

    /** A listener, and the last revision that it was called for. */
    private final class Watched implements Watch {
        private final Journal<?> journal;
        private final Consumer<Commit> listener;
        private long seen;

        Watched(Journal<?> journal, long seen, Consumer<Commit> listener) {
            this.journal = journal;
            this.seen = seen;
            this.listener = listener;
        }

        void deliver(long head) {
            if (seen < head) {
                journal.state(Freshness.latest()); // what a listener hears of, the other handles of this registry know
            }
            while (seen < head && watched.contains(this)) {
                List<Commit> page = journal.commits(seen, PAGE);
                if (page.isEmpty()) {
                    throw new CorruptStoreException("journal " + journal.id() + " ends at revision " + seen
                            + ", but its head is " + head + ": commits were lost");
                }
                page.forEach(this::call);
            }
        }

        private void call(Commit commit) {
            if (!watched.contains(this)) {
                return;
            }
            seen = commit.revision();
            try {
                listener.accept(commit);
            } catch (Throwable failure) { // it must not stop the others
                LOG.warn("A listener failed on commit {} of {}", commit.revision(), commit.journal(), failure);
            } finally {
                Thread.interrupted(); // nor must an interrupt that it left behind
            }
        }

        @Override
        public void close() {
            watched.remove(this);
        }
    }

    Watch watch(Journal<?> journal, Consumer<Commit> listener) {
        Head head = journals.heads(List.of(journal.id())).getOrDefault(journal.id(), Head.NONE);
        Watched watch = new Watched(journal, head.revision(), listener);
        watched.add(watch);
        startOnce();
        return watch;
    }

    private synchronized void startOnce() {
        if (thread == null && !closed) {
            Thread started = threads.newThread(this::run);
            started.start();
            thread = started;
        }
    }

    /** There is something new. */
    void wake() {
        if (!watched.isEmpty()) {
            wakeUps.release();
        }
    }

    private void run() {
        try {
            while (!closed) {
                lookOrWarn();
                wakeUps.tryAcquire(pollInterval.toNanos(), TimeUnit.NANOSECONDS);
                wakeUps.drainPermits();
            }
        } catch (InterruptedException stop) {
            LOG.debug("Stopped looking for new commits", stop); // whoever made the thread ended it
        }
    }

    private void lookOrWarn() {
        try {
            look();
        } catch (RuntimeException failure) {
            warn("new commits", failure);
        }
    }

    private void look() {
        Set<JournalId> ids = watched.stream().map(watch -> watch.journal.id()).collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return;
        }
        Map<JournalId, Head> heads = journals.heads(ids);
        for (Watched watch : watched) {
            JournalId id = watch.journal.id();
            try {
                watch.deliver(heads.getOrDefault(id, Head.NONE).revision());
            } catch (RuntimeException failure) { // a damaged journal must not keep the others from being heard
                warn("new commits of " + id, failure);
            }
        }
    }

    private void warn(String what, RuntimeException failure) {
        if (!closed) {
            LOG.warn("Cannot look for {}; trying again in {}", what, pollInterval, failure);
        }
    }

    @Override
    public void close() {
        closed = true;
        watched.clear();
        wakeUps.release();
    }
}
