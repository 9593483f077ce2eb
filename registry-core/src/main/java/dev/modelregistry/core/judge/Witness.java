package dev.modelregistry.core.judge;

import dev.modelregistry.health.Analysis;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes trials of what a single process sees, interval by interval. For one thread. */
public final class Witness {
    private final long rollout;
    private final OptionalDouble limit;
    private final Restarts ofErrors = new Restarts();
    private final Restarts ofSlow = new Restarts();
    private final Restarts ofLimit = new Restarts();
    private @Nullable LatencyTest latency;

    /**
     * Has seen nothing.
     *
     * @param rollout the commit that began it
     */
    public Witness(long rollout, Analysis analysis) {
        this.rollout = rollout;
        this.limit = analysis.maximumErrorRate();
        this.latency = analysis.latency()
                .map(rule -> LatencyTest.start(rule.quantile(), rule.allowance()))
                .orElse(null);
    }

    /** The commit that began it. */
    public long rollout() {
        return rollout;
    }

    /**
     * An interval in which requests went to the arms by the same shares all the time.
     *
     * @param step the commit that says by which
     * @return what this interval adds
     */
    public Trial sees(long step, Arms<Sample> interval) {
        Sample candidate = interval.candidate();
        Sample control = interval.control();
        LatencyTest before = latency;
        LatencyTest after =
                before == null ? null : before.anew().next(new Arms<>(candidate.latencies(), control.latencies()));
        latency = after;
        return new Trial(
                rollout,
                restarted(RateTest.start().next(new Arms<>(candidate.tally(), control.tally())), ofErrors),
                after == null ? RateTest.start() : restarted(after.slow(), ofSlow),
                limit.isPresent() ? exceeded(limit.getAsDouble(), candidate.tally()) : LimitTest.NOTHING,
                after == null ? 0 : after.threshold(),
                step,
                interval);
    }

    private static RateTest restarted(RateTest interval, Restarts restarts) {
        return new RateTest(interval.seen(), restarts.gains(interval.logLikelihoods()));
    }

    private List<Double> exceeded(double most, Tally seen) {
        return ofLimit.gains(LimitTest.of(most, seen).logLikelihoods());
    }
}
