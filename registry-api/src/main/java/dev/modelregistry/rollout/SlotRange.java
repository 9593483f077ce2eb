package dev.modelregistry.rollout;

import dev.modelregistry.error.InvalidInputException;

/**
 * Slots that belong to a version. Each key falls into one of {@link #SLOTS} slots for as long as a rollout lasts, and what belongs to nobody
 * else is control's. Immutable.
 *
 * @param version the version's number
 * @param from the first slot
 * @param to the slot behind the last one
 */
public record SlotRange(int version, int from, int to) {
    /** How many slots there are. Shares are multiples of one slot, 0.0015 %. */
    public static final int SLOTS = 1 << 16;

    /** @throws InvalidInputException if the version is no number of a version, or there are no such slots */
    public SlotRange {
        if (version < 1) {
            throw new InvalidInputException("slots of version " + version + "; versions are numbered from 1");
        }
        if (from < 0 || to <= from || to > SLOTS) {
            throw new InvalidInputException("slots " + from + " to " + to + " of version " + version
                    + " are not one or more of the slots 0 to " + SLOTS);
        }
    }

    /** How many slots it has. */
    public int size() {
        return to - from;
    }

    /** Such as {@code version 3: [0, 3277)}. */
    @Override
    public String toString() {
        return "version " + version + ": [" + from + ", " + to + ")";
    }
}
