package dev.modelregistry.core.state;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * That a release set decides what is in production of a model.
 *
 * @param set the release set
 * @param release the release that the stages follow; 0 before the first
 * @param pending the release that they will follow if it is promoted; null if none is under way, as far as the model's journal knows
 */
public record Membership(String set, int release, @Nullable Pending pending) {
    /**
     * What a release that is under way makes of the model.
     *
     * @param release its number
     * @param number the version that it puts into production; empty if the model leaves the set by it
     * @param failed the version that has failed then; empty if none has
     * @param since who prepared it, when and why
     */
    public record Pending(int release, OptionalInt number, OptionalInt failed, Entry since) {}

    /** Whether a version waits for a release to be decided. */
    public boolean awaits(int number) {
        return pending != null && pending.number().equals(OptionalInt.of(number));
    }
}
