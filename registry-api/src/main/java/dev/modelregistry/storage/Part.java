package dev.modelregistry.storage;

import dev.modelregistry.error.InvalidInputException;
import java.util.Comparator;

/**
 * What a version or a run has beside its entry in the history, and what can be erased for that reason. Immutable.
 *
 * @param kind what it is
 * @param name which one of its kind; empty where there is only one
 */
public record Part(Kind kind, String name) implements Comparable<Part> {
    private static final Comparator<Part> ORDER = Comparator.comparing(Part::kind)
            .thenComparingInt(part -> part.name.length() * (part.kind == Kind.COMMENT ? 1 : 0))
            .thenComparing(Part::name);

    /** What there is. More may come: treat one that you do not know as something that was there. */
    public enum Kind {
        /** A text of a version, such as the description. */
        TEXT("text"),
        /** A file of a version or a run. */
        ARTIFACT("artifact"),
        /** The words of a comment on a version; its name is its number. */
        COMMENT("comment"),
        /** What was said of the origin of a version that is a copy, with the names of those who said it. */
        TESTIMONY("testimony");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** The stored name. */
        public String wireName() {
            return wireName;
        }
    }

    /** @throws InvalidInputException if a comment has no number, or testimony a name */
    public Part {
        if (kind == Kind.COMMENT && !name.matches("[1-9][0-9]{0,8}")) {
            throw new InvalidInputException("comment '" + name + "' is not called by its number; give 1, 2, 3 …");
        }
        if (kind == Kind.TESTIMONY && !name.isEmpty()) {
            throw new InvalidInputException("testimony '" + name + "' has a name; there is only one, without");
        }
    }

    /** A text of this name. */
    public static Part text(String name) {
        return new Part(Kind.TEXT, name);
    }

    /** A file of this name; of a run, every one that it stored under the name. */
    public static Part artifact(String name) {
        return new Part(Kind.ARTIFACT, name);
    }

    /**
     * The words of a comment with this {@linkplain dev.modelregistry.Comment#number() number}.
     *
     * @throws InvalidInputException if it is less than 1
     */
    public static Part comment(int number) {
        return new Part(Kind.COMMENT, Integer.toString(number));
    }

    /** All that was said of the origin of a copy. */
    public static Part testimony() {
        return new Part(Kind.TESTIMONY, "");
    }

    @Override
    public int compareTo(Part other) {
        return ORDER.compare(this, other);
    }

    /** As in {@code artifact 'model.bin'} and {@code comment 3}. */
    @Override
    public String toString() {
        return switch (kind) {
            case TEXT, ARTIFACT -> kind.wireName + " '" + name + "'";
            case COMMENT -> kind.wireName + " " + name;
            case TESTIMONY -> kind.wireName;
        };
    }
}
