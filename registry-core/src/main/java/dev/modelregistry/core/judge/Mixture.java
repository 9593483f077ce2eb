package dev.modelregistry.core.judge;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The relative risks that the tests of rates look for, and the evidence of all of them with equal weights. */
final class Mixture {
    private static final int COUNT = 10;
    private static final double LOWEST = 1.2;
    private static final double HIGHEST = 10;

    /** From 1.2 to 10 in equal ratios. */
    static final List<Double> RISKS = IntStream.range(0, COUNT)
            .mapToObj(i -> LOWEST * Math.pow(HIGHEST / LOWEST, i / (COUNT - 1.0)))
            .toList();

    private Mixture() {}

    /** For each relative risk. */
    static List<Double> each(DoubleUnaryOperator ofRisk) {
        return RISKS.stream().map(ofRisk::applyAsDouble).toList();
    }

    /** The logarithm of a sum, from those of its parts. */
    static double logSum(double... logarithms) {
        double largest = Arrays.stream(logarithms).max().orElseThrow();
        double sum = 0;
        for (double logarithm : logarithms) {
            sum += Math.exp(logarithm - largest); // the largest is 1: neither overflows nor vanishes
        }
        return largest + Math.log(sum);
    }

    /** Of two processes: likelihoods of what is independent multiply. */
    static List<Double> product(List<Double> one, List<Double> other) {
        return IntStream.range(0, one.size())
                .mapToObj(i -> one.get(i) + other.get(i))
                .toList();
    }

    /**
     * The logarithm of the mean of likelihoods.
     *
     * @param logLikelihoods for each relative risk
     * @param factor how many times all that was seen shall count
     */
    static double logMean(List<Double> logLikelihoods, double factor) {
        double largest = factor * Collections.max(logLikelihoods);
        double sum = 0;
        for (double logLikelihood : logLikelihoods) {
            sum += Math.exp(factor * logLikelihood - largest); // the largest is 1: neither overflows nor vanishes
        }
        return largest + Math.log(sum / logLikelihoods.size());
    }
}
