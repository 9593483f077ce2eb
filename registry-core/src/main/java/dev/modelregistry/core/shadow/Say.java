package dev.modelregistry.core.shadow;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. */
final class Say {
    private static final int PERCENT_DIGITS = 3;
    private static final int DIGITS = 4;
    private static final int LONGEST = 9;

    private Say() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return percent(share, RoundingMode.HALF_UP);
    }

    /** Rounded so that what misses a bound does not look like it. */
    static String percent(double share, RoundingMode rounding) {
        return plain(BigDecimal.valueOf(share).movePointRight(2), PERCENT_DIGITS, rounding) + " %";
    }

    static String number(double value) {
        return number(value, RoundingMode.HALF_UP);
    }

    static String number(double value, RoundingMode rounding) {
        return Double.isFinite(value) ? plain(BigDecimal.valueOf(value), DIGITS, rounding) : Double.toString(value);
    }

    private static String plain(BigDecimal value, int digits, RoundingMode rounding) {
        BigDecimal rounded = value.round(new MathContext(digits, rounding)).stripTrailingZeros();
        return rounded.precision() - rounded.scale() > LONGEST || rounded.scale() > LONGEST
                ? rounded.toString()
                : rounded.toPlainString();
    }
}
