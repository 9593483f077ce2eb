package dev.modelregistry.search;

/**
 * A piece of a query.
 *
 * @param kind what it is
 * @param start where it begins in the text, from 0
 * @param end behind its last character
 * @param text a word, or the one before the dot; what is between quotes; a number or a sign as it is written
 * @param key what is behind the dot; empty for what has none
 */
record Token(Kind kind, int start, int end, String text, String key) {
    enum Kind {
        /** {@code stage}, {@code AND}. */
        WORD,
        /** {@code tags.team}. */
        KEYED,
        /** {@code 'Production'}. */
        TEXT,
        /** {@code -0.5}. */
        NUMBER,
        /** {@code >=}, <code>(</code>. */
        SIGN,
        /** Behind all of it. */
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }
}
