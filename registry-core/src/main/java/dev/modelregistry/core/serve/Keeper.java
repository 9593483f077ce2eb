package dev.modelregistry.core.serve;

import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serving thread: looks for the plan, has versions loaded, publishes tables, retires what they do not name, and has it closed. It waits for a wake-up
 * or the next thing that is due, and runs nothing of the host's but the plan's supplier, so no loader, closer or listener can stop it.
 */
final class Keeper<T> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /** How much longer than a look the pause after it is, at least. */
    private static final int IDLE = 9;

    private static final long MAX_IDLE = TimeUnit.SECONDS.toNanos(10);

    private final Serving<T> serving;
    private final Terms<T> terms;
    private final Supplier<ServingPlan> plans;
    private final Stock<T> stock;
    private final Drain<T> drain;
    private final long lookEvery;
    private final WakeUps wakeUps;
    private final AtomicBoolean isAsked = new AtomicBoolean(true);

    private volatile @Nullable ServingPlan plan;
    private @Nullable Throwable unreachable;
    private long lookAgainAt;

    /**
     * Looks for nothing before it runs.
     *
     * @param lookEvery how often to read the plan, at least
     * @param wakeUps by whatever happens
     */
    Keeper(Serving<T> serving, Terms<T> terms, Supplier<ServingPlan> plans, Duration lookEvery, WakeUps wakeUps) {
        this.serving = serving;
        this.terms = terms;
        this.plans = plans;
        this.lookEvery = lookEvery.toNanos();
        this.wakeUps = wakeUps;
        this.stock = new Stock<>(terms);
        this.drain = new Drain<>(terms);
    }

    /** The plan may have changed. */
    void ask() {
        isAsked.set(true);
        wakeUps.wake();
    }

    /** Returns when serving was closed and nothing is left. */
    @Override
    public void run() {
        try {
            long pause = 0;
            while (pause >= 0) {
                wakeUps.await(pause);
                try {
                    pause = turn();
                } catch (Throwable bug) {
                    LOG.error("The {} goes on as it is because of a bug", serving, bug);
                    serving.hasBug(bug);
                    pause = terms.options().retryAfter().toNanos();
                }
            }
        } finally {
            serving.ended();
        }
    }

    /** Does what is due; gives for how many nanoseconds nothing will be, below zero if nothing ever will. */
    private long turn() {
        look();
        long now = System.nanoTime();
        ServingPlan following = serving.isClosed() ? null : plan;
        stock.turn(following == null ? List.of() : following.versions(), now);
        if (following != null) {
            serving.publish(following, stock::loaded);
        }
        stock.release(serving.table()::uses, loaded -> drain.add(loaded, now));
        drain.turn(now);
        serving.turned(following, unreachable, stock);
        if (serving.isClosed() && stock.isOver(now) && drain.isEmpty()) {
            return -1;
        }
        long looking = serving.isClosed() ? Held.NEVER : Math.max(0, lookAgainAt - now);
        return Math.min(looking, Math.min(stock.pause(now), drain.pause(now)));
    }

    private void look() {
        long began = System.nanoTime();
        boolean isDue = isAsked.getAndSet(false) || lookAgainAt - began <= 0;
        if (!isDue || serving.isClosed()) {
            return;
        }
        try {
            plan = plans.get();
            if (unreachable != null) {
                unreachable = null;
                LOG.info("The {} follows the registry again", serving);
            }
        } catch (Throwable failure) {
            boolean isNews = unreachable == null;
            unreachable = failure;
            if (isNews) {
                terms.alerts()
                        .raise(
                                Kind.STORE_UNREACHABLE,
                                "cannot ask what to serve; what is loaded goes on, and it is asked again every few seconds",
                                failure);
            }
        } finally {
            long now = System.nanoTime();
            long idle = Math.min(MAX_IDLE, (now - began) * IDLE); // a store that is slow is not asked all the time
            lookAgainAt = now + Math.max(lookEvery, idle);
        }
    }

    @Nullable
    ServingPlan plan() {
        return plan;
    }

    /** Says what was in use for too long when serving was closed. */
    void warnOfRest() {
        LOG.warn(
                "Closed {} after {} while this was left, and is closed when it is through: {}",
                serving,
                terms.options().drainLimit(),
                status());
    }

    List<ServingStatus.Version> status() {
        return Stream.concat(stock.status(), drain.status())
                .sorted(Comparator.comparing(ServingStatus.Version::number))
                .toList();
    }
}
