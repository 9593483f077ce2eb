package dev.modelregistry.pipeline;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The checks that the types of this package share, so that their messages read alike. */
final class Checks {
    private static final int MOST_DIGITS = 17; // enough for every double

    private Checks() {}

    /** A text that is not blank and has no control characters. */
    static String text(String what, String value, int maxLength) {
        if (value.isBlank()) {
            throw new InvalidInputException(
                    what + " " + quote(value) + " is blank; give 1 to " + maxLength + " characters");
        }
        if (value.length() > maxLength) {
            throw new InvalidInputException(what + " " + quote(value) + " has " + value.length()
                    + " characters; at most " + maxLength + " are allowed");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(
                    what + " " + quote(value) + " has a control character; use printable characters");
        }
        return value;
    }

    /** A finite number; the negative zero becomes the positive one, so that equal numbers are equal values. */
    static double finite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new InvalidInputException(what + " is " + value + "; give a finite number");
        }
        return value + 0.0;
    }

    /** The shortest decimal that is this double and no other: the same on every Java, which {@code Double.toString} is not. */
    static String number(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
            shortest =
                    exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        double size = Math.abs(value);
        return size == 0 || (size >= 1e-6 && size < 1e15) ? shortest.toPlainString() : shortest.toString();
    }
}
