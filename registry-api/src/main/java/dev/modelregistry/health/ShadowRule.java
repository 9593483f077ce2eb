package dev.modelregistry.health;

import dev.modelregistry.error.InvalidInputException;

/**
 * How like control's the candidate's answers must be.
 *
 * <p>The two rates, of flips and of lost requests, are weighed by exact confidence bounds. A bare rate would let a candidate pass that
 * has flipped none of ten requests, and refuse one that was unlucky once. So a rate holds when its upper bound does, it does not when its lower
 * bound is too high, and in between there are too few requests: none of 299 is the least that shows that a rate is at most 1 %. Rank correlation
 * and quantile deltas are compared as they are in the sample, whose standard error for ρ is about (1 − ρ²) / 22: leave that much room.
 *
 * <p>What is lost is always asked, since answers that did not come cannot differ: a candidate that fails where it would be wrong looks right in
 * all else. Immutable.
 *
 * @param minimum of compared requests, before anything but a rate that is too high is told
 * @param maxLostShare of requests that were late, failed or got no finite number, above 0
 * @param maxFlipRate of decisions, above 0, since no number of requests shows that a rate is 0; 1 asks nothing
 * @param minRankCorrelation from −1, which asks nothing, to 1
 * @param maxQuantileDelta in units of the outputs, up or down; infinite asks nothing
 */
public record ShadowRule(
        long minimum, double maxLostShare, double maxFlipRate, double minRankCorrelation, double maxQuantileDelta) {

    /** @throws InvalidInputException if a number is out of its range */
    public ShadowRule {
        check(minimum >= 1, "minimum " + minimum + " is not 1 or more");
        check(maxLostShare > 0 && maxLostShare <= 1, "maxLostShare " + maxLostShare + " is not above 0 and at most 1");
        check(maxFlipRate > 0 && maxFlipRate <= 1, "maxFlipRate " + maxFlipRate + " is not above 0 and at most 1");
        check(
                minRankCorrelation >= -1 && minRankCorrelation <= 1,
                "minRankCorrelation " + minRankCorrelation + " is not from -1 to 1");
        check(maxQuantileDelta >= 0, "maxQuantileDelta " + maxQuantileDelta + " is not 0 or more");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidInputException(otherwise);
        }
    }

    /**
     * Asks for answers to so many requests, and nothing of what they are.
     *
     * @throws InvalidInputException if minimum is below 1, or the share not above 0 and at most 1
     */
    public static ShadowRule of(long minimum, double maxLostShare) {
        return new ShadowRule(minimum, maxLostShare, 1, -1, Double.POSITIVE_INFINITY);
    }

    @Override
    public String toString() {
        return "at least " + minimum + " requests, at most " + maxLostShare + " lost"
                + (maxFlipRate < 1 ? ", " + maxFlipRate + " flips" : "")
                + (minRankCorrelation > -1 ? ", rank correlation at least " + minRankCorrelation : "")
                + (maxQuantileDelta < Double.POSITIVE_INFINITY ? ", quantiles within " + maxQuantileDelta : "");
    }

    /** With another {@link #maxFlipRate}. */
    public ShadowRule maxFlipRate(double rate) {
        return new ShadowRule(minimum, maxLostShare, rate, minRankCorrelation, maxQuantileDelta);
    }

    /** With another {@link #minRankCorrelation}. */
    public ShadowRule minRankCorrelation(double correlation) {
        return new ShadowRule(minimum, maxLostShare, maxFlipRate, correlation, maxQuantileDelta);
    }

    /** With another {@link #maxQuantileDelta}. */
    public ShadowRule maxQuantileDelta(double delta) {
        return new ShadowRule(minimum, maxLostShare, maxFlipRate, minRankCorrelation, delta);
    }
}
