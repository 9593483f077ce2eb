package dev.modelregistry.signature;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * One input or output: name, type, shape, whether it may be left out, and the set of categories where it has one. Immutable; each
 * method that reads like a setter gives a changed copy.
 */
public final class Field {
    /** The size of a dimension that is not fixed, such as the batch. */
    public static final long ANY = -1;

    private static final int MAX_NAME = 256;

    private final String name;
    private final DataType type;
    private final List<Long> shape;
    private final Presence presence;
    private final List<String> categories;

    /** Whether a caller must give an input. */
    public enum Presence {
        /** It must be given. */
        REQUIRED,
        /** It may be left out. */
        OPTIONAL
    }

    private Field(String name, DataType type, List<Long> shape, Presence presence, List<String> categories) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.presence = presence;
        this.categories = categories;
    }

    /**
     * A required scalar without categories.
     *
     * @param name 1 to 256 characters
     * @throws InvalidInputException if the name is blank or too long
     */
    public static Field of(String name, DataType type) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new InvalidInputException(
                    "field name '" + name + "' is blank or longer than " + MAX_NAME + " characters");
        }
        return new Field(name, Objects.requireNonNull(type, "type"), List.of(), Presence.REQUIRED, List.of());
    }

    /**
     * With this shape.
     *
     * @param dimensions sizes from the outermost to the innermost dimension; {@link #ANY} for one that is not fixed
     * @throws InvalidInputException if a size is neither {@link #ANY} nor 1 or more
     */
    public Field shape(long... dimensions) {
        Long[] sizes = new Long[dimensions.length];
        for (int i = 0; i < dimensions.length; i++) {
            if (dimensions[i] != ANY && dimensions[i] < 1) {
                throw new InvalidInputException(
                        "dimension " + dimensions[i] + " of field '" + name + "' is neither Field.ANY nor 1 or more");
            }
            sizes[i] = dimensions[i];
        }
        return new Field(name, type, List.of(sizes), presence, categories);
    }

    /** With leave to be left out. */
    public Field optional() {
        return new Field(name, type, shape, Presence.OPTIONAL, categories);
    }

    /** With exactly these categories as its values; kept sorted, each once. */
    public Field categories(Collection<String> values) {
        return new Field(name, type, shape, presence, List.copyOf(new TreeSet<>(values)));
    }

    /** With exactly these categories as its values. */
    public Field categories(String... values) {
        return categories(List.of(values));
    }

    /** The name, unique among the inputs or the outputs. */
    public String name() {
        return name;
    }

    /** The type of each element. */
    public DataType type() {
        return type;
    }

    /** The sizes of the dimensions; empty for a scalar. */
    public List<Long> shape() {
        return shape;
    }

    /** Whether it must be given. */
    public Presence presence() {
        return presence;
    }

    /** The values it may have, sorted; empty if they are not limited to a set. */
    public List<String> categories() {
        return categories;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Field that
                && name.equals(that.name)
                && type == that.type
                && shape.equals(that.shape)
                && presence == that.presence
                && categories.equals(that.categories);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, shape, presence, categories);
    }

    @Override
    public String toString() {
        return name + ": " + type.wireName() + (shape.isEmpty() ? "" : shape)
                + (presence == Presence.OPTIONAL ? "?" : "") + (categories.isEmpty() ? "" : " of " + categories);
    }
}
