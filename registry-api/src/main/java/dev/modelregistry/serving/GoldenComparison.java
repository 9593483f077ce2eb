package dev.modelregistry.serving;

import dev.modelregistry.text.Elements;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what a model gave with what it must give, and remembers the first differences. Not thread-safe. */
final class GoldenComparison {
    private static final int SHOWN = 10;

    private final BigDecimal tolerance;
    private final String within;
    private final List<String> shown = new ArrayList<>();
    private long more;

    GoldenComparison(double tolerance) {
        this.tolerance = new BigDecimal(tolerance);
        this.within = " within " + tolerance;
    }

    List<String> differences() {
        List<String> all = new ArrayList<>(shown);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return List.copyOf(all);
    }

    void compare(String where, Object expected, @Nullable Object found) {
        if (found == null) {
            differ(where, " is missing", expected);
        } else if (expected instanceof List<?> list) {
            compareLists(where, list, found);
        } else if (!(expected instanceof Number number ? isNear(number, found) : expected.equals(found))) {
            differ(where, " is " + GoldenValues.words(found), expected);
        }
    }

    private void compareLists(String where, List<?> expected, Object found) {
        List<?> elements = Elements.of(found);
        if (elements == null) {
            differ(where, " is " + GoldenValues.words(found), expected);
        } else if (elements.size() != expected.size()) {
            differ(where, " has " + elements.size() + " elements", expected);
        } else {
            for (int i = 0; i < expected.size(); i++) {
                compare(where + "[" + i + "]", expected.get(i), elements.get(i));
            }
        }
    }

    private boolean isNear(Number expected, Object found) {
        if (!(found instanceof Number number)) {
            return false;
        }
        BigDecimal wanted = exact(expected);
        BigDecimal given = exact(number);
        return wanted != null && given != null && wanted.subtract(given).abs().compareTo(tolerance) <= 0;
    }

    /** Whatever the type, without rounding; null of what is not finite. */
    private static @Nullable BigDecimal exact(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return BigDecimal.valueOf(number.longValue());
        }
        double real = number.doubleValue();
        return Double.isFinite(real) ? new BigDecimal(real) : null;
    }

    private void differ(String where, String what, Object expected) {
        if (shown.size() == SHOWN) {
            more++;
            return;
        }
        String limit = expected instanceof Number ? within : "";
        String size = expected instanceof List<?> list ? "a list of " + list.size() : GoldenValues.words(expected);
        shown.add(where + what + "; expected " + size + limit);
    }
}
