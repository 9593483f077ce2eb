package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of releases to stay on. Pre-releases are in no range. Two ranges are equal when they are written alike. Immutable.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>{@code ^1.2.3}, {@code ^1.2}, {@code ^1}</td><td>from there to before the next incompatible version: below 2.0.0; {@code ^0.3.1}
 *     to below 0.4.0, {@code ^0.0.3} to below 0.0.4</td></tr>
 * <tr><td>{@code ~1.2.3}, {@code ~1.2}</td><td>from there, fixes only: below 1.3.0</td></tr>
 * <tr><td>{@code 1.2.x}, {@code 1.x}</td><td>from 1.2.0 to below 1.3.0; from 1.0.0 to below 2.0.0</td></tr>
 * </table>
 */
public final class VersionRange {
    private static final String NUMBER = "(0|[1-9][0-9]{0,9})";
    private static final Pattern SYNTAX =
            Pattern.compile("(?<mark>[~^]?)" + NUMBER + "(?:\\." + NUMBER + "(?:\\." + NUMBER + ")?)?(?<any>\\.x)?");

    private final String text;
    private final SemanticVersion lowest;
    private final SemanticVersion end;

    private VersionRange(String text, SemanticVersion lowest, SemanticVersion end) {
        this.text = text;
        this.lowest = lowest;
        this.end = end;
    }

    /**
     * Reads a range.
     *
     * @throws InvalidInputException if the text has none of the forms above
     */
    public static VersionRange parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        String mark = matcher.group("mark");
        boolean any = matcher.group("any") != null;
        int numbers = matcher.group(4) != null ? 3 : matcher.group(3) != null ? 2 : 1;
        boolean wellFormed =
                any ? mark.isEmpty() && numbers < 3 : mark.equals("^") || (mark.equals("~") && numbers > 1);
        if (!wellFormed) {
            throw malformed(text);
        }
        try {
            return of(text, matcher, mark, numbers);
        } catch (ArithmeticException | NumberFormatException tooHigh) {
            throw new InvalidInputException(
                    "version range " + quote(text) + " has a number that is too high; no version is above it", tooHigh);
        }
    }

    private static VersionRange of(String text, Matcher matcher, String mark, int numbers) {
        int major = number(matcher, 2);
        int minor = number(matcher, 3);
        int patch = number(matcher, 4);
        // The first number that must not change: the last one that is given, or for a caret the first that is not 0.
        int fixed = mark.equals("~") ? 2 : numbers;
        if (mark.equals("^")) {
            fixed = major > 0 || numbers == 1 ? 1 : minor > 0 || numbers == 2 ? 2 : 3;
        }
        SemanticVersion end = switch (fixed) {
            case 1 -> SemanticVersion.of(Math.addExact(major, 1), 0, 0);
            case 2 -> SemanticVersion.of(major, Math.addExact(minor, 1), 0);
            default -> SemanticVersion.of(major, minor, Math.addExact(patch, 1));
        };
        return new VersionRange(text, SemanticVersion.of(major, minor, patch), end);
    }

    private static int number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
    }

    private static InvalidInputException malformed(String text) {
        return new InvalidInputException(
                "version range " + quote(text)
                        + " is not of the form ^1.2.3, ^1.2, ^1, ~1.2.3, ~1.2, 1.2.x or 1.x, without leading zeros and pre-release parts");
    }

    /** Whether a version is in it. */
    public boolean contains(SemanticVersion version) {
        return version.isRelease() && version.compareTo(lowest) >= 0 && version.compareTo(end) < 0;
    }

    /** The lowest version that is in it. */
    public SemanticVersion lowest() {
        return lowest;
    }

    /** The lowest release above it. */
    public SemanticVersion end() {
        return end;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionRange that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
