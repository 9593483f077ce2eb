package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.regex.Pattern;

/** An {@link Attribute}, with a key where it needs one: {@code stage}, {@code tags.team}, {@code metrics.`log loss`}. Immutable. */
public final class Field {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MAX_KEY = 256;

    private final Attribute attribute;
    private final String key;
    /** The text that it stands in, and where, from 0; −1 if it was not written as text. Neither makes a field differ from another. */
    private final String text;

    private final int position;

    private Field(Attribute attribute, String key, String text, int position) {
        this.attribute = attribute;
        this.key = key;
        this.text = text;
        this.position = position;
    }

    /**
     * An attribute without a key.
     *
     * @throws InvalidInputException if it needs one
     */
    public static Field of(Attribute attribute) {
        if (attribute.isKeyed()) {
            throw new InvalidInputException(attribute + " needs a key; write " + attribute + ".<key>");
        }
        return new Field(attribute, "", "", -1);
    }

    /**
     * An attribute with a key.
     *
     * @throws InvalidInputException if it takes none, or the key is blank, longer than 256 characters or has control characters
     */
    public static Field of(Attribute attribute, String key) {
        if (!attribute.isKeyed()) {
            throw new InvalidInputException(attribute + " has no keys; leave " + Names.quote(key) + " out");
        }
        if (key.isBlank() || key.length() > MAX_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException("key " + Names.quote(key) + " of " + attribute + " is not 1 to " + MAX_KEY
                    + " characters without control characters");
        }
        return new Field(attribute, key, "", -1);
    }

    /** The same, as it stands in a text. */
    Field at(String text, int character) {
        return new Field(attribute, key, text, character);
    }

    /** An error about it, which points at it if it was written as text. */
    InvalidInputException problem(String problem) {
        return position < 0 ? new InvalidInputException(problem) : QueryError.at(text, position, problem);
    }

    /** Which attribute. */
    public Attribute attribute() {
        return attribute;
    }

    /** The key; empty if the attribute has none. */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Field that && attribute == that.attribute && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return attribute.hashCode() * 31 + key.hashCode();
    }

    /** As it is written in a query. */
    @Override
    public String toString() {
        if (!attribute.isKeyed()) {
            return attribute.toString();
        }
        String shown = PLAIN.matcher(key).matches() ? key : "`" + key.replace("`", "``") + "`";
        return attribute + "." + shown;
    }
}
