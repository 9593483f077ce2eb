package dev.modelregistry.core.diff;

import java.util.List;

/** How values are shown in a reason: so that they fit in a line, and can be stored. */
public final class Texts {
    private static final int SHOWN = 80;
    private static final int LISTED = 5;
    private static final int LINE = 500;

    private Texts() {}

    static String quote(Object value) {
        return "`" + cut(value.toString(), SHOWN) + "`";
    }

    /** The first few in brackets, and how many more. */
    static String list(List<?> values) {
        String first = String.join(
                ", ", values.stream().limit(LISTED).map(Texts::quote).toList());
        int more = values.size() - LISTED;
        return "[" + first + (more > 0 ? ", and " + more + " more" : "") + "]";
    }

    /** In one line, not too long; see {@link #line(String, int)}. */
    static String line(String text) {
        return line(text, LINE);
    }

    /** In one line of at most so many characters and a dot: no control characters, and no halves of characters, which no journal takes. */
    public static String line(String text, int length) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                line.append(' ');
            } else {
                line.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xfffd : c);
            }
        });
        return cut(line.toString(), length);
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }
}
