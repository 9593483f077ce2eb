package dev.modelregistry.rollout;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How traffic moves to a new version. More kinds may be added: treat an unknown one as an error. Immutable. */
public sealed interface RolloutPolicy {
    /** All traffic at once; the old version is kept warm for a way back. */
    static RolloutPolicy immediate() {
        return new Immediate();
    }

    /** A growing share of the traffic, step by step. */
    static RolloutPolicy canary(Step... steps) {
        return new Canary(List.of(steps));
    }

    /** Fixed shares for several versions. */
    static RolloutPolicy split(Map<Integer, Double> weights) {
        return new Split(weights);
    }

    /** No traffic, but a copy of some of it. */
    static RolloutPolicy shadow(double share) {
        return new Shadow(share);
    }

    /** All traffic at once, also called blue-green. */
    record Immediate() implements RolloutPolicy {}

    /**
     * Shares that grow to 1.
     *
     * @param steps at least one, with growing shares, the last one 1
     */
    record Canary(List<Step> steps) implements RolloutPolicy {
        private static final int MAX_STEPS = 100;

        /** @throws InvalidInputException if the shares do not grow to exactly 1, or there are more than 100 steps */
        public Canary {
            steps = List.copyOf(steps);
            if (steps.size() > MAX_STEPS) {
                throw new InvalidInputException(
                        "a canary of " + steps.size() + " steps; at most " + MAX_STEPS + " are allowed");
            }
            double last = 0;
            for (Step step : steps) {
                if (step.share() <= last) {
                    throw new InvalidInputException(
                            "canary shares must grow from step to step; " + step.share() + " follows " + last);
                }
                last = step.share();
            }
            if (last != 1) {
                throw new InvalidInputException(
                        "the last canary share is " + last + "; it must be 1, so that the rollout can end");
            }
        }
    }

    /**
     * One step of a canary.
     *
     * @param share the candidate's part of the traffic, above 0 and at most 1
     * @param bake how long it is watched before the next step may follow
     * @param minimumSamples how many requests the candidate must have served before the next step may follow
     */
    record Step(double share, Duration bake, long minimumSamples) {
        private static final Duration MAX_BAKE = Duration.ofDays(365);

        /** @throws InvalidInputException if the share is out of range, a bound is negative, or the bake time is above a year or no whole milliseconds */
        public Step {
            if (!(share > 0 && share <= 1)) {
                throw new InvalidInputException("canary share " + share + " is not above 0 and at most 1");
            }
            if (bake.isNegative() || minimumSamples < 0) {
                throw new InvalidInputException(
                        "bake time " + bake + " and minimum samples " + minimumSamples + " must not be negative");
            }
            Durations.wholeMillis("bake time", bake, MAX_BAKE);
        }

        /** A step without a minimum of samples. */
        public static Step of(double share, Duration bake) {
            return new Step(share, bake, 0);
        }
    }

    /**
     * Fixed shares, an A/B test.
     *
     * @param weights version number → share; each above 0, summing to 1 within {@link #TOLERANCE}
     */
    record Split(Map<Integer, Double> weights) implements RolloutPolicy {
        /** How far the sum of the weights may be from 1. */
        public static final double TOLERANCE = 0.001;

        /** @throws InvalidInputException if a weight is not above 0, or the sum is not 1 */
        public Split {
            weights = Collections.unmodifiableMap(new TreeMap<>(weights));
            double sum = 0;
            for (Map.Entry<Integer, Double> arm : weights.entrySet()) {
                if (!(arm.getValue() > 0 && arm.getValue() <= 1)) {
                    throw new InvalidInputException("weight " + arm.getValue() + " of version " + arm.getKey()
                            + " is not above 0 and at most 1");
                }
                sum += arm.getValue();
            }
            if (Math.abs(sum - 1) > TOLERANCE + 1e-9) { // the sum itself is rounded
                throw new InvalidInputException(
                        "weights " + weights + " sum to " + sum + "; they must sum to 1 within " + TOLERANCE);
            }
        }
    }

    /**
     * The candidate sees a copy of some requests; its answers are compared and never returned.
     *
     * @param share the part of the requests that is copied, above 0 and at most 1
     */
    record Shadow(double share) implements RolloutPolicy {
        /** @throws InvalidInputException if the share is out of range */
        public Shadow {
            if (!(share > 0 && share <= 1)) {
                throw new InvalidInputException("shadow share " + share + " is not above 0 and at most 1");
            }
        }
    }
}
