package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the candidate's slow requests are slower than control's: a {@link RateTest} on how many take longer than a quantile of control's
 * latency. If a candidate's quantile is above control's, more of its requests than of control's are above that.
 *
 * <p>The threshold for an increment is the quantile of the last {@value #REFERENCE} or more requests of control <em>before</em> it. So it is
 * fixed before the first request that it is applied to, and the argument of {@link RateTest} holds whatever it is; that control's
 * quantile is only an estimate costs nothing but power. The candidate may be granted a factor: its requests are slow above that many times
 * the threshold. What is wrongly accused with a small probability only is then a candidate of which no more requests are above that
 * than of control's above the threshold.
 *
 * <p>What is assumed is what {@link RateTest} assumes; here it means that slow requests do not come from few keys. A pause that hits both arms
 * does no harm.
 *
 * @param quantile which one, such as 0.95
 * @param allowance how many times control's quantile the candidate's may be, 1 or more
 * @param slow what came of the increments for which there was a threshold
 * @param reference requests of control for the next threshold, still too few
 * @param threshold for the next increment, in nanoseconds; 0 if there is none yet
 */
public record LatencyTest(double quantile, double allowance, RateTest slow, Latencies reference, long threshold)
        implements AnytimeTest {
    static final int REFERENCE = 500;

    private static final double MOST_ALLOWANCE = 1000;

    /** @throws InvalidInputException if the quantile is not between 0 and 1, the allowance below 1, or the threshold negative */
    public LatencyTest {
        if (!(quantile > 0 && quantile < 1)) {
            throw new InvalidInputException("quantile " + quantile + " is not between 0 and 1; 0.95 is usual");
        }
        if (!(allowance >= 1 && allowance <= MOST_ALLOWANCE)) {
            throw new InvalidInputException("allowance " + allowance
                    + " is not from 1 to 1000; the candidate may take that many times as long as control");
        }
        if (threshold < 0) {
            throw new InvalidInputException("threshold " + threshold + " ns is negative");
        }
    }

    /** Nothing seen; the 95 % quantile is compared, and nothing is granted to the candidate. */
    public static LatencyTest start() {
        return start(0.95, 1);
    }

    /** Nothing seen. */
    public static LatencyTest start(double quantile, double allowance) {
        return new LatencyTest(quantile, allowance, RateTest.start(), Latencies.NONE, 0);
    }

    /** The same threshold, and no evidence yet. */
    LatencyTest anew() {
        return new LatencyTest(quantile, allowance, RateTest.start(), reference, threshold);
    }

    /** With what came since the last look. */
    public LatencyTest next(Arms<Latencies> increment) {
        RateTest next = threshold == 0 ? slow : slow.next(slowOf(increment));
        Latencies gathered = reference.plus(increment.control());
        return gathered.count() < REFERENCE
                ? new LatencyTest(quantile, allowance, next, gathered, threshold)
                : new LatencyTest(quantile, allowance, next, Latencies.NONE, gathered.quantile(quantile));
    }

    private Arms<Tally> slowOf(Arms<Latencies> increment) {
        long granted = (long) Math.ceil(threshold * allowance);
        return new Arms<>(tally(increment.candidate(), granted), tally(increment.control(), threshold));
    }

    private static Tally tally(Latencies latencies, long slow) {
        return new Tally(latencies.count(), latencies.atLeast(slow));
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public double logEvidence() {
        return slow.logEvidence();
    }

    @Override
    public Optional<String> lack() {
        return threshold == 0
                ? Optional.of("needs " + REFERENCE + " requests of control in one process to know how long they take")
                : slow.lack().map(lack -> lack + " since it is known how long control's take");
    }

    @Override
    public OptionalLong outlook(double alpha) {
        return slow.outlook(alpha);
    }

    @Override
    public String unit() {
        return slow.unit();
    }

    @Override
    public String finding() {
        String granted = allowance == 1 ? "" : ", " + Words.number(allowance) + " times that for the candidate";
        String now = threshold == 0 ? "not known yet" : "now " + Words.duration(threshold);
        return slow.finding("were slow") + " (slower than " + Words.number(100 * quantile) + " % of control's before, "
                + now + granted + ")";
    }
}
