package dev.modelregistry.serving;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Elements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values that examples are made of. */
final class GoldenValues {
    /** Lists in lists; few enough for every JSON parser. */
    private static final int MAX_DEPTH = 32;

    private static final int SHOWN_TEXT = 80;
    private static final int SHOWN_ELEMENTS = 8;

    private GoldenValues() {}

    /** A copy that is sorted by name, in the types that come out of a file. */
    static Map<String, Object> copy(String what, Map<String, ?> values) {
        Map<String, Object> copy = new TreeMap<>();
        values.forEach((name, value) -> copy.put(name, copy(what + " '" + name + "'", value, 0)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object copy(String where, @Nullable Object value, int depth) {
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            if (!Double.isFinite(number)) {
                throw new InvalidInputException(where + " of a golden example is " + number + "; it must be finite");
            }
            return number + 0.0; // makes 0.0 of -0.0, which a file does not tell apart
        }
        List<?> elements = Elements.of(value);
        if (elements == null) {
            throw new InvalidInputException(where + " of a golden example is " + words(value)
                    + "; it can be a number of a primitive type, a text, true or false, or a list or array of these");
        }
        if (depth == MAX_DEPTH) {
            throw new InvalidInputException(
                    where + " of a golden example is nested more than " + MAX_DEPTH + " lists deep");
        }
        List<Object> copy = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            copy.add(copy(where + "[" + i + "]", elements.get(i), depth + 1));
        }
        return Collections.unmodifiableList(copy);
    }

    /** A value for people, shortened. */
    static String words(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length() <= SHOWN_TEXT
                    ? "'" + text + "'"
                    : "'" + text.substring(0, SHOWN_TEXT) + "…' (" + text.length() + " characters)";
        }
        List<?> elements = Elements.of(value);
        if (elements != null) {
            return elements.size() <= SHOWN_ELEMENTS && elements.stream().allMatch(GoldenValues::isShort)
                    ? elements.toString()
                    : "a list of " + elements.size();
        }
        return value == null || isShort(value)
                ? String.valueOf(value)
                : "a " + value.getClass().getName();
    }

    private static boolean isShort(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }
}
