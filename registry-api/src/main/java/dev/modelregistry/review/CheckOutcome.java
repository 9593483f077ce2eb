package dev.modelregistry.review;

import dev.modelregistry.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a check found. Kept as evidence for ever, so keep personal data out of it. Immutable; {@link #with} gives a changed copy.
 *
 * @param verdict {@link Verdict#PASSED} or {@link Verdict#FAILED}
 * @param words what was found, for people: 1 to 1,000 characters
 * @param values the figures behind it by name: with the words at most {@value #MAX_BYTES} bytes of JSON in UTF-8
 */
public record CheckOutcome(Verdict verdict, String words, SortedMap<String, String> values) {
    /** The longest that {@link #words} may be. */
    public static final int MAX_WORDS = 1_000;

    /** The most that words and values may have together, so that the outcomes of all gates fit into one commit. */
    public static final int MAX_BYTES = 2_048;

    private static final int PUNCTUATION = 6;

    /** @throws InvalidInputException if the verdict is {@link Verdict#MISSING}, or a text is blank, too long or no printable Unicode */
    public CheckOutcome {
        Objects.requireNonNull(verdict, "the verdict of a check");
        if (verdict == Verdict.MISSING) {
            throw new InvalidInputException("a check that ran has passed or failed; say which");
        }
        values = GateResult.copy(values);
        checkText("the words of a check", words);
        if (words.isBlank() || words.length() > MAX_WORDS) {
            throw new InvalidInputException("the words of a check have " + words.length() + " characters"
                    + (words.isBlank() ? ", all blank" : "") + "; give 1 to " + MAX_WORDS + ", not all blank");
        }
        int bytes = bytes(words);
        for (Map.Entry<String, String> value : values.entrySet()) {
            checkText("the name of a check's value", value.getKey());
            checkText("the value '" + value.getKey() + "' of a check", value.getValue());
            bytes += bytes(value.getKey()) + bytes(value.getValue()) + PUNCTUATION;
        }
        if (bytes > MAX_BYTES) {
            throw new InvalidInputException("the words and values of a check have " + bytes + " bytes; at most "
                    + MAX_BYTES + " are kept. Put the rest into a tag or a file, and say where it is");
        }
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

    private static void checkText(String what, String text) {
        boolean wellFormed = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (!wellFormed || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(
                    what + " has a control character or half of a character; use printable text");
        }
    }

    /** As it is stored: quotes and backslashes are written with another one before them. */
    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length
                + (int) text.chars().filter(c -> c == '"' || c == '\\').count();
    }
}
