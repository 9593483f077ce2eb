package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The evidence of a step by the part of it in which it arose, so that it can be counted from any of them on: whoever falls ill after a good time is found about as soon as one that was ill from the beginning. Parts are by time, so they add up over processes. Immutable.
 *
 * @param logLikelihoods for each part of the step, for each relative risk
 */
public record Onsets(List<List<Double>> logLikelihoods) {
    /** How many parts a step has, in equal times; what comes after its bake time belongs to the last one. */
    public static final int PARTS = 8;

    /** Nothing seen. */
    public static final Onsets NONE = new Onsets(Collections.nCopies(PARTS, LimitTest.NOTHING));

    /** @throws InvalidInputException if there is not a finite number for each part and each relative risk */
    public Onsets {
        logLikelihoods = logLikelihoods.stream().map(List::copyOf).toList();
        boolean isWhole = logLikelihoods.size() == PARTS
                && logLikelihoods.stream()
                        .allMatch(part -> part.size() == Mixture.RISKS.size()
                                && part.stream().allMatch(Double::isFinite));
        if (!isWhole) {
            throw new InvalidInputException("evidence by parts of a step " + logLikelihoods + " is not " + PARTS
                    + " times " + Mixture.RISKS.size() + " finite numbers");
        }
    }

    /** What was seen in one part. */
    public static Onsets of(int part, List<Double> logLikelihoods) {
        return new Onsets(IntStream.range(0, PARTS)
                .mapToObj(i -> i == part ? logLikelihoods : LimitTest.NOTHING)
                .toList());
    }

    /** With what another process saw. */
    public Onsets plus(Onsets other) {
        return new Onsets(IntStream.range(0, PARTS)
                .mapToObj(i -> Mixture.product(logLikelihoods.get(i), other.logLikelihoods.get(i)))
                .toList());
    }

    /** The logarithm of the mean of the evidences that begin with each part; with a part to come it is 1. */
    double logMean() {
        double[] from = new double[PARTS];
        List<Double> since = LimitTest.NOTHING;
        for (int part = PARTS - 1; part >= 0; part--) {
            since = Mixture.product(logLikelihoods.get(part), since);
            from[part] = Mixture.logMean(since, 1);
        }
        return Mixture.logSum(from) - Math.log(PARTS);
    }
}
