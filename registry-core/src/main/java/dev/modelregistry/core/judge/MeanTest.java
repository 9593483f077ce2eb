package dev.modelregistry.core.judge;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the mean of a score that the host supplies is worse than control's by more than a tolerance: an asymptotic confidence sequence
 * (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", 2024).
 *
 * <p>With d the excess of the difference of the means over the tolerance, s² the variance of d, and t = 1 / (1/n₁ + 1/n₀), the one-sided
 * sequence at level alpha puts d above
 *
 * <pre>  d − s √( 2 (1 + 1/tρ²) log(1 + √(tρ² + 1) / 2α) )</pre>
 *
 * It comes from Robbins' mixture of normal likelihood ratios over means above 0. It excludes 0 for all alpha up to a limit, and the evidence
 * is the reciprocal of that limit:
 *
 * <pre>  2 (exp(d² / 2s² · tρ² / (tρ² + 1)) − 1) / √(tρ² + 1)</pre>
 *
 * <p>ρ is fixed so that the sequence is narrowest at {@value #TUNED_FOR} observations of a candidate with a small part of the traffic.
 *
 * <p>What is assumed: numbers are independent with a finite variance, and there are enough of them that their means are nearly normal: hence
 * {@value #MINIMUM} of each arm before it says anything, and rare or wild values want more. The arms' shares do not change while it runs:
 * begin anew when they do. As the variance of either arm counts the larger of its own and that of both together, so that an arm that has
 * not shown its rare values yet is not taken for a quiet one.
 *
 * @param score its name
 * @param better which scores are
 * @param tolerance how much worse the candidate may be
 * @param seen of each arm
 */
public record MeanTest(String score, Direction better, double tolerance, Arms<Moments> seen) implements AnytimeTest {
    static final int MINIMUM = 100;
    static final int TUNED_FOR = 250;

    private static final double TUNED_LEVEL = 2 * 0.05; // as if two-sided
    /** Their equation for the tightest ρ. */
    private static final double RHO_SQUARED =
            (-2 * Math.log(TUNED_LEVEL) + Math.log(-2 * Math.log(TUNED_LEVEL) + 1)) / TUNED_FOR;

    /** @throws InvalidInputException if the name is blank, or the tolerance negative or not finite */
    public MeanTest {
        if (score.isBlank()) {
            throw new InvalidInputException("score '" + score + "' is blank; give it a name");
        }
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException(
                    "tolerance " + tolerance + " of score '" + score + "' is not 0 or more, and finite");
        }
    }

    /** Nothing seen. */
    public static MeanTest start(String score, Direction better, double tolerance) {
        return new MeanTest(score, better, tolerance, new Arms<>(Moments.NONE, Moments.NONE));
    }

    /**
     * With what came since the last look.
     *
     * @throws InvalidInputException if the sums overflow
     */
    public MeanTest next(Arms<Moments> increment) {
        return new MeanTest(
                score,
                better,
                tolerance,
                new Arms<>(
                        seen.candidate().plus(increment.candidate()),
                        seen.control().plus(increment.control())));
    }

    @Override
    public String name() {
        return "score " + score;
    }

    @Override
    public double logEvidence() {
        return lack().isPresent() ? 0 : logEvidence(1);
    }

    /** If all that was seen had come so many times. */
    private double logEvidence(double factor) {
        double excess = loss() - tolerance;
        double deviation = Math.sqrt(varianceOfLoss() / factor);
        if (!(excess > 0 && deviation > 0)) {
            return Double.NEGATIVE_INFINITY;
        }
        double candidates = factor * seen.candidate().count();
        double controls = factor * seen.control().count();
        double mixed = RHO_SQUARED / (1 / candidates + 1 / controls);
        double distance = excess / deviation;
        double exponent = distance * distance / 2 * (mixed / (mixed + 1));
        // log(exp(x) - 1) without an overflow
        return Math.log(2) + exponent + Math.log(-Math.expm1(-exponent)) - Math.log1p(mixed) / 2;
    }

    /** How much worse the candidate's mean is. */
    private double loss() {
        double change = seen.candidate().mean() - seen.control().mean();
        return better == Direction.HIGHER_IS_BETTER ? -change : change;
    }

    private double varianceOfLoss() {
        double together = seen.candidate().plus(seen.control()).variance();
        return varianceOfMean(seen.candidate(), together) + varianceOfMean(seen.control(), together);
    }

    private static double varianceOfMean(Moments arm, double together) {
        return Math.max(arm.variance(), together) / arm.count();
    }

    @Override
    public Optional<String> lack() {
        return lack("the candidate", seen.candidate()).or(() -> lack("control", seen.control()));
    }

    private Optional<String> lack(String arm, Moments moments) {
        return moments.count() >= MINIMUM
                ? Optional.empty()
                : Optional.of("needs " + (MINIMUM - moments.count()) + " more scores '" + score + "' of " + arm
                        + ", which has " + moments.count());
    }

    @Override
    public OptionalLong outlook(double alpha) {
        double needed = AnytimeTest.logNeeded(alpha);
        return lack().isPresent()
                ? OptionalLong.empty()
                : Outlook.more(seen.candidate().count(), this::logEvidence, needed);
    }

    @Override
    public String unit() {
        return "scores";
    }

    @Override
    public String finding() {
        return "the candidate's " + Words.count(seen.candidate().count()) + " scores '" + score + "' have a mean of "
                + Words.number(seen.candidate().mean()) + ", control's "
                + Words.count(seen.control().count()) + " one of "
                + Words.number(seen.control().mean()) + " (" + Words.number(tolerance) + " worse is tolerated)";
    }
}
