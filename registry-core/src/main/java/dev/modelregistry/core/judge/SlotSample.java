package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.rollout.SlotRange;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which of the slots that keys are routed by had a request, of every eighth: each counts once, however many requests it had and in however many processes, so it is a count of units that were routed independently of each
 * other. Immutable.
 */
public final class SlotSample {
    /** Of as many slots one is looked at. */
    public static final int EVERY = 8;

    /** How many are looked at. */
    public static final int SIZE = SlotRange.SLOTS / EVERY;

    /** Of no requests. */
    public static final SlotSample NONE = new SlotSample(new BitSet());

    private static final int BYTES = SIZE / Byte.SIZE;

    private final BitSet slots;

    private SlotSample(BitSet slots) {
        this.slots = slots;
    }

    /** From a bit for each slot that is looked at, in words of 64. */
    public static SlotSample of(long... words) {
        BitSet slots = BitSet.valueOf(words);
        slots.clear(SIZE, Math.max(SIZE, slots.length()));
        return new SlotSample(slots);
    }

    /**
     * From {@link #bytes()}.
     *
     * @throws InvalidInputException if there are too many
     */
    public static SlotSample of(byte... bytes) {
        if (bytes.length > BYTES) {
            throw new InvalidInputException(bytes.length + " bytes of slots; there are at most " + BYTES);
        }
        return new SlotSample(BitSet.valueOf(bytes));
    }

    /** With those of another process. */
    public SlotSample plus(SlotSample other) {
        BitSet union = (BitSet) slots.clone();
        union.or(other.slots);
        return new SlotSample(union);
    }

    /** Without those that the other one has, too. */
    public SlotSample minus(SlotSample other) {
        BitSet rest = (BitSet) slots.clone();
        rest.andNot(other.slots);
        return new SlotSample(rest);
    }

    /** How many slots had a request. */
    public int count() {
        return slots.cardinality();
    }

    /** As few as hold them all. */
    public byte[] bytes() {
        return slots.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotSample sample && slots.equals(sample.slots);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return count() + " of " + SIZE + " slots";
    }
}
