package dev.modelregistry.core.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Evidence that begins anew in each interval, besides going on: who was well for long and falls ill is found as soon as who was ill from the beginning, almost. With L the likelihood ratio of interval t,
 *
 * <pre>  S(t) = (S(t−1) + 1 / t(t+1)) · L(t)        M(t) = S(t) + 1 / (t+1)</pre>
 *
 * M is the mean of the evidences that begin in each interval and multiply from there, with weights that sum to 1, of which the rest is kept for intervals to come (as in Shiryaev, "On optimum methods in quickest detection problems", 1963, but for the weights). It has a mean of at most 1 whatever happened
 * before, as L has, and never falls below 1 / (t+1). Intervals that say nothing do not count. For each relative risk by itself; for one thread.
 */
final class Restarts {
    private final double[] logSums = new double[Mixture.RISKS.size()];
    private double intervals; // whole, and never so many that a double would not hold it

    Restarts() {
        Arrays.fill(logSums, Double.NEGATIVE_INFINITY);
    }

    /** By how much the logarithm of M grows with an interval, for each relative risk. */
    List<Double> gains(List<Double> logLikelihoods) {
        if (logLikelihoods.stream().allMatch(each -> each == 0)) {
            return logLikelihoods;
        }
        double keptBefore = -Math.log1p(intervals);
        intervals++;
        double kept = -Math.log1p(intervals);
        double begins = kept - Math.log(intervals);
        List<Double> gains = new ArrayList<>();
        for (int i = 0; i < logSums.length; i++) {
            double before = logSum(logSums[i], keptBefore);
            logSums[i] = logSum(logSums[i], begins) + logLikelihoods.get(i);
            gains.add(logSum(logSums[i], kept) - before);
        }
        return gains;
    }

    /** The logarithm of a sum, from those of its parts. */
    private static double logSum(double one, double other) {
        double larger = Math.max(one, other);
        return larger + Math.log1p(Math.exp(Math.min(one, other) - larger));
    }
}
