package dev.modelregistry.core.serve;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is to be served, from time to time and when asked to. One thread looks; any thread may ask, and read the plan.
 *
 * @param <P> the plan
 */
final class Looks<P> {
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    /** How much longer than a look the pause after it is, at least. */
    private static final int IDLE = 9;

    private static final long MAX_IDLE = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<? extends P> plans;
    private final long lookEvery;
    private final Object served;
    private final Consumer<? super Throwable> outages;
    private final AtomicBoolean isAsked = new AtomicBoolean(true);
    private volatile @Nullable P plan;
    private @Nullable Throwable unreachable;
    private long lookAgainAt;

    /**
     * Looks for nothing yet.
     *
     * @param plans reads the plan
     * @param lookEvery how often, at least
     * @param served what is served, for the log
     * @param outages told when the plan cannot be read, once in a row
     */
    Looks(Supplier<? extends P> plans, Duration lookEvery, Object served, Consumer<? super Throwable> outages) {
        this.plans = plans;
        this.lookEvery = lookEvery.toNanos();
        this.served = served;
        this.outages = outages;
    }

    /** The plan may have changed. */
    void ask() {
        isAsked.set(true);
    }

    /** Looks if it is time to, or somebody asked. */
    void look() {
        long began = System.nanoTime();
        boolean isDue = isAsked.getAndSet(false) || lookAgainAt - began <= 0;
        if (!isDue) {
            return;
        }
        try {
            plan = plans.get();
            if (unreachable != null) {
                unreachable = null;
                LOG.info("The {} follows the registry again", served);
            }
        } catch (Throwable failure) {
            boolean isNews = unreachable == null;
            unreachable = failure;
            if (isNews) {
                outages.accept(failure);
            }
        } finally {
            long now = System.nanoTime();
            long idle = Math.min(MAX_IDLE, (now - began) * IDLE); // a store that is slow is not asked all the time
            lookAgainAt = now + Math.max(lookEvery, idle);
        }
    }

    /** What was last read, if anything. */
    @Nullable
    P plan() {
        return plan;
    }

    /** Why the last look failed, if it did. */
    @Nullable
    Throwable unreachable() {
        return unreachable;
    }

    /** In how many nanoseconds it is time to look again. */
    long pause(long now) {
        return Math.max(0, lookAgainAt - now);
    }
}
