package dev.modelregistry.core.notification;

import dev.modelregistry.RegisteredModel.Watch;
import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Cursor.Trouble;
import dev.modelregistry.core.cursor.Enrolment;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Journals;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.core.notification.SubscriptionCells.Stored;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Digest;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionOptions.Begin;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.notification.SubscriptionStatus.Stuck;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who hears of a registry's commits: listeners of this process, and workers of durable subscriptions. Thread-safe. */
public final class Notifications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final int MAX_NAME = 128;

    private final RegistryStore store;
    private final Journals journals;
    private final InstantSource clock;
    private final ThreadFactory threads;
    private final Follower follower;
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Nobody yet.
     *
     * @param clock what leases and pauses are measured by
     * @param pollInterval how often to look for new commits
     * @param threads makes the one thread that looks, and one for each worker
     */
    public Notifications(
            RegistryStore store, Journals journals, InstantSource clock, Duration pollInterval, ThreadFactory threads) {
        this.store = store;
        this.journals = journals;
        this.clock = clock;
        this.threads = threads;
        this.follower = new Follower(journals, pollInterval, threads);
    }

    /** Calls a listener for each commit to a journal from now on. */
    public Watch watch(JournalId journal, Consumer<Commit> listener) {
        return watch(Set.of(journal), journals.heads(List.of(journal)), listener);
    }

    /** Calls a listener for each commit from now on. */
    public Watch watch(Consumer<Commit> listener) {
        return watch(Set.of(), journals.headsOf(Kind.TOLD), listener);
    }

    private Watch watch(Set<JournalId> only, Map<JournalId, Head> heads, Consumer<Commit> listener) {
        Listening listening = new Listening(follower, journals, only, heads, listener);
        follower.add(listening);
        return listening;
    }

    /** Starts a worker. */
    public Subscription subscribe(String name, SubscriptionOptions options, Subscriber subscriber) {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException("subscription name '" + name + "' is not 1 to " + MAX_NAME
                    + " printable characters with one that is not blank");
        }
        if (store.access() == Access.READ_ONLY) {
            throw new RejectedException("subscription '" + name + "' needs a place for its cursor, but "
                    + store.location() + " may only be read; subscribe where it can be written to, or watch");
        }
        Worker worker = new Worker(this, name, options, subscriber);
        worker.start();
        return worker;
    }

    /** There is a new commit in a journal. */
    public void wake(JournalId journal) {
        follower.wake(journal);
    }

    Enrolment enrol(String name, SubscriptionOptions options) {
        Set<JournalId> asked = options.query().journals();
        AtomicReference<@Nullable Enrolment> begun = new AtomicReference<>();
        return cells().enrol(name, before -> {
            if (before.isEmpty() || before.get().forgotten()) {
                Enrolment mine = begun.get();
                boolean anew = mine == null
                        || before.filter(there -> there.generation().equals(mine.generation()))
                                .isPresent();
                Enrolment next = anew ? begin(name, options.begin(), asked) : mine;
                begun.set(next);
                return next;
            }
            if (before.get().journals().equals(asked)) {
                return before.get();
            }
            LOG.warn("Subscription '{}' now asks for {}", name, options.query());
            return before.get().asking(asked);
        });
    }

    private Enrolment begin(String name, Begin begin, Set<JournalId> asked) {
        String generation = UUID.randomUUID().toString();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        SubscriptionCells.bytes(
                name, new Enrolment(generation, now, Integer.MAX_VALUE, asked, false)); // before anything is written
        Map<JournalId, Long> heads = new HashMap<>();
        if (begin == Begin.NOW) { // all, because it may ask for others later
            journals.headsOf(Kind.TOLD).forEach((journal, head) -> heads.put(journal, head.revision()));
        }
        return new Enrolment(generation, now, cells().keepStarts(generation, heads), asked, false);
    }

    /** A worker that has begun wants to know of commits. */
    void follow(Worker worker) {
        workers.add(worker);
        if (closed) {
            throw new RegistryClosedException("registry in " + store.location() + " was closed; open it again");
        }
        follower.add(worker);
        follower.wake();
    }

    void left(Worker worker) {
        follower.remove(worker);
        workers.remove(worker);
    }

    /** How far each subscription has come. */
    public List<SubscriptionStatus> statuses() {
        Map<JournalId, Head> heads = journals.headsOf(Kind.TOLD);
        List<SubscriptionStatus> all = new ArrayList<>();
        for (String name : cells().names()) {
            cells().find(name).ifPresent(enrolment -> all.add(status(name, enrolment, heads)));
        }
        return all;
    }

    /** How far a subscription has come. */
    public SubscriptionStatus status(String name) {
        return status(name, any -> true);
    }

    /** How far a subscription has come, if it is this one and no later one of its name. */
    SubscriptionStatus status(String name, Predicate<Enrolment> which) {
        Enrolment enrolment = cells().find(name).filter(which).orElseThrow(() -> SubscriptionCells.notFound(name));
        return status(
                name,
                enrolment,
                enrolment.journals().isEmpty()
                        ? journals.headsOf(Kind.TOLD)
                        : journals.heads(List.copyOf(enrolment.journals())));
    }

    private SubscriptionStatus status(String name, Enrolment enrolment, Map<JournalId, Head> heads) {
        Map<JournalId, Long> starts = cells().starts(enrolment);
        long lag = 0;
        List<Stuck> stuck = new ArrayList<>();
        for (Map.Entry<JournalId, Head> head : heads.entrySet()) {
            JournalId journal = head.getKey();
            long start = starts.getOrDefault(journal, 0L);
            if (enrolment.asksFor(journal) && head.getValue().revision() != start) {
                Cursor cursor = cells().cursor(enrolment, journal, start).value();
                lag += Math.max(0, head.getValue().revision() - cursor.acknowledged());
                Trouble trouble = cursor.trouble();
                if (trouble != null) {
                    stuck.add(new Stuck(
                            journal.toString(),
                            trouble.revision(),
                            trouble.since(),
                            trouble.tries(),
                            trouble.next(),
                            trouble.failure()));
                }
            }
        }
        return new SubscriptionStatus(name, enrolment.begun(), lag, stuck);
    }

    /** Passes over a commit that a subscription is stuck on. */
    public void skip(String name, Stuck stuck, Author author) {
        Enrolment enrolment = cells().get(name);
        JournalId journal = JournalId.parse(stuck.journal());
        Optional<Stored<Cursor>> passed;
        do {
            Stored<Cursor> found = cells().cursor(enrolment, journal, 0);
            Trouble trouble = found.value().trouble();
            if (trouble == null || trouble.revision() != stuck.revision()) {
                throw new ConflictException("subscription '" + name + "' is not stuck on commit " + stuck.revision()
                        + " of " + journal + " any more; ask for its status again");
            }
            passed = cells().set(
                            enrolment, journal, found, found.value().released(new Head(stuck.revision(), Digest.ZERO)));
        } while (passed.isEmpty());
        LOG.warn(
                "Subscription '{}': {} had commit {} of {} passed over, which has failed since {}: {}",
                name,
                author.actor(),
                stuck.revision(),
                journal,
                stuck.since(),
                author.change().reason());
        workers.stream().filter(worker -> worker.isOf(enrolment)).forEach(worker -> worker.again(journal));
    }

    /** Ends a subscription for good. */
    public void forget(String name, Author author) {
        Enrolment forgotten = cells().enrol(
                        name,
                        before -> before.filter(there -> !there.forgotten())
                                .orElseGet(() -> cells().get(name))
                                .forget());
        LOG.warn(
                "Subscription '{}' was forgotten by {}: {}",
                name,
                author.actor(),
                author.change().reason());
        Worker.close(workers.stream().filter(worker -> worker.isOf(forgotten)).toList());
    }

    SubscriptionCells cells() {
        return new SubscriptionCells(store.cells());
    }

    Journals journals() {
        return journals;
    }

    InstantSource clock() {
        return clock;
    }

    ThreadFactory threads() {
        return threads;
    }

    Duration pollInterval() {
        return follower.pollInterval();
    }

    @Override
    public void close() {
        closed = true;
        Worker.close(List.copyOf(workers));
        follower.close();
    }
}
