package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;

/**
 * The name of a registered model: 1 to 128 printable ASCII characters except {@code / \ : @ % " '} and the back-tick, no blank ends,
 * neither {@code .} nor {@code ..}. The case is kept, and no two models of a registry differ in case alone. So a name
 * stands in a {@link ModelUri}, a path and a log line without escaping. Immutable.
 *
 * @param value the name as its first registration wrote it
 */
public record ModelName(String value) implements Comparable<ModelName> {
    private static final String FORBIDDEN = "/\\:@%\"'`";
    private static final int MAX_LENGTH = 128;

    /** @throws InvalidInputException if the value is no model name */
    public ModelName {
        Names.text("model name", value, MAX_LENGTH);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || FORBIDDEN.indexOf(c) >= 0) {
                throw new InvalidInputException("model name " + quote(value) + " has '" + c + "' at position " + i
                        + "; use printable ASCII without / \\ : @ % \" ' `");
            }
        }
        if (value.equals(".") || value.equals("..")) {
            throw new InvalidInputException(
                    "model name " + quote(value) + " names a directory; use a name that is not only dots");
        }
    }

    /** The name in this text; the same as the constructor. */
    public static ModelName of(String value) {
        return new ModelName(value);
    }

    /** The form in which names are compared for uniqueness: lower case. */
    public String folded() {
        return Names.fold(value);
    }

    @Override
    public int compareTo(ModelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
