package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;

/**
 * How many numbers there were, their mean, and the sum of their squared distances from it.
 *
 * @param count how many
 * @param mean of them; 0 if there are none
 * @param squares the sum of (value − mean)²
 */
public record Moments(long count, double mean, double squares) {
    /** Of no numbers. */
    public static final Moments NONE = new Moments(0, 0, 0);

    /** @throws InvalidInputException if these are not the moments of any numbers, as after an overflow */
    public Moments {
        boolean isFinite = Double.isFinite(mean) && Double.isFinite(squares);
        boolean isOfNone = mean == 0 && squares == 0;
        if (!isFinite || count < 0 || squares < 0 || (count == 0 && !isOfNone)) {
            throw new InvalidInputException("count " + count + ", mean " + mean + ", squared distances " + squares
                    + " are not moments; give finite numbers whose squares are finite");
        }
    }

    /**
     * Of these numbers.
     *
     * @throws InvalidInputException if a value or the square of a distance is not finite
     */
    public static Moments of(double... values) {
        Moments moments = NONE;
        for (double value : values) {
            moments = moments.plus(new Moments(1, value, 0));
        }
        return moments;
    }

    /**
     * Of these numbers and the others. With δ the distance of the means, M = M₁ + M₂ + δ² n₁ n₂ / n (Chan, Golub and LeVeque, "Updating
     * formulae and a pairwise algorithm for computing sample variances", 1979).
     *
     * @throws InvalidInputException if the sums overflow
     */
    public Moments plus(Moments other) {
        if (count == 0) {
            return other;
        }
        if (other.count == 0) {
            return this;
        }
        double all = (double) count + other.count;
        double distance = other.mean - mean;
        return new Moments(
                count + other.count, // overflows to a negative number, which is refused
                mean + distance * (other.count / all),
                squares + other.squares + distance * distance * (count / all) * other.count);
    }

    /** What a single number's variance would be; 0 if there are less than two. */
    double variance() {
        return count < 2 ? 0 : squares / (count - 1);
    }
}
