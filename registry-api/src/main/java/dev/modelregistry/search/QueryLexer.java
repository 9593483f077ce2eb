package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Token.Kind;
import dev.modelregistry.text.Names;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a query apart, one piece at a time. */
final class QueryLexer {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    /** What people who come from MLflow write before a field; it means nothing. */
    private static final Pattern PREFIX = Pattern.compile("(?i)attributes?\\.(?=[a-z_])");
    /** A longer one is before what it begins with. */
    private static final List<String> SIGNS = List.of("!=", "<>", "==", "<=", ">=", "=", "<", ">", "(", ")", ",");
    /** What other languages have, and a query has not. */
    private static final List<String> COMMENTS = List.of("--", "/*");

    private final String text;
    private int at;

    QueryLexer(String text) {
        this.text = text;
    }

    /** The next piece; behind the last one always {@link Kind#END}. */
    Token next() {
        skip(c -> c == ' ' || c == '\t' || c == '\n' || c == '\r');
        int start = at;
        if (start == text.length()) {
            return new Token(Kind.END, start, start, "", "");
        }
        int point = text.codePointAt(start);
        if (point == '\'' || point == '"') {
            String inside = quoted();
            return new Token(Kind.TEXT, start, at, inside, "");
        }
        if (isWordPart(point) && !isDigit(point)) {
            Matcher prefix = PREFIX.matcher(text).region(start, text.length());
            at = prefix.lookingAt() ? prefix.end() : start;
            return word();
        }
        Matcher number = NUMBER.matcher(text).region(start, text.length());
        return number.lookingAt() ? number(number.end()) : sign();
    }

    private Token word() {
        int start = at;
        skip(QueryLexer::isWordPart);
        String word = text.substring(start, at);
        if (at == text.length() || text.charAt(at) != '.') {
            return new Token(Kind.WORD, start, at, word, "");
        }
        at++;
        String key = at < text.length() && text.charAt(at) == '`' ? quoted() : plainKey(word);
        return new Token(Kind.KEYED, start, at, word, key);
    }

    private String plainKey(String word) {
        int start = at;
        skip(point -> (isWordPart(point) || ".-/".indexOf(point) >= 0) && !isComment());
        if (at == start) {
            throw error(
                    start,
                    "the key behind " + Names.quote(word + ".") + " is missing; write " + Names.quote(word + ".key")
                            + ", or " + Names.quote(word + ".`any key`"));
        }
        return text.substring(start, at);
    }

    private Token number(int end) {
        int start = at;
        at = end;
        skip(point -> isWordPart(point) || point == '.');
        String number = text.substring(start, at);
        if (at > end) {
            throw error(
                    start, Names.quote(number) + " is not a number; write one such as 0.5 or 1e-3, or text in quotes");
        }
        return new Token(Kind.NUMBER, start, at, number, "");
    }

    private Token sign() {
        int start = at;
        for (String sign : SIGNS) {
            if (text.startsWith(sign, start)) {
                at += sign.length();
                return new Token(Kind.SIGN, start, at, sign, "");
            }
        }
        String shown = isComment()
                ? Names.quote(text.substring(start, start + 2))
                : QueryError.quoted(text.codePointAt(start));
        throw error(start, shown + " means nothing in a query; put text in quotes, and odd keys in back-ticks");
    }

    /** What is between this character and the next one like it; two in a row stand for one. */
    private String quoted() {
        int start = at;
        char quote = text.charAt(start);
        StringBuilder inside = new StringBuilder();
        for (at++; at < text.length(); at++) {
            if (text.charAt(at) == quote && !text.startsWith(String.valueOf(quote), ++at)) {
                return inside.toString();
            }
            inside.append(text.charAt(at));
        }
        throw error(
                start,
                "what begins with " + quote + " has no end; add " + quote + " behind it, and write " + quote + quote
                        + " for one inside");
    }

    private void skip(IntPredicate skipped) {
        while (at < text.length() && skipped.test(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
    }

    private boolean isComment() {
        return COMMENTS.stream().anyMatch(comment -> text.startsWith(comment, at));
    }

    private static boolean isWordPart(int point) {
        return point == '_' || Character.isLetterOrDigit(point);
    }

    private static boolean isDigit(int point) {
        return point >= '0' && point <= '9';
    }

    private InvalidInputException error(int position, String problem) {
        return QueryError.at(text, position, problem);
    }
}
