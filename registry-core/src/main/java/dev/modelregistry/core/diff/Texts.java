package dev.modelregistry.core.diff;

import java.util.List;

/** How values are shown in a reason: never longer than fits in a line. */
final class Texts {
    private static final int SHOWN = 80;
    private static final int LISTED = 5;

    private Texts() {}

    static String quote(Object value) {
        String text = value.toString();
        // A surrogate pair is not cut in two.
        int end = Math.min(text.length(), SHOWN);
        end = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
        return "`" + text.substring(0, end) + (end < text.length() ? "…`" : "`");
    }

    /** The first few in brackets, and how many more. */
    static String list(List<String> values) {
        String first = String.join(
                ", ", values.stream().limit(LISTED).map(Texts::quote).toList());
        int more = values.size() - LISTED;
        return "[" + first + (more > 0 ? ", and " + more + " more" : "") + "]";
    }
}
