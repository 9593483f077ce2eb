package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the arms got the shares that they should, looked at any number of times: if they did not, something loses requests, and what is left
 * cannot be compared. It is the Bayes factor of a Dirichlet prior around the shares against the shares themselves (Lindon and Malek,
 * "Anytime-valid inference for multinomial count data", 2022): with x of n units, shares ρ and α = Kρ,
 *
 * <pre>  Γ(K) / Γ(K + n) · ∏ Γ(α + x) / Γ(α) · ∏ ρ^−x</pre>
 *
 * which is an e-value, and with m arms and Stirling's remainder R(z) = log Γ(z) − (z − ½) log z + z this is, as a logarithm and without
 * differences of large numbers,
 *
 * <pre>  ∑ (α + x − ½) log((α + x) / (K + n)ρ) − (m − 1)/2 · log((K + n) / K) + ∑ (R(α + x) − R(α)) + R(K) − R(K + n)</pre>
 *
 * <p>What is assumed: units are routed independently of each other. So count keys, each once, and not requests; and begin anew when the shares
 * change. Immutable.
 *
 * @param arms two or more
 */
public record SampleRatio(List<Arm> arms) {
    /** K: how firmly the prior stands by the shares. Found by trying: lower finds large mismatches earlier and small ones later. */
    private static final double CONCENTRATION = 1000;

    private static final double TOLERANCE = 0.001;

    /**
     * An arm.
     *
     * @param name for the words
     * @param share that it should get, above 0 and below 1
     * @param units that it got
     */
    public record Arm(String name, double share, long units) {
        /** @throws InvalidInputException if the share is out of range or the units are negative */
        public Arm {
            if (!(share > 0 && share < 1) || units < 0) {
                throw new InvalidInputException("arm '" + name + "' with share " + share + " and " + units
                        + " units; the share must be above 0 and below 1, and the units not negative");
            }
        }
    }

    /** @throws InvalidInputException if there are less than two arms, two of one name, or the shares do not sum to 1 */
    public SampleRatio {
        arms = List.copyOf(arms);
        double sum = arms.stream().mapToDouble(Arm::share).sum();
        Set<String> names = new HashSet<>();
        arms.forEach(arm -> names.add(arm.name()));
        if (arms.size() < 2 || names.size() < arms.size() || Math.abs(sum - 1) > TOLERANCE) {
            throw new InvalidInputException(
                    "arms " + arms + "; there must be two or more of different names, with shares that sum to 1");
        }
    }

    /** The natural logarithm of the evidence that the shares are others. */
    public double logEvidence() {
        double shares = arms.stream().mapToDouble(Arm::share).sum(); // 1 but for rounding
        double all = CONCENTRATION + units();
        double sum =
                -(arms.size() - 1) / 2.0 * Math.log(all / CONCENTRATION) + remainder(CONCENTRATION) - remainder(all);
        for (Arm arm : arms) {
            double share = arm.share() / shares;
            double prior = CONCENTRATION * share;
            double posterior = prior + arm.units();
            sum += (posterior - 0.5) * Math.log(posterior / (all * share)) + remainder(posterior) - remainder(prior);
        }
        return sum;
    }

    /**
     * Whether the shares are others, where right ones are called so with at most this probability over all looks.
     *
     * @throws InvalidInputException if alpha is not between 0 and 1
     */
    public boolean isMismatch(double alpha) {
        return logEvidence() >= AnytimeTest.logNeeded(alpha);
    }

    /** Stirling's series (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 6.1.41), from 10 on to 13 digits. */
    private static double remainder(double z) {
        if (z < 10) {
            // log Γ(z) = log Γ(z + 1) − log z
            return remainder(z + 1) + (z + 0.5) * Math.log1p(1 / z) - 1;
        }
        double square = z * z;
        return Math.log(2 * Math.PI) / 2
                + (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / 1680.0 / square) / square) / square) / z;
    }

    private double units() {
        return arms.stream().mapToDouble(Arm::units).sum();
    }

    /** What was seen, in words: the arm that is farthest off. */
    String finding() {
        double units = units();
        Arm worst = arms.stream()
                .max(Comparator.comparingDouble(
                        arm -> Math.abs(arm.units() - units * arm.share()) / Math.sqrt(arm.share())))
                .orElseThrow();
        return worst.name() + " got " + Words.percent(worst.units() / units) + " of " + Words.count((long) units)
                + " keys, and " + Words.percent(worst.share()) + " were expected";
    }
}
