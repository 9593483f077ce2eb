package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;

/** An error that points at a character of a query. */
final class QueryError {
    /** How much of a long query is shown on either side. */
    private static final int AROUND = 40;

    private QueryError() {}

    /** @param position of the character, from 0; the length of the text for its end */
    static InvalidInputException at(String text, int position, String problem) {
        int start = Math.max(0, position - AROUND);
        int end = Math.min(text.length(), position + AROUND);
        String before = start > 0 ? "…" : "";
        String line = before + visible(text.substring(start, end)) + (end < text.length() ? "…" : "");
        return new InvalidInputException(problem + "\n  at character " + (position + 1) + ": " + line + "\n"
                + " "
                        .repeat("  at character : ".length()
                                + String.valueOf(position + 1).length()
                                + before.length()
                                + position
                                - start)
                + "^");
    }

    private static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> shown.append(Character.isISOControl(c) ? ' ' : (char) c));
        return shown.toString();
    }
}
