package dev.modelregistry.fs;

import dev.modelregistry.id.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of JSON: an object of texts and whole numbers, in the one spelling that this store writes (no blanks, the order of the
 * fields fixed, escapes only where JSON demands them). Reading accepts that spelling alone, so a damaged line is never read as another.
 */
final class Line {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, Object> fields = new LinkedHashMap<>();

    Line put(String name, String text) {
        fields.put(name, text);
        return this;
    }

    Line put(String name, long number) {
        fields.put(name, number);
        return this;
    }

    /** @throws IllegalArgumentException if there is no such text */
    String text(String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("it has no text \"" + name + "\"");
    }

    /** @throws IllegalArgumentException if there is no such number */
    long number(String name) {
        if (fields.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("it has no number \"" + name + "\"");
    }

    /** @throws IllegalArgumentException if there is no such digest in hexadecimal digits */
    Digest digest(String name) {
        String hex = text(name);
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a SHA-256: " + hex);
        }
        return Digest.parse(hex);
    }

    Line remove(String name) {
        fields.remove(name);
        return this;
    }

    Line copy() {
        Line copy = new Line();
        copy.fields.putAll(fields);
        return copy;
    }

    /** The line without its end. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder("{");
        fields.forEach((name, value) -> {
            quote(name, line.length() == 1 ? line : line.append(','));
            line.append(':');
            if (value instanceof String text) {
                quote(text, line);
            } else {
                line.append(value);
            }
        });
        return line.append('}').toString();
    }

    private static void quote(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                to.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else {
                to.append(c);
            }
        }
        to.append('"');
    }

    /** The line with its end. */
    byte[] bytes() {
        return (this + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Line that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Where the line begins that ends just before {@code end}. */
    static int startBefore(byte[] bytes, int end) {
        int start = Math.max(0, end - 1);
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #bytes()} gives */
    static Line parse(byte[] bytes) {
        Line line = new Parser(new String(bytes, StandardCharsets.UTF_8)).object();
        if (!Arrays.equals(line.bytes(), bytes)) {
            throw new IllegalArgumentException("it is not in the canonical spelling");
        }
        return line;
    }

    /** Reads generously: what is not canonical is found by writing it again. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Line object() {
            Line line = new Line();
            expect('{');
            do {
                String name = quoted();
                expect(':');
                if (peek() == '"') {
                    line.put(name, quoted());
                } else {
                    line.put(name, number());
                }
            } while (peek() == ',' && expect(','));
            expect('}');
            return line;
        }

        private String quoted() {
            StringBuilder found = new StringBuilder();
            expect('"');
            while (peek() != '"') {
                char c = text.charAt(at++);
                if (c != '\\') {
                    found.append(c);
                } else if (peek() == 'u' && expect('u')) {
                    int end = Math.min(at + 4, text.length());
                    found.append((char) Integer.parseInt(text.substring(at, end), 16));
                    at = end;
                } else {
                    found.append(peek());
                    at++;
                }
            }
            expect('"');
            return found.toString();
        }

        private long number() {
            int start = at;
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
            if (start == at) {
                throw new IllegalArgumentException("it has neither a text nor a number at position " + at);
            }
            return Long.parseLong(text.substring(start, at));
        }

        private char peek() {
            if (at >= text.length()) {
                throw new IllegalArgumentException("it ends too early");
            }
            return text.charAt(at);
        }

        private boolean expect(char c) {
            if (peek() != c) {
                throw new IllegalArgumentException("it has no '" + c + "' at position " + at);
            }
            at++;
            return true;
        }
    }
}
