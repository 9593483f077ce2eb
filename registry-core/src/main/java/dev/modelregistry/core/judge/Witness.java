package dev.modelregistry.core.judge;

import dev.modelregistry.core.judge.Trial.Recent;
import dev.modelregistry.health.Analysis;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes trials of what a single process sees, interval by interval. For one thread. */
public final class Witness {
    private final long rollout;
    private final OptionalDouble limit;
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
     * @param part in which of the {@link Onsets#PARTS} parts of the step it was, from 0
     * @return what this interval adds
     */
    public Trial sees(long step, int part, Arms<Sample> interval) {
        Sample candidate = interval.candidate();
        Sample control = interval.control();
        RateTest errors = RateTest.start().next(new Arms<>(candidate.tally(), control.tally()));
        LatencyTest before = latency;
        LatencyTest after =
                before == null ? null : before.anew().next(new Arms<>(candidate.latencies(), control.latencies()));
        latency = after;
        RateTest slow = after == null ? RateTest.start() : after.slow();
        List<Double> exceeded = limit.isPresent()
                ? LimitTest.of(limit.getAsDouble(), candidate.tally()).logLikelihoods()
                : LimitTest.NOTHING;
        return new Trial(
                rollout,
                errors,
                slow,
                exceeded,
                new Recent(
                        Onsets.of(part, errors.logLikelihoods()),
                        Onsets.of(part, slow.logLikelihoods()),
                        Onsets.of(part, exceeded)),
                after == null ? 0 : after.threshold(),
                step,
                interval);
    }
}
