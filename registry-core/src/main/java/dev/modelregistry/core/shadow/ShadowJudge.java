package dev.modelregistry.core.shadow;

import static dev.modelregistry.health.ShadowVerdict.Decision.AGREES;
import static dev.modelregistry.health.ShadowVerdict.Decision.DIFFERS;
import static dev.modelregistry.health.ShadowVerdict.Decision.NO_DATA;
import static dev.modelregistry.health.ShadowVerdict.Decision.TOO_FEW;

import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.health.ShadowVerdict.Decision;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Judges what was seen of a shadow by a {@link ShadowRule}. Pure. */
public final class ShadowJudge {
    private ShadowJudge() {}

    private record Finding(Decision decision, String words) {}

    /** Judges by what was seen. */
    public static ShadowVerdict judge(ShadowRule rule, ShadowComparison seen) {
        if (seen.lost().of() == 0) {
            return new ShadowVerdict(NO_DATA, "no request was answered by both (" + seen.uncompared() + ")");
        }
        List<Finding> findings = findings(rule, seen);
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

    private static List<Finding> findings(ShadowRule rule, ShadowComparison seen) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                seen.compared() < rule.minimum() ? TOO_FEW : AGREES,
                Say.count(seen.compared()) + " requests were compared, at least " + Say.count(rule.minimum())
                        + " are asked"));
        findings.add(rate(seen.lost(), "requests were late, failed or got no finite number", rule.maxLostShare()));
        if (rule.maxFlipRate() < 1) {
            findings.add(
                    seen.flips().of() == 0
                            ? new Finding(
                                    TOO_FEW, "no decisions were compared; give labels, or numbers and a threshold")
                            : rate(seen.flips(), "decisions flipped", rule.maxFlipRate()));
        }
        if (seen.compared() < rule.minimum()) {
            return findings; // a full sample may still be of the first minutes alone
        }
        PairSample sample = seen.numbers().sample();
        boolean isEnough = sample.pairs().size() >= Math.min(rule.minimum(), PairSample.LIMIT);
        if (rule.minRankCorrelation() > -1) {
            findings.add(isEnough ? correlation(rule, sample) : tooFew(sample, "a rank correlation"));
        }
        if (rule.maxQuantileDelta() < Double.POSITIVE_INFINITY) {
            findings.add(isEnough ? delta(rule, sample) : tooFew(sample, "quantiles"));
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

    private static Finding correlation(ShadowRule rule, PairSample sample) {
        OptionalDouble found = sample.rankCorrelation();
        if (found.isEmpty()) {
            return new Finding(TOO_FEW, "there is no rank correlation, since control's outputs are all equal");
        }
        return new Finding(
                found.getAsDouble() >= rule.minRankCorrelation() ? AGREES : DIFFERS,
                "the rank correlation of " + Say.count(sample.pairs().size()) + " pairs is "
                        + Say.number(found.getAsDouble(), RoundingMode.FLOOR) + ", at least "
                        + Say.number(rule.minRankCorrelation()) + " is asked");
    }

    private static Finding delta(ShadowRule rule, PairSample sample) {
        int worst = PairSample.QUANTILES.stream()
                .max(Comparator.comparingDouble(
                        percent -> Math.abs(sample.quantileDelta(percent).orElseThrow())))
                .orElseThrow();
        double found = sample.quantileDelta(worst).orElseThrow();
        return new Finding(
                Math.abs(found) <= rule.maxQuantileDelta() ? AGREES : DIFFERS,
                "the largest quantile delta of " + Say.count(sample.pairs().size()) + " pairs is "
                        + Say.number(found, RoundingMode.UP) + " at p" + worst + ", up to "
                        + Say.number(rule.maxQuantileDelta()) + " is allowed");
    }
}
