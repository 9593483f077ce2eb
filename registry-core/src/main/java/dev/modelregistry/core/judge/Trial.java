package dev.modelregistry.core.judge;

import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.Health;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen of a canary by one process or by many: trials add up. Each process tests what it saw itself, one interval after the other, so that nothing is compared across processes, of which one may fail for reasons of its own
 * while another does not even have the candidate; the evidence of processes multiplies. Immutable.
 *
 * @param rollout the commit that began it
 * @param errors the test of errors, since then
 * @param slow the test of slow requests, since then
 * @param limit the logarithms of {@link LimitTest}, since then
 * @param recent the evidence of the step by its parts
 * @param threshold what is slow now, in nanoseconds, in one of the processes; 0 if none of them knows yet
 * @param step the commit by which requests went where they did, in what follows
 * @param seen since that commit
 */
public record Trial(
        long rollout,
        RateTest errors,
        RateTest slow,
        List<Double> limit,
        Recent recent,
        long threshold,
        long step,
        Arms<Sample> seen) {
    /**
     * The evidence of a step by its parts.
     *
     * @param errors of the test of errors
     * @param slow of that of slow requests
     * @param limit of that against the limit
     */
    public record Recent(Onsets errors, Onsets slow, Onsets limit) {
        /** Nothing seen. */
        public static final Recent NONE = new Recent(Onsets.NONE, Onsets.NONE, Onsets.NONE);

        Recent plus(Recent other) {
            return new Recent(errors.plus(other.errors), slow.plus(other.slow), limit.plus(other.limit));
        }
    }

    /** Copies the list. */
    public Trial {
        limit = List.copyOf(limit);
    }

    /** Nothing seen. */
    public static Trial none(long rollout, long step) {
        return new Trial(
                rollout, RateTest.start(), RateTest.start(), LimitTest.NOTHING, Recent.NONE, 0, step, Sample.none());
    }

    /** With what another one saw. Of two rollouts the later one counts alone, and of two steps the later one's samples. */
    public Trial plus(Trial other) {
        if (rollout != other.rollout) {
            return rollout > other.rollout ? this : other;
        }
        boolean isOlder = step < other.step;
        return new Trial(
                rollout,
                errors.plus(other.errors),
                slow.plus(other.slow),
                Mixture.product(limit, other.limit),
                step == other.step ? recent.plus(other.recent) : isOlder ? other.recent : recent,
                Math.max(threshold, other.threshold),
                Math.max(step, other.step),
                step == other.step
                        ? new Arms<>(
                                seen.candidate().plus(other.seen.candidate()),
                                seen.control().plus(other.seen.control()))
                        : isOlder ? other.seen : seen);
    }

    /** Whether nothing was seen, in this step or an earlier one. */
    public boolean isEmpty() {
        Tally candidate = errors.seen().candidate();
        Tally control = errors.seen().control();
        long scores =
                seen.candidate().scores().count() + seen.control().scores().count();
        return candidate.requests() + control.requests() + scores == 0;
    }

    /** With the samples of a step; none if it is of an earlier one. */
    public Trial in(long current) {
        return step == current
                ? this
                : new Trial(rollout, errors, slow, limit, Recent.NONE, threshold, current, Sample.none());
    }

    /** The numbers of the step. */
    public Health health() {
        return Sample.health(seen);
    }

    /** The tests that an analysis asks for; the same from look to look. */
    public List<AnytimeTest> tests(Analysis analysis) {
        List<AnytimeTest> tests = new ArrayList<>();
        tests.add(errors);
        analysis.latency()
                .ifPresent(rule ->
                        tests.add(new LatencyTest(rule.quantile(), rule.allowance(), slow, Latencies.NONE, threshold)));
        analysis.score()
                .ifPresent(rule -> tests.add(new MeanTest(
                        rule.name(),
                        rule.better(),
                        rule.tolerance(),
                        new Arms<>(seen.candidate().scores(), seen.control().scores()))));
        analysis.maximumErrorRate()
                .ifPresent(most -> tests.add(new LimitTest(most, errors.seen().candidate(), limit)));
        return tests;
    }
}
