package dev.modelregistry.core.notification;

import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Enrolment;
import dev.modelregistry.core.cursor.Pauses;
import dev.modelregistry.core.notification.Delivery.Turn;
import dev.modelregistry.core.notification.SubscriptionCells.Stored;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Digest;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
    /** How long a round goes on without asking whether the subscription was forgotten. */
    private static final Duration ASKING = Duration.ofSeconds(1);

    /**
     * A journal that has more.
     *
     * @param head where it ends
     * @param at when its next turn is, in nanoseconds of this process
     * @param failures how often its turn has failed in a row
     */
    private record Due(Head head, long at, int failures) {
        static final Due NOTHING = new Due(Head.NONE, 0, 0);

        boolean isDue(long now) {
            return at - now <= 0;
        }

        /** Another head changes nothing about when. */
        Due with(Due newer) {
            return newer.head.equals(head) ? this : new Due(newer.head, at, failures);
        }

        Due notBefore(long earliest) {
            return at - earliest >= 0 ? this : new Due(head, earliest, failures);
        }
    }

    private final Notifications owner;
    private final String name;
    private final SubscriptionOptions options;
    private final Subscriber subscriber;
    /** Completed when it is known whether it can work. */
    private final CompletableFuture<Enrolment> enrolled = new CompletableFuture<>();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Semaphore wakeUps = new Semaphore(0);
    /** The commit up to which it is known that all is acknowledged, with a hash where it is known; nothing for a journal that was not there when the subscription began. */
    private final Map<JournalId, Head> known = new ConcurrentHashMap<>();
    /** Journals that do not end at what is known. */
    private final Map<JournalId, Due> pending = new ConcurrentHashMap<>();

    private final Pauses pauses;

    private volatile @Nullable Thread thread;
    private volatile @Nullable Enrolment enrolment;
    private volatile boolean stopping;

    Worker(Notifications owner, String name, SubscriptionOptions options, Subscriber subscriber) {
        this.owner = owner;
        this.name = name;
        this.options = options;
        this.subscriber = subscriber;
        this.pauses = new Pauses(options.firstPause(), options.longestPause());
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
            Enrolment mine = owner.enrol(name, options);
            enrolment = mine;
            owner.cells().starts(mine).forEach((journal, start) -> known.put(journal, new Head(start, Digest.ZERO)));
            owner.follow(this);
            enrolled.complete(mine);
            work(mine);
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

    private void work(Enrolment mine) throws InterruptedException {
        Delivery delivery = new Delivery(
                new Delivery.Terms(
                        name,
                        UUID.randomUUID().toString(),
                        options.query(),
                        options.lease(),
                        owner.pollInterval(),
                        pauses,
                        () -> stopping,
                        () -> ThreadLocalRandom.current().nextDouble()),
                new Cursors(mine),
                new Pages(),
                owner.clock(),
                subscriber);
        while (!stopping) {
            long pause = round(delivery);
            if (!stopping && pause > 0) {
                wakeUps.tryAcquire(pause, TimeUnit.NANOSECONDS);
            }
            wakeUps.drainPermits();
        }
    }

    /** What is in the journals of this registry. */
    private final class Pages implements Delivery.Pages {
        @Override
        public List<Commit> page(JournalId journal, long after, long end, int limit) {
            owner.journals().doubt(journal); // what a subscriber hears of, the handles of this registry know
            return owner.journals().page(journal, after, end, limit);
        }

        @Override
        public Head head(JournalId journal) {
            return owner.journals().heads(List.of(journal)).getOrDefault(journal, Head.NONE);
        }
    }

    /** The cursors of this subscription. */
    private final class Cursors implements Delivery.Cursors {
        private final Enrolment subscription;
        private final Map<JournalId, Head> starts;

        Cursors(Enrolment subscription) {
            this.subscription = subscription;
            this.starts = Map.copyOf(known);
        }

        @Override
        public Stored<Cursor> read(JournalId journal) {
            return owner.cells()
                    .cursor(
                            subscription,
                            journal,
                            starts.getOrDefault(journal, Head.NONE).revision());
        }

        @Override
        public Optional<Stored<Cursor>> set(JournalId journal, Stored<Cursor> before, Cursor after) {
            return owner.cells().set(subscription, journal, before, after);
        }
    }

    @Override
    public boolean mayTakeLong() {
        return false;
    }

    @Override
    public Set<JournalId> journals() {
        return options.query().journals();
    }

    @Override
    public void heads(Map<JournalId, Head> heads) {
        Set<JournalId> asked = journals();
        long now = System.nanoTime();
        boolean due = false;
        for (JournalId journal : asked.isEmpty() ? heads.keySet() : asked) {
            Head head = heads.get(journal);
            if (head != null && !isKnown(journal, head)) {
                due |= pending.merge(journal, new Due(head, now, 0), Due::with).isDue(now);
            }
        }
        if (due) {
            wakeUps.release();
        }
    }

    private boolean isKnown(JournalId journal, Head head) {
        Head last = known.getOrDefault(journal, Head.NONE);
        return last.revision() == head.revision()
                && (last.hash().equals(Digest.ZERO) || last.hash().equals(head.hash()));
    }

    /** Whatever it waits for in a journal may be over. */
    void again(JournalId journal) {
        postpone(journal, 0, 0);
        wakeUps.release();
    }

    private void postpone(JournalId journal, long nanos, int failures) {
        pending.computeIfPresent(journal, (id, due) -> new Due(due.head, System.nanoTime() + nanos, failures));
    }

    /** One turn at each journal that is due; gives for how many nanoseconds nothing can be done then. */
    private long round(Delivery delivery) {
        try {
            turns(delivery);
        } catch (RegistryClosedException closed) {
            LOG.debug("Subscription '{}' ends with its registry", name, closed);
            stopping = true;
        } catch (RuntimeException failure) { // whatever the store does, it may come back
            warn("to the others", owner.pollInterval(), failure);
            return owner.pollInterval().toNanos();
        }
        long now = System.nanoTime();
        return Math.max(
                0,
                pending.values().stream().mapToLong(due -> due.at - now).min().orElse(Long.MAX_VALUE));
    }

    private void turns(Delivery delivery) {
        long began = System.nanoTime();
        List<JournalId> todo = new ArrayList<>();
        pending.forEach((journal, due) -> {
            if (due.isDue(began)) {
                todo.add(journal);
            }
        });
        Collections.shuffle(todo, ThreadLocalRandom.current());
        List<JournalId> inVain = new ArrayList<>();
        long looking = 0;
        long asked = began - ASKING.toNanos();
        for (JournalId journal : todo) {
            if (System.nanoTime() - asked >= ASKING.toNanos()) {
                asked = System.nanoTime();
                endIfForgotten();
            }
            if (stopping) {
                return;
            }
            long look = System.nanoTime();
            if (turn(delivery, journal)) {
                inVain.add(journal);
                looking += System.nanoTime() - look;
            }
        }
        long next = System.nanoTime() + looking * Follower.IDLE;
        for (JournalId journal : inVain) {
            pending.computeIfPresent(journal, (id, due) -> due.notBefore(next));
        }
    }

    private void endIfForgotten() {
        if (owner.cells().find(name).filter(this::isOf).isEmpty()) {
            LOG.warn("Subscription '{}' was forgotten; this worker ends", name);
            stopping = true;
        }
    }

    /** Whether it works for this subscription, and not for an earlier or later one of its name. */
    boolean isOf(Enrolment subscription) {
        Enrolment mine = enrolment;
        return mine != null && mine.generation().equals(subscription.generation());
    }

    /** Gives whether it came to nothing but a look. */
    private boolean turn(Delivery delivery, JournalId journal) {
        Due due = pending.getOrDefault(journal, Due.NOTHING);
        Turn turn;
        try {
            turn = delivery.turn(journal, due.head);
        } catch (StoreUnavailableException | RegistryClosedException all) {
            throw all;
        } catch (RuntimeException failure) { // a damaged cursor must not keep the other journals waiting
            int failures = due.failures + 1;
            Duration pause = pauses.after(failures, ThreadLocalRandom.current().nextDouble());
            if (Integer.bitCount(failures) == 1) { // the first, second, fourth … one
                warn("from " + journal, pause, failure);
            }
            postpone(journal, pause.toNanos(), failures);
            return false;
        }
        if (turn instanceof Turn.UpTo upTo) {
            known.put(journal, upTo.acknowledged()); // first, so that an old head does not come back
            if (!pending.remove(journal, due)) {
                postpone(journal, 0, 0); // there is a newer head
            }
        } else if (turn instanceof Turn.Wait wait) {
            postpone(journal, wait.pause().toNanos(), 0);
        } else {
            postpone(journal, ((Turn.More) turn).pause().toNanos(), 0);
        }
        return turn instanceof Turn.Wait;
    }

    private void warn(String what, Duration pause, RuntimeException failure) {
        if (!stopping) {
            LOG.warn("Subscription '{}' cannot deliver {}; trying again in {}", name, what, pause, failure);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SubscriptionStatus status() {
        return owner.status(name, this::isOf);
    }

    /** Has it end after the commit that is being delivered; does not wait. */
    private void stop() {
        stopping = true;
        wakeUps.release();
    }

    @Override
    public void close() {
        close(List.of(this));
    }

    /** Ends workers, together in the time that one may take. */
    static void close(Collection<Worker> workers) {
        workers.forEach(Worker::stop);
        long deadline = System.nanoTime() + CLOSING.toNanos();
        workers.forEach(worker -> worker.awaitEnd(deadline));
    }

    private void awaitEnd(long deadline) {
        if (Thread.currentThread() == thread) {
            return; // it ends when the subscriber returns
        }
        try {
            if (!ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
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
