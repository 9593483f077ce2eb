package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.regex.Pattern;

/**
 * A movable name for one version of a model, such as {@code champion}: a letter, then up to 63 letters, digits, dots, dashes or
 * underscores, kept in lower case. {@code latest} and everything that reads like a version ({@code v3}, {@code v1.2.0-rc.1}) is reserved.
 * Immutable.
 *
 * @param value the alias in lower case
 */
public record Alias(String value) implements Comparable<Alias> {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");
    private static final Pattern RESERVED = Pattern.compile("latest|v[0-9][0-9.]*|v[0-9]+\\.[0-9]+\\.[0-9]+-.*");

    /** @throws InvalidInputException if the value is no alias or is reserved */
    public Alias {
        Names.text("alias", value, 64);
        String given = value;
        if (!SYNTAX.matcher(value).matches()) {
            throw new InvalidInputException("alias " + quote(given)
                    + " is not a name; start with a letter, then letters, digits, '.', '-' or '_', at most 64 in all");
        }
        value = Names.fold(value);
        if (RESERVED.matcher(value).matches()) {
            throw new InvalidInputException("alias " + quote(given)
                    + " is reserved, it reads like a version; choose a name such as 'champion'");
        }
    }

    /** The alias in this text; the same as the constructor. */
    public static Alias of(String value) {
        return new Alias(value);
    }

    @Override
    public int compareTo(Alias other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
