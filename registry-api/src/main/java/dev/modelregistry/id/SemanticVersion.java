package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A semantic version by <a href="https://semver.org/spec/v2.0.0.html">SemVer 2.0.0</a>: {@code 1.2.3}, {@code 2.0.0-rc.1+build.7}.
 * Ordered by precedence, with the build part as the last tie-breaker so that the order agrees with {@code equals}. Immutable.
 *
 * @param major incompatible changes, 0 to 2^31 − 1
 * @param minor compatible additions
 * @param patch fixes and tuning
 * @param preRelease what stands between {@code -} and {@code +}, or empty
 * @param build what stands behind {@code +}, or empty; it does not count for {@link #precedence() precedence}
 */
public record SemanticVersion(int major, int minor, int patch, String preRelease, String build)
        implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String PRE = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final String META = "[0-9A-Za-z-]+";
    private static final Pattern SYNTAX = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + PRE
            + "(?:\\." + PRE + ")*))?(?:\\+(" + META + "(?:\\." + META + ")*))?");
    private static final int MAX_LENGTH = 128;

    /** @throws InvalidInputException if the parts do not make a semantic version */
    public SemanticVersion {
        String text = text(major, minor, patch, preRelease, build);
        Matcher matcher = SYNTAX.matcher(text);
        // The pre-release part must not bring a build part with it.
        if (text.length() > MAX_LENGTH || !matcher.matches() || !preRelease.equals(part(matcher, 4))) {
            throw malformed(text);
        }
    }

    private static String part(Matcher matcher, int group) {
        String part = matcher.group(group);
        return part == null ? "" : part;
    }

    /**
     * Reads a semantic version.
     *
     * @throws InvalidInputException if the text is not exactly one: {@code 1.2}, {@code 01.0.0} and {@code v1.0.0} are not
     */
    public static SemanticVersion parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            throw malformed(text);
        }
        try {
            return new SemanticVersion(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    part(matcher, 4),
                    part(matcher, 5));
        } catch (NumberFormatException tooLarge) {
            throw new InvalidInputException(
                    "version " + quote(text) + " has a number above " + Integer.MAX_VALUE, tooLarge);
        }
    }

    /** A release without pre-release or build part. */
    public static SemanticVersion of(int major, int minor, int patch) {
        return new SemanticVersion(major, minor, patch, "", "");
    }

    /**
     * Reads a semantic version as people say it: {@code v1.2.3} is 1.2.3.
     *
     * @throws InvalidInputException if the text, a leading {@code v} aside, is not exactly one
     */
    public static SemanticVersion parseSpoken(String text) {
        return parse(text.startsWith("v") ? text.substring(1) : text);
    }

    private static InvalidInputException malformed(String text) {
        return new InvalidInputException("version " + quote(text)
                + " is not a semantic version; expected MAJOR.MINOR.PATCH such as 1.2.3 or 2.0.0-rc.1, without leading zeros, at most "
                + MAX_LENGTH + " characters");
    }

    /** Whether it has no pre-release part. */
    public boolean isRelease() {
        return preRelease.isEmpty();
    }

    /** This version without its build part: two versions that agree in it may not stand beside each other in one model. */
    public SemanticVersion precedence() {
        return build.isEmpty() ? this : new SemanticVersion(major, minor, patch, preRelease, "");
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int byNumbers = Integer.compare(major, other.major);
        byNumbers = byNumbers != 0 ? byNumbers : Integer.compare(minor, other.minor);
        byNumbers = byNumbers != 0 ? byNumbers : Integer.compare(patch, other.patch);
        if (byNumbers != 0) {
            return byNumbers;
        }
        int byPreRelease = comparePreRelease(preRelease, other.preRelease);
        return byPreRelease != 0 ? byPreRelease : build.compareTo(other.build);
    }

    /** SemVer 2.0.0, section 11: a release is above its pre-releases; numeric identifiers are below others and compare as numbers. */
    private static int comparePreRelease(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isEmpty(), right.isEmpty());
        }
        String[] lefts = left.split("\\.", -1);
        String[] rights = right.split("\\.", -1);
        for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
            int order = compareIdentifier(lefts[i], rights[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lefts.length, rights.length);
    }

    private static int compareIdentifier(String left, String right) {
        boolean leftIsNumber = isNumber(left);
        boolean rightIsNumber = isNumber(right);
        if (leftIsNumber && rightIsNumber) {
            return new BigInteger(left).compareTo(new BigInteger(right));
        }
        return leftIsNumber == rightIsNumber ? left.compareTo(right) : Boolean.compare(rightIsNumber, leftIsNumber);
    }

    private static boolean isNumber(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String text(int major, int minor, int patch, String preRelease, String build) {
        return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + preRelease)
                + (build.isEmpty() ? "" : "+" + build);
    }

    @Override
    public String toString() {
        return text(major, minor, patch, preRelease, build);
    }
}
