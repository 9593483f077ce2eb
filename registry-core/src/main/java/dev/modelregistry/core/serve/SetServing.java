package dev.modelregistry.core.serve;

import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedSet;
import dev.modelregistry.SetLease;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.release.Release;
import dev.modelregistry.serving.ServingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models of a release set that answer requests in this process. A request reads one volatile reference, and counts itself in at each model; it waits for nobody. Everything else is done by one {@link
 * SetKeeper}.
 *
 * <p><b>Must be closed.</b> Thread-safe.
 */
public final class SetServing implements ServedSet, Servant {
    private static final Logger LOG = LoggerFactory.getLogger(SetServing.class);

    private final String name;
    private final List<ServedMember<?>> members;
    private final List<Shelf<?>> shelves;
    private final ThreadFactory threads;
    private final Consumer<? super SetServing> whenClosed;
    private final SetKeeper keeper;
    private final Beginning beginning;
    private final Duration drainLimit;
    private final Life life;
    private volatile @Nullable Together together;

    /**
     * Serves nothing before it is {@linkplain #start started}.
     *
     * @param name the release set's
     * @param members what to serve of it, one or more
     * @param threads makes the serving thread, and those on which versions are loaded and closed
     * @param plans reads what to serve; called on the serving thread
     * @param lookEvery how often to read that, at least
     * @param whenClosed told when it is closed
     */
    public SetServing(
            String name,
            List<? extends ServedMember<?>> members,
            ThreadFactory threads,
            Supplier<SetPlan> plans,
            Duration lookEvery,
            Consumer<? super SetServing> whenClosed) {
        WakeUps wakeUps = new WakeUps();
        this.name = name;
        this.members = members.stream()
                .<ServedMember<?>>map(member -> member)
                .sorted(Comparator.comparing(ServedMember::model))
                .toList();
        this.threads = threads;
        this.whenClosed = whenClosed;
        this.shelves = this.members.stream()
                .<Shelf<?>>map(member -> new Shelf<>(member, threads, wakeUps::wake))
                .toList();
        this.beginning = new Beginning("release set '" + name + "'", "release");
        this.drainLimit = longest(member -> member.options().drainLimit());
        this.life = new Life(beginning, drainLimit);
        this.keeper = new SetKeeper(
                this,
                shelves,
                plans,
                lookEvery,
                longest(member -> member.options().retryAfter()),
                wakeUps);
    }

    /** A time of a member. */
    private interface Time {
        Duration of(ServedMember<?> member);
    }

    private Duration longest(Time time) {
        return members.stream().map(time::of).max(Comparator.naturalOrder()).orElseThrow();
    }

    /**
     * Returns when a release answers. If this throws, serving is closed.
     *
     * @throws ServingException if nothing is to be served, or a version could not be loaded; the cause says why
     * @throws RegistryClosedException if it was closed meanwhile
     */
    public void start() {
        life.start(threads, keeper, this);
    }

    @Override
    public void wake() {
        keeper.ask();
    }

    @Override
    public SetLease acquire() {
        while (true) { // until no model is retired; if one is, others answer since before that
            SetLease lease = now().enter();
            if (lease != null) {
                return lease;
            }
        }
    }

    private Together now() {
        Together now = together;
        if (now == null) {
            throw nothing();
        }
        return now;
    }

    private RegistryException nothing() {
        return life.isClosed() ? life.closed() : beginning.nothing();
    }

    @Override
    public Release release() {
        return now().release();
    }

    @Override
    public List<ServingStatus> status() {
        SetPlan plan = keeper.plan();
        long revision = plan == null ? 0 : plan.revision();
        Instant knownAt = plan == null ? Instant.EPOCH : plan.knownAt();
        return shelves.stream()
                .map(shelf -> new ServingStatus(shelf.member().model(), shelf.status(), revision, knownAt))
                .toList();
    }

    @Override
    public void close() {
        if (shut()) {
            awaitEnd();
        }
    }

    @Override
    public boolean shut() {
        synchronized (this) {
            if (!life.shut()) {
                return false;
            }
            together = null;
        }
        beginning.fail(life.closed()); // if nothing has come of it yet
        whenClosed.accept(this);
        keeper.ask();
        return true;
    }

    @Override
    public void awaitEnd() {
        life.awaitEnd(() -> LOG.warn(
                "Closed {} after {} while this was left, and is closed when it is through: {}",
                this,
                drainLimit,
                status()));
    }

    boolean isClosed() {
        return life.isClosed();
    }

    boolean uses(Loaded<?> model) {
        Together now = together;
        return now != null && now.uses(model);
    }

    /** One atomic switch, unless it is closed. */
    synchronized void publish(Release release, List<Loaded<?>> loaded) {
        Together before = together;
        if (!life.isClosed() && (before == null || !before.isOf(release, loaded))) {
            together = new Together(release, members, loaded);
        }
    }

    synchronized void publishNothing() {
        together = null;
    }

    Beginning beginning() {
        return beginning;
    }

    /** The serving thread has done what was due; the failure says why serving will never begin, if so. */
    void turned(Optional<RuntimeException> failure) {
        if (!beginning.isOpen()) {
            return;
        }
        if (life.isClosed()) {
            beginning.fail(life.closed());
        } else if (together != null) {
            beginning.begin();
        } else if (failure.isPresent()) {
            beginning.fail(failure.get());
            shut();
        }
    }

    /** The serving thread met a bug: whoever waits for the beginning must hear of it. */
    void hasBug(Throwable bug) {
        life.hasBug(bug, this);
    }

    /** The serving thread is done. */
    void ended() {
        life.ended();
    }

    @Override
    public String toString() {
        return "served release set '" + name + "'";
    }
}
