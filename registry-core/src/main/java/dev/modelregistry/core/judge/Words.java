package dev.modelregistry.core.judge;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Numbers as people read them. */
final class Words {
    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
    private static final MathContext TWO_DIGITS_UP = new MathContext(2, RoundingMode.CEILING);
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final Pattern THOUSANDS = Pattern.compile("\\B(?=(?:\\d{3})+$)");
    private static final double MANY = 1e6;

    private Words() {}

    static String count(long number) {
        return THOUSANDS.matcher(Long.toString(number)).replaceAll(",");
    }

    /** Two digits are enough for a guess; rounded up. */
    static String about(long number) {
        return count(new BigDecimal(number).round(TWO_DIGITS_UP).longValue());
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "none" : percent((double) part / whole);
    }

    static String percent(double share) {
        double percent = 100 * share;
        String digits = percent >= 0.995
                ? BigDecimal.valueOf(percent).setScale(1, RoundingMode.HALF_UP).toPlainString()
                : plain(percent, TWO_DIGITS);
        return digits + " %";
    }

    static String number(double value) {
        return plain(value, FOUR_DIGITS);
    }

    private static String plain(double value, MathContext digits) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(digits).stripTrailingZeros();
        return rounded.precision() - rounded.scale() > 9 || rounded.scale() > 9
                ? rounded.toString()
                : rounded.toPlainString();
    }

    /** Rounded down, so that what falls short of a bound does not look like it. */
    static String evidence(double logarithm) {
        double evidence = Math.exp(logarithm);
        if (evidence > MANY) {
            return "more than " + count((long) MANY);
        }
        // A hair more, for exp(log(20)) is not quite 20.
        return evidence < 10
                ? BigDecimal.valueOf(evidence * (1 + 1e-12))
                        .setScale(1, RoundingMode.FLOOR)
                        .toString()
                : count((long) (evidence * (1 + 1e-12)));
    }

    static String duration(long nanos) {
        if (nanos < 1_000_000) {
            return plain(nanos / 1e3, new MathContext(3)) + " µs";
        }
        return nanos < 1_000_000_000
                ? plain(nanos / 1e6, new MathContext(3)) + " ms"
                : plain(nanos / 1e9, new MathContext(3)) + " s";
    }
}
