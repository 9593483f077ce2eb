package dev.modelregistry.text;

import dev.modelregistry.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that identifiers and rules share, so that their messages read alike. */
public final class Names {
    private static final int SHOWN = 80;
    private static final Pattern RULE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    private Names() {}

    /** A non-blank text without control characters or blank ends. */
    public static String text(String what, @Nullable String value, int maxLength) {
        if (value == null) {
            throw new InvalidInputException(what + " is null; give 1 to " + maxLength + " characters");
        }
        if (value.isBlank()) {
            throw new InvalidInputException(
                    what + " " + quote(value) + " is blank; give 1 to " + maxLength + " characters");
        }
        if (value.length() > maxLength) {
            throw new InvalidInputException(what + " " + quote(value) + " has " + value.length()
                    + " characters; at most " + maxLength + " are allowed");
        }
        if (!value.strip().equals(value)) {
            throw new InvalidInputException(what + " " + quote(value) + " begins or ends with a blank; remove it");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new InvalidInputException(what + " " + quote(value) + " has a control character at position " + i
                        + "; use printable characters");
            }
        }
        return value;
    }

    /** The name of a rule that people define, in lower case. */
    public static String rule(String what, String name) {
        if (!RULE.matcher(name).matches()) {
            throw new InvalidInputException(what + " " + quote(name)
                    + " is not a name; start with a letter, then letters, digits, '-' or '_', at most 64 in all");
        }
        return fold(name);
    }

    /** The value in quotes, cut where it is long, control characters made visible. */
    public static String quote(String value) {
        StringBuilder shown = new StringBuilder("'");
        value.chars().limit(SHOWN).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.append(value.length() > SHOWN ? "…'" : "'").toString();
    }

    /** What names are compared by where case makes no difference. */
    public static String fold(String value) {
        return value.toLowerCase(Locale.ROOT);
    }
}
