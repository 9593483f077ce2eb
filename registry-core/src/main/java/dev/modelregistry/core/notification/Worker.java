package dev.modelregistry.core.notification;

import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Enrolment;
import dev.modelregistry.core.cursor.Pauses;
import dev.modelregistry.core.notification.Delivery.Turn;
import dev.modelregistry.core.notification.SubscriptionCells.Stored;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that delivers to a subscriber. The follower tells it where journals end; it takes turns at those that have more than it knows to be
 * acknowledged, in an order of its own, so that several workers do not all begin with the same one.
 */
final class Worker implements Subscription, Audience {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Notifications owner;
    private final String name;
    private final SubscriptionOptions options;
    private final Subscriber subscriber;
    /** Completed when it is known whether it can work. */
    private final CompletableFuture<Enrolment> enrolled = new CompletableFuture<>();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Semaphore wakeUps = new Semaphore(0);
    /** The revision up to which it is known that all is acknowledged; nothing for a journal that was not there when the subscription began. */
    private final Map<JournalId, Long> known = new ConcurrentHashMap<>();
    /** Journals that end behind what is known. */
    private final Map<JournalId, Long> pending = new ConcurrentHashMap<>();

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    Worker(Notifications owner, String name, SubscriptionOptions options, Subscriber subscriber) {
        this.owner = owner;
        this.name = name;
        this.options = options;
        this.subscriber = subscriber;
    }

    /** Returns when the subscription is there; on a thread of its own, so that a store that belongs to the caller's thread says so at once. */
    void start() {
        owner.threads().newThread(this::run).start();
        try {
            enrolled.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private void run() {
        thread = Thread.currentThread();
        try {
            Enrolment enrolment = owner.enrol(name, options);
            known.putAll(owner.cells().starts(enrolment));
            owner.follow(this);
            enrolled.complete(enrolment);
            work(enrolment);
        } catch (InterruptedException stop) {
            LOG.debug("Stopped delivering to subscription '{}'", name, stop); // whoever made the thread ended it
        } catch (Throwable failure) {
            if (!enrolled.completeExceptionally(failure)) {
                LOG.error("Subscription '{}' has ended because of a bug; subscribe again", name, failure);
            }
        } finally {
            stopping = true;
            owner.left(this);
            ended.countDown();
        }
    }

    private void work(Enrolment enrolment) throws InterruptedException {
        Delivery delivery = new Delivery(
                new Delivery.Terms(
                        name,
                        UUID.randomUUID().toString(),
                        options.query(),
                        options.lease(),
                        new Pauses(options.firstPause(), options.longestPause()),
                        () -> stopping,
                        () -> ThreadLocalRandom.current().nextDouble()),
                new Cursors(enrolment),
                this::page,
                owner.clock(),
                subscriber);
        while (!stopping) {
            Duration pause = round(delivery, enrolment);
            if (!pause.isZero()) {
                wakeUps.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
            wakeUps.drainPermits();
        }
    }

    private List<Commit> page(JournalId journal, long after, long end, int limit) {
        owner.journals().doubt(journal); // what a subscriber hears of, the handles of this registry know
        return owner.journals().page(journal, after, end, limit);
    }

    /** The cursors of this subscription. */
    private final class Cursors implements Delivery.Cursors {
        private final Enrolment enrolment;
        private final Map<JournalId, Long> starts;

        Cursors(Enrolment enrolment) {
            this.enrolment = enrolment;
            this.starts = Map.copyOf(known);
        }

        @Override
        public Stored<Cursor> read(JournalId journal) {
            return owner.cells().cursor(enrolment, journal, starts.getOrDefault(journal, 0L));
        }

        @Override
        public Optional<Stored<Cursor>> set(JournalId journal, Stored<Cursor> before, Cursor after) {
            return owner.cells().set(enrolment, journal, before, after);
        }
    }

    @Override
    public Set<JournalId> journals() {
        return options.query().journals();
    }

    @Override
    public void heads(Map<JournalId, Head> heads) {
        Set<JournalId> asked = journals();
        for (JournalId journal : asked.isEmpty() ? heads.keySet() : asked) {
            long head = heads.getOrDefault(journal, Head.NONE).revision();
            if (head > known.getOrDefault(journal, 0L)) {
                pending.merge(journal, head, Math::max);
            }
        }
        if (!pending.isEmpty()) {
            wakeUps.release();
        }
    }

    /** One turn at each journal that has more; gives how long nothing can be done then. */
    private Duration round(Delivery delivery, Enrolment enrolment) {
        List<JournalId> todo = new ArrayList<>(pending.keySet());
        Collections.shuffle(todo, ThreadLocalRandom.current());
        Duration longest = owner.pollInterval();
        Instant now = owner.clock().instant();
        Instant next = now.plus(longest);
        try {
            if (!todo.isEmpty() && !isThere(enrolment)) {
                LOG.warn("Subscription '{}' was forgotten; this worker ends", name);
                stopping = true;
            }
            for (JournalId journal : todo) {
                if (stopping) {
                    return Duration.ZERO;
                }
                Instant again = turn(delivery, journal);
                next = again.isBefore(next) ? again : next;
            }
        } catch (StoreUnavailableException unavailable) {
            warn("to the others", unavailable);
            return longest;
        } catch (RegistryClosedException closed) {
            LOG.debug("Subscription '{}' ends with its registry", name, closed);
            stopping = true;
        }
        Duration pause = Duration.between(owner.clock().instant(), next);
        return pause.isNegative() ? Duration.ZERO : pause.compareTo(longest) > 0 ? longest : pause;
    }

    private boolean isThere(Enrolment enrolment) {
        return owner.cells()
                .find(name)
                .filter(found -> found.generation().equals(enrolment.generation()))
                .isPresent();
    }

    /** Gives when to look at the journal again. */
    private Instant turn(Delivery delivery, JournalId journal) {
        long head = pending.getOrDefault(journal, 0L);
        try {
            Turn turn = delivery.turn(journal, head);
            if (turn instanceof Turn.More more) {
                return more.notBefore();
            }
            known.put(journal, ((Turn.UpTo) turn).acknowledged()); // first, so that an old head does not come back
            pending.remove(journal, head);
        } catch (StoreUnavailableException | RegistryClosedException all) {
            throw all;
        } catch (RuntimeException failure) { // a damaged journal must not keep the others waiting
            warn("from " + journal, failure);
        }
        return Instant.MAX;
    }

    private void warn(String what, RuntimeException failure) {
        if (!stopping) {
            LOG.warn(
                    "Subscription '{}' cannot deliver {}; trying again in {}",
                    name,
                    what,
                    owner.pollInterval(),
                    failure);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SubscriptionStatus status() {
        return owner.status(name);
    }

    /** Has it end after the commit that is being delivered; does not wait. */
    void stop() {
        stopping = true;
        wakeUps.release();
    }

    @Override
    public void close() {
        stop();
        if (Thread.currentThread() == thread) {
            return; // it ends when the subscriber returns
        }
        try {
            if (!ended.await(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn(
                        "The subscriber of subscription '{}' has not returned within {}; what it is at may be delivered again",
                        name,
                        CLOSING);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "subscription '" + name + "'";
    }
}
