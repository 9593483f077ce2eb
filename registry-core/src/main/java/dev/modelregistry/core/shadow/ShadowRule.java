package dev.modelregistry.core.shadow;

import static dev.modelregistry.core.shadow.ShadowVerdict.Decision.AGREES;
import static dev.modelregistry.core.shadow.ShadowVerdict.Decision.DIFFERS;
import static dev.modelregistry.core.shadow.ShadowVerdict.Decision.NO_DATA;
import static dev.modelregistry.core.shadow.ShadowVerdict.Decision.TOO_FEW;

import dev.modelregistry.core.shadow.ShadowVerdict.Decision;
import dev.modelregistry.error.InvalidInputException;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * How like control's the candidate's answers must be.
 *
 * <p>The two rates, of flips and of lost requests, are weighed by confidence bounds of {@link Share}. A bare rate would let a candidate pass that
 * has flipped none of ten requests, and refuse one that was unlucky once. So a rate holds when its upper bound does, it does not when its lower
 * bound is too high, and in between there are too few requests: none of 299 is the least that shows that a rate is at most 1 %. Rank correlation
 * and quantile deltas are compared as they are in the sample, whose error {@link PairSample} states: leave that much room.
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

    private record Finding(Decision decision, String words) {}

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

    /** Judges by what was seen. */
    public ShadowVerdict judge(ShadowComparison seen) {
        if (seen.lost().of() == 0) {
            return new ShadowVerdict(NO_DATA, "no request was answered by both (" + seen.uncompared() + ")");
        }
        List<Finding> findings = findings(seen);
        Decision decision = List.of(DIFFERS, TOO_FEW).stream()
                .filter(each -> findings.stream().anyMatch(finding -> finding.decision == each))
                .findFirst()
                .orElse(AGREES);
        String words = findings.stream()
                .filter(finding -> finding.decision == decision)
                .map(Finding::words)
                .collect(Collectors.joining("; "));
        return new ShadowVerdict(decision, words);
    }

    private List<Finding> findings(ShadowComparison seen) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                seen.compared() < minimum ? TOO_FEW : AGREES,
                Say.count(seen.compared()) + " requests were compared, at least " + Say.count(minimum) + " are asked"));
        findings.add(rate(seen.lost(), "requests were late, failed or got no finite number", maxLostShare));
        if (maxFlipRate < 1) {
            findings.add(
                    seen.flips().of() == 0
                            ? new Finding(
                                    TOO_FEW, "no decisions were compared; give labels, or numbers and a threshold")
                            : rate(seen.flips(), "decisions flipped", maxFlipRate));
        }
        if (seen.compared() < minimum) {
            return findings; // a full sample may still be of the first minutes alone
        }
        PairSample sample = seen.numbers().sample();
        boolean isEnough = sample.pairs().size() >= Math.min(minimum, PairSample.LIMIT);
        if (minRankCorrelation > -1) {
            findings.add(isEnough ? correlation(sample) : tooFew(sample, "a rank correlation"));
        }
        if (maxQuantileDelta < Double.POSITIVE_INFINITY) {
            findings.add(isEnough ? delta(sample) : tooFew(sample, "quantiles"));
        }
        return findings;
    }

    private static Finding rate(Share share, String what, double most) {
        double upper = share.upper();
        double lower = share.lower();
        String bound = lower > most
                ? "at least " + Say.percent(lower, RoundingMode.FLOOR)
                : "at most " + Say.percent(upper, RoundingMode.CEILING);
        return new Finding(
                upper <= most ? AGREES : lower > most ? DIFFERS : TOO_FEW,
                share.words(what) + ", with 95 % confidence " + bound + ", and " + Say.percent(most) + " is allowed");
    }

    private static Finding tooFew(PairSample sample, String what) {
        return new Finding(TOO_FEW, Say.count(sample.pairs().size()) + " pairs of numbers are too few for " + what);
    }

    private Finding correlation(PairSample sample) {
        OptionalDouble found = sample.rankCorrelation();
        if (found.isEmpty()) {
            return new Finding(TOO_FEW, "there is no rank correlation, since control's outputs are all equal");
        }
        return new Finding(
                found.getAsDouble() >= minRankCorrelation ? AGREES : DIFFERS,
                "the rank correlation of " + Say.count(sample.pairs().size()) + " pairs is "
                        + Say.number(found.getAsDouble(), RoundingMode.FLOOR) + ", at least "
                        + Say.number(minRankCorrelation) + " is asked");
    }

    private Finding delta(PairSample sample) {
        int worst = PairSample.QUANTILES.stream()
                .max(Comparator.comparingDouble(
                        percent -> Math.abs(sample.quantileDelta(percent).orElseThrow())))
                .orElseThrow();
        double found = sample.quantileDelta(worst).orElseThrow();
        return new Finding(
                Math.abs(found) <= maxQuantileDelta ? AGREES : DIFFERS,
                "the largest quantile delta of " + Say.count(sample.pairs().size()) + " pairs is "
                        + Say.number(found, RoundingMode.UP) + " at p" + worst + ", up to "
                        + Say.number(maxQuantileDelta) + " is allowed");
    }
}
