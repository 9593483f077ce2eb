package dev.modelregistry.examples.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may reach a terminal. Texts come from the registry, and whoever could write there could otherwise move the cursor, change
 * colours, turn the direction of writing, or make up lines.
 */
final class Terminal {
    /** All but line ends: C0 and C1, line and paragraph separators, and what turns or hides text. */
    private static final String HOSTILE =
            "[\\p{Cc}\\x{2028}\\x{2029}\\x{200b}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2060}-\\x{206f}\\x{feff}\\x{61c}\\x{e0000}-\\x{e007f}&&[^\\n]]";

    private static final Pattern UNSAFE = Pattern.compile("(?!\\r\\n)" + HOSTILE);
    private static final Pattern UNSAFE_IN_LINE = Pattern.compile("[\\n]|" + HOSTILE);
    private static final Pattern OPTIONS_OF_URL = Pattern.compile("(jdbc:[^\\s?;('\"]*[?;(])\\S*");
    private static final Pattern USER_OF_URL = Pattern.compile("//[^\\s'\"]+@");

    /** An argument that may be a URL, up to where its scheme ends. */
    private static final Pattern SCHEME = Pattern.compile("(?s)(.*?(?:jdbc:(?:\\w+:)?|//))(.+)");

    /** Hangul, CJK, full width forms, pictures. */
    private static final Pattern WIDE = Pattern.compile(
            "[\\x{1100}-\\x{115f}\\x{2e80}-\\x{a4cf}\\x{ac00}-\\x{d7a3}\\x{f900}-\\x{faff}"
                    + "\\x{fe30}-\\x{fe6f}\\x{ff00}-\\x{ff60}\\x{ffe0}-\\x{ffe6}\\x{1f300}-\\x{1faff}\\x{20000}-\\x{3fffd}]");

    private Terminal() {}

    /** A text of several lines without what would do something to the terminal. */
    static String safe(String text) {
        return UNSAFE.matcher(text).replaceAll(" ");
    }

    /** One line of it. */
    static String line(String text) {
        return UNSAFE_IN_LINE.matcher(text).replaceAll(" ").strip();
    }

    /** An error message without passwords: what stands behind the place in a URL is left out. */
    static String discreet(String message) {
        return USER_OF_URL
                .matcher(OPTIONS_OF_URL.matcher(message).replaceAll("$1…"))
                .replaceAll("//");
    }

    /** A message about arguments without what stands behind the scheme where one of them may be a URL, well formed or not. */
    static String discreet(String message, String... arguments) {
        String shown = message;
        for (String argument : arguments) {
            Matcher url = SCHEME.matcher(argument);
            if (url.matches()) {
                shown = shown.replace(url.group(2), "…");
            }
        }
        return discreet(shown);
    }

    /** How many columns a text takes: none for what combines with the character before, two for East Asian and emoji. */
    static int width(String text) {
        return text.codePoints().map(Terminal::width).sum();
    }

    static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = c >= 0x1100 && WIDE.matcher(Character.toString(c)).matches();
        return wide ? 2 : 1;
    }

    /** The beginning of a text that takes so many columns at most, with an ellipsis where something is left out. */
    static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            if (used + width(c) > columns - 1) {
                break;
            }
            kept.appendCodePoint(c);
            used += width(c);
        }
        return kept.append('…').toString();
    }
}
