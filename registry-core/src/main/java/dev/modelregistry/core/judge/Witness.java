package dev.modelregistry.core.judge;

import dev.modelregistry.health.Analysis;

/** Makes trials of what a single process sees, interval by interval. For one thread. */
public final class Witness {
    private final long rollout;
    private LatencyTest latency;

    /**
     * Has seen nothing.
     *
     * @param rollout the commit that began it
     */
    public Witness(long rollout, Analysis analysis) {
        this.rollout = rollout;
        this.latency = analysis.latency()
                .map(rule -> LatencyTest.start(rule.quantile(), rule.allowance()))
                .orElseGet(LatencyTest::start);
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
        LatencyTest next = latency.anew().next(new Arms<>(candidate.latencies(), control.latencies()));
        latency = next;
        return new Trial(
                rollout,
                RateTest.start().next(new Arms<>(candidate.tally(), control.tally())),
                next.slow(),
                next.threshold(),
                step,
                interval);
    }
}
