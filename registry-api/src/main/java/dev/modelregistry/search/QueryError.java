package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.Locale;

/** An error that points at a character of a query. Characters are Unicode code points. */
final class QueryError {
    /** How much of a long query is shown on either side. */
    private static final int AROUND = 40;

    private QueryError() {}

    /** @param position of the character, from 0 and in {@code char}s; the length of the text for its end */
    static InvalidInputException at(String text, int position, String problem) {
        int start = whole(text, Math.max(0, position - AROUND));
        int end = whole(text, Math.min(text.length(), position + AROUND));
        String label = "  at character " + (text.codePointCount(0, position) + 1) + ": " + (start > 0 ? "…" : "");
        String line = visible(text.substring(start, end)) + (end < text.length() ? "…" : "");
        int column = label.length() + text.codePointCount(start, position);
        return new InvalidInputException(problem + "\n" + label + line + "\n" + " ".repeat(column) + "^");
    }

    /** In front of the character that this is in the middle of. */
    private static int whole(String text, int position) {
        boolean inside = position > 0
                && position < text.length()
                && Character.isSurrogatePair(text.charAt(position - 1), text.charAt(position));
        return inside ? position - 1 : position;
    }

    /** With a blank for each character that would move what is behind it. */
    private static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> shown.appendCodePoint(isVisible(point) ? point : ' '));
        return shown.toString();
    }

    /** The character in quotes, or its number where it is not seen. */
    static String quoted(int point) {
        return isVisible(point) && !Character.isSpaceChar(point)
                ? Names.quote(Character.toString(point))
                : String.format(Locale.ROOT, "U+%04X", point);
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
