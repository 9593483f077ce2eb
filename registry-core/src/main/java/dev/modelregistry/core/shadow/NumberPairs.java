package dev.modelregistry.core.shadow;

import dev.modelregistry.core.shadow.PairSample.Pair;
import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Pairs of outputs that are finite numbers.
 *
 * @param threshold from which output on the host decides otherwise than below; empty if it does not decide so
 * @param count of the pairs
 * @param flips of them: control's output leads to one decision and the candidate's to the other; exact
 * @param distance the sum of the absolute differences; exact but for rounding, and it stops at the largest double
 * @param sample of the pairs
 */
public record NumberPairs(OptionalDouble threshold, long count, long flips, double distance, PairSample sample) {
    /** @throws InvalidInputException if the parts contradict each other, or the threshold is not finite */
    public NumberPairs {
        if (threshold.isPresent() && !Double.isFinite(threshold.getAsDouble())) {
            throw new InvalidInputException("threshold " + threshold.getAsDouble()
                    + " is not finite; leave it out if nothing is decided by it");
        }
        boolean isCount = flips >= 0 && flips <= count && (flips == 0 || threshold.isPresent());
        boolean isDistance = distance >= 0 && distance <= (count == 0 ? 0 : Double.MAX_VALUE);
        if (!isCount || !isDistance) {
            throw new InvalidInputException(flips + " flips and a distance of " + distance + " are not those of "
                    + count + " pairs with the threshold " + named(threshold));
        }
        if (sample.pairs().size() != Math.min(count, PairSample.LIMIT)) {
            throw new InvalidInputException(sample.pairs().size() + " pairs are no sample of " + count
                    + "; all stay up to " + PairSample.LIMIT);
        }
    }

    static NumberPairs none(OptionalDouble threshold) {
        return new NumberPairs(threshold, 0, 0, 0, PairSample.NONE);
    }

    /** And one more pair. */
    NumberPairs with(long priority, double control, double candidate) {
        boolean flips =
                threshold.isPresent() && (control >= threshold.getAsDouble()) != (candidate >= threshold.getAsDouble());
        return plus(new NumberPairs(
                threshold,
                1,
                flips ? 1 : 0,
                Math.min(Math.abs(candidate - control), Double.MAX_VALUE),
                new PairSample(List.of(new Pair(priority, control, candidate)))));
    }

    NumberPairs plus(NumberPairs other) {
        if (!threshold.equals(other.threshold)) {
            throw new InvalidInputException("flips at the threshold " + named(threshold) + " and at "
                    + named(other.threshold) + " do not add up; begin anew where it changes");
        }
        return new NumberPairs(
                threshold,
                Uncompared.sum(count, other.count),
                Uncompared.sum(flips, other.flips),
                Math.min(distance + other.distance, Double.MAX_VALUE),
                sample.plus(other.sample));
    }

    private static String named(OptionalDouble threshold) {
        return threshold.isPresent() ? String.valueOf(threshold.getAsDouble()) : "none";
    }

    /** The mean absolute difference, in units of the outputs; empty if there are no pairs. */
    public OptionalDouble meanDistance() {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(distance / count);
    }
}
