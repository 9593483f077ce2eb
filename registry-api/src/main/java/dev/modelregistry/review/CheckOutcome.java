package dev.modelregistry.review;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a check found. Kept as evidence for ever, so keep personal data out of it. Immutable; {@link #with} gives a changed copy.
 *
 * @param verdict {@link Verdict#PASSED} or {@link Verdict#FAILED}
 * @param words what was found, for people: 1 to 1,000 characters
 * @param values the figures behind it by name: at most 50, names of 1 to 128 characters, values of at most 256
 */
public record CheckOutcome(Verdict verdict, String words, SortedMap<String, String> values) {
    /** The longest that {@link #words} may be. */
    public static final int MAX_WORDS = 1_000;

    private static final int MAX_VALUES = 50;
    private static final int MAX_NAME = 128;
    private static final int MAX_VALUE = 256;

    /** @throws InvalidInputException if the verdict is {@link Verdict#MISSING}, or a text is blank or too long */
    public CheckOutcome {
        if (verdict == Verdict.MISSING) {
            throw new InvalidInputException("a check that ran has passed or failed; say which");
        }
        values = GateResult.copy(values);
        checkText("the text of a check", words, MAX_WORDS);
        if (values.size() > MAX_VALUES) {
            throw new InvalidInputException(
                    "a check gives " + values.size() + " values; at most " + MAX_VALUES + " are kept");
        }
        values.forEach((name, value) -> {
            checkText("the name of a check's value", name, MAX_NAME);
            if (value.length() > MAX_VALUE) {
                throw new InvalidInputException("the value '" + name + "' of a check has " + value.length()
                        + " characters; at most " + MAX_VALUE);
            }
        });
    }

    /** The version may enter. */
    public static CheckOutcome passed(String words) {
        return new CheckOutcome(Verdict.PASSED, words, Collections.emptySortedMap());
    }

    /** The version must not enter. */
    public static CheckOutcome failed(String words) {
        return new CheckOutcome(Verdict.FAILED, words, Collections.emptySortedMap());
    }

    /** With a figure behind it; replaces one of this name. */
    public CheckOutcome with(String name, Object value) {
        SortedMap<String, String> more = new TreeMap<>(values);
        more.put(name, String.valueOf(value));
        return new CheckOutcome(verdict, words, more);
    }

    private static void checkText(String what, String text, int maxLength) {
        if (text.isBlank() || text.length() > maxLength) {
            throw new InvalidInputException(what + " has " + text.length() + " characters"
                    + (text.isBlank() ? ", all blank" : "") + "; give 1 to " + maxLength + ", not all blank");
        }
    }
}
