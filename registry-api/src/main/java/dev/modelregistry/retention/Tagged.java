package dev.modelregistry.retention;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import java.util.Optional;

/**
 * That a version has a tag. Immutable.
 *
 * @param key the tag's key
 * @param value the value that it must have; empty for any
 */
public record Tagged(String key, Optional<String> value) {
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 1024;

    /** @throws InvalidInputException if no tag is like this */
    public Tagged {
        if (key.isBlank() || key.length() > MAX_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException("tag key " + quote(key) + " is not 1 to " + MAX_KEY
                    + " printable characters with one that is not blank");
        }
        value.filter(text -> text.length() > MAX_VALUE).ifPresent(text -> {
            throw new InvalidInputException("the value of tag " + quote(key) + " has " + text.length()
                    + " characters; at most " + MAX_VALUE + " are allowed");
        });
    }

    @Override
    public String toString() {
        return key + value.map(text -> "=" + text).orElse("");
    }
}
