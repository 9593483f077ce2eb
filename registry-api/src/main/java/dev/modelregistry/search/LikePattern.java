package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A pattern of SQL: {@code %} stands for any characters, also none, {@code _} for exactly one; every other character for itself, and so these
 * two behind an escape character if there is one. A character is a Unicode code point. Immutable.
 */
public final class LikePattern {
    private static final int ANY = -1;
    private static final int ONE = -2;

    private final String pattern;
    private final String escape;
    /** Code points, {@link #ANY} and {@link #ONE}; no two {@link #ANY} in a row. */
    private final int[] parts;

    private LikePattern(String pattern, String escape) {
        this.pattern = pattern;
        this.escape = escape;
        this.parts = parts(pattern, escape.isEmpty() ? ANY : escape.codePointAt(0));
    }

    /** A pattern without an escape character. */
    public static LikePattern of(String pattern) {
        return new LikePattern(pattern, "");
    }

    /**
     * A pattern with an escape character.
     *
     * @throws InvalidInputException if the escape is not one character, or stands before anything but {@code %}, {@code _} and itself
     */
    public static LikePattern of(String pattern, String escape) {
        if (escape.codePointCount(0, escape.length()) != 1) {
            throw new InvalidInputException("escape " + Names.quote(escape) + " is not one character");
        }
        return new LikePattern(pattern, escape);
    }

    /** Texts that begin with this one, whatever characters it has. */
    public static LikePattern startingWith(String text) {
        return of(escaped(text) + "%", "!");
    }

    /** Texts that have this one in them, whatever characters it has. */
    public static LikePattern containing(String text) {
        return of("%" + escaped(text) + "%", "!");
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private static int[] parts(String pattern, int escape) {
        List<Integer> parts = new ArrayList<>();
        int[] points = pattern.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (point == escape) {
                int next = ++i < points.length ? points[i] : ANY;
                if (next != '%' && next != '_' && next != escape) {
                    throw new InvalidInputException("pattern " + Names.quote(pattern) + " has its escape character '"
                            + Character.toString(escape) + "' before something else than '%', '_' and itself");
                }
                parts.add(next);
            } else if (point == '%') {
                if (parts.isEmpty() || parts.get(parts.size() - 1) != ANY) {
                    parts.add(ANY);
                }
            } else {
                parts.add(point == '_' ? ONE : point);
            }
        }
        return parts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** What every text that matches begins with. */
    public String prefix() {
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < parts.length && parts[i] >= 0; i++) {
            prefix.appendCodePoint(parts[i]);
        }
        return prefix.toString();
    }

    /** Whether it stands for exactly its {@link #prefix()}. */
    public boolean isExact() {
        return parts.length == literals();
    }

    /** Whether it stands for all texts that begin with its {@link #prefix()}. */
    public boolean isPrefix() {
        return parts.length == literals() + 1 && parts[parts.length - 1] == ANY;
    }

    private int literals() {
        int literals = 0;
        while (literals < parts.length && parts[literals] >= 0) {
            literals++;
        }
        return literals;
    }

    /** The same with every letter in the form that {@link #fold(String)} gives it. */
    public LikePattern folded() {
        StringBuilder folded = new StringBuilder(pattern.length());
        for (int part : parts) {
            folded.append(part == ANY ? "%" : part == ONE ? "_" : escaped(fold(Character.toString(part))));
        }
        return of(folded.toString(), "!");
    }

    /** A text in which letters that differ in case alone are the same; it has as many characters. */
    public static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> Character.toLowerCase(Character.toUpperCase(point)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** Whether the whole text matches; takes at most as many steps as both are long, multiplied. */
    public boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int at = 0;
        int part = 0;
        int lastAny = -1;
        int resume = 0;
        while (at < points.length) {
            if (part < parts.length && parts[part] == ANY) {
                lastAny = part++;
                resume = at;
            } else if (part < parts.length && (parts[part] == ONE || parts[part] == points[at])) {
                part++;
                at++;
            } else if (lastAny >= 0) {
                part = lastAny + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        return part == parts.length || (part == parts.length - 1 && parts[part] == ANY);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LikePattern that && pattern.equals(that.pattern) && escape.equals(that.escape);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pattern, escape);
    }

    /** As it is written in a query. */
    @Override
    public String toString() {
        return new Literal.Text(pattern) + (escape.isEmpty() ? "" : " ESCAPE " + new Literal.Text(escape));
    }
}
