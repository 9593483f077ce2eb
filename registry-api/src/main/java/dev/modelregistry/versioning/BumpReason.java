package dev.modelregistry.versioning;

import java.util.Objects;

/**
 * One difference in words, and how far it raises the version at least. Immutable.
 *
 * @param bump how far
 * @param text what is different, such as {@code required input `weather` was added}
 */
public record BumpReason(Bump bump, String text) {
    /** Requires both. */
    public BumpReason {
        Objects.requireNonNull(bump, "bump");
        Objects.requireNonNull(text, "text");
    }

    /** Such as {@code MAJOR: required input `weather` was added}. */
    @Override
    public String toString() {
        return bump + ": " + text;
    }
}
