package dev.modelregistry.core.notification;

import dev.modelregistry.core.journal.Journals;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for new commits. One thread asks for the heads of all journals that anybody wants to know of, once in a poll interval, and for one
 * that was committed to here at once; it starts with the first who wants to know, and ends with the registry.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    /** How much longer than a look the pause after it is, at least. */
    static final int IDLE = 9;

    private final Journals journals;
    private final Duration pollInterval;
    private final ThreadFactory threads;
    private final Set<Audience> audiences = ConcurrentHashMap.newKeySet();
    private final Set<JournalId> committed = ConcurrentHashMap.newKeySet();
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean lookAtAll = true;
    private volatile boolean closed;

    Follower(Journals journals, Duration pollInterval, ThreadFactory threads) {
        this.journals = journals;
        this.pollInterval = pollInterval;
        this.threads = threads;
    }

    Duration pollInterval() {
        return pollInterval;
    }

    /** Tells somebody from now on. */
    void add(Audience audience) {
        audiences.add(audience);
        startOnce();
    }

    void remove(Audience audience) {
        audiences.remove(audience);
    }

    private synchronized void startOnce() {
        if (thread == null && !closed) {
            Thread started = threads.newThread(this::run);
            started.start();
            thread = started;
        }
    }

    /** There is something new in a journal. */
    void wake(JournalId journal) {
        if (!audiences.isEmpty()) {
            committed.add(journal);
            wakeUps.release();
        }
    }

    /** There is somebody new, who does not know yet where journals end. */
    void wake() {
        lookAtAll = true;
        wakeUps.release();
    }

    private void run() {
        try {
            long next = System.nanoTime();
            while (!closed) {
                if (lookAtAll || System.nanoTime() - next >= 0) {
                    lookAtAll = false;
                    committed.clear();
                    long took = look(this::heads);
                    next = System.nanoTime() + Math.max(pollInterval.toNanos(), took * IDLE);
                } else {
                    look(this::headsOfCommitted);
                }
                wakeUps.tryAcquire(next - System.nanoTime(), TimeUnit.NANOSECONDS);
                wakeUps.drainPermits();
            }
        } catch (InterruptedException stop) {
            LOG.debug("Stopped looking for new commits", stop); // whoever made the thread ended it
        }
    }

    /** Tells everybody; gives how long the store took. */
    private long look(Supplier<Map<JournalId, Head>> question) {
        long began = System.nanoTime();
        Map<JournalId, Head> heads;
        try {
            heads = question.get();
        } catch (RuntimeException failure) {
            warn("new commits", failure);
            heads = Map.of();
        }
        long took = System.nanoTime() - began;
        if (!heads.isEmpty()) {
            Map<JournalId, Head> found = heads;
            audiences.stream()
                    .sorted(Comparator.comparing(Audience::mayTakeLong))
                    .forEach(audience -> audience.heads(found));
        }
        return took;
    }

    private Map<JournalId, Head> heads() {
        return wanted().map(some -> journals.heads(List.copyOf(some))).orElseGet(() -> journals.headsOf(Kind.TOLD));
    }

    private Map<JournalId, Head> headsOfCommitted() {
        List<JournalId> some = new ArrayList<>(committed);
        some.forEach(committed::remove); // before they are looked at, so that a later commit is not missed
        some.removeIf(id -> !Kind.TOLD.contains(Kind.of(id)));
        wanted().ifPresent(some::retainAll);
        return journals.heads(some);
    }

    /** What anybody wants to know of; empty for all journals that there are. */
    private Optional<Set<JournalId>> wanted() {
        Set<JournalId> union = new HashSet<>();
        for (Audience audience : audiences) {
            if (audience.journals().isEmpty()) {
                return Optional.empty();
            }
            union.addAll(audience.journals());
        }
        return Optional.of(union);
    }

    void warn(String what, RuntimeException failure) {
        if (!closed) {
            LOG.warn("Cannot look for {}; trying again in {}", what, pollInterval, failure);
        }
    }

    @Override
    public void close() {
        closed = true;
        audiences.clear();
        wakeUps.release();
    }
}
