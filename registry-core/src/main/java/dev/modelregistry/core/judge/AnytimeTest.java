package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A test of whether the candidate is worse than control that may be looked at any number of times. Its evidence is an e-value: if the
 * candidate is not worse, the probability that it <em>ever</em> reaches 1/alpha is at most alpha (Ville, "Étude critique de la notion de
 * collectif", 1939). Immutable.
 */
public sealed interface AnytimeTest permits RateTest, LatencyTest, MeanTest, LimitTest, Onset {
    /** What is compared, in a word or two. */
    String name();

    /** Whether it needs requests of control. */
    default boolean compares() {
        return true;
    }

    /** The natural logarithm of the evidence that the candidate is worse: above 0 if that explains what was seen better. */
    double logEvidence();

    /**
     * Whether the candidate is worse, where a candidate that is not is called so with at most this probability over all looks.
     *
     * @throws InvalidInputException if alpha is not between 0 and 1
     */
    default boolean isWorse(double alpha) {
        return logEvidence() >= logNeeded(alpha);
    }

    /** What has to come before the test can say anything, in words; empty if it can. */
    Optional<String> lack();

    /**
     * How many more observations of the candidate will make it {@link #isWorse}, if all goes on in the same proportions: 0 if it is so
     * already, and empty if that does not lead there.
     */
    OptionalLong outlook(double alpha);

    /** What the observations are, in the plural. */
    String unit();

    /** What was seen, in words. */
    String finding();

    /** The logarithm of the evidence that is needed. */
    static double logNeeded(double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new InvalidInputException("alpha " + alpha + " is not between 0 and 1; 0.05 is usual");
        }
        return -Math.log(alpha);
    }
}
