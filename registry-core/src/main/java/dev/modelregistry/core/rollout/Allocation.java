package dev.modelregistry.core.rollout;

import dev.modelregistry.rollout.SlotRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives slots to candidates. Whoever gets a smaller share gives its highest slots back to control, and whoever gets a larger one takes
 * control's lowest: those that were control's before come first, and only when there are no more those that were just given back. So no key goes from
 * one candidate to another while control has any, and a share that shrinks and grows again gets the same keys back unless another candidate
 * took them meanwhile. Pure.
 */
public final class Allocation {
    /** By how much a sum of shares may be below 1 because doubles are rounded. */
    private static final double ROUNDED = 1e-9;

    private Allocation() {}

    /**
     * The slots under other shares.
     *
     * @param before who has which slots; the rest is control's
     * @param shares of the candidates, each 0 to 1, in all at most 1; who is not named gets none
     * @return the ranges in the order of versions, then of slots
     */
    public static List<SlotRange> reshared(List<SlotRange> before, SortedMap<Integer, Double> shares) {
        SortedMap<Integer, Integer> wanted = counts(shares);
        SortedMap<Integer, BitSet> owned = new TreeMap<>();
        wanted.keySet().forEach(version -> owned.put(version, new BitSet()));
        before.forEach(range ->
                owned.computeIfAbsent(range.version(), version -> new BitSet()).set(range.from(), range.to()));
        BitSet free = new BitSet();
        free.set(0, SlotRange.SLOTS);
        owned.values().forEach(free::andNot);
        BitSet givenBack = new BitSet();
        owned.forEach((version, slots) -> {
            for (int left = slots.cardinality() - wanted.getOrDefault(version, 0); left > 0; left--) {
                int last = slots.length() - 1;
                slots.clear(last);
                givenBack.set(last);
            }
        });
        wanted.forEach((version, count) -> {
            BitSet slots = Objects.requireNonNull(owned.get(version));
            take(free, slots, count - slots.cardinality());
            take(givenBack, slots, count - slots.cardinality());
        });
        List<SlotRange> ranges = new ArrayList<>();
        owned.forEach((version, slots) -> ranges.addAll(ranges(version, slots)));
        return ranges;
    }

    /** Moves so many of the lowest slots, or all that there are. */
    private static void take(BitSet from, BitSet to, int count) {
        int slot = from.nextSetBit(0);
        for (int left = count; left > 0 && slot >= 0; left--) {
            from.clear(slot);
            to.set(slot);
            slot = from.nextSetBit(slot + 1);
        }
    }

    /**
     * Shares in slots: each rounded by itself, so that what others get changes nothing, and at least one slot for whoever has a share, control too. Where
     * that comes to more or less than there are, the largest share makes up for it.
     */
    private static SortedMap<Integer, Integer> counts(SortedMap<Integer, Double> shares) {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        shares.forEach((version, share) ->
                counts.put(version, share == 0 ? 0 : (int) Math.max(1, Math.round(share * SlotRange.SLOTS))));
        boolean isAll =
                shares.values().stream().mapToDouble(Double::doubleValue).sum() > 1 - ROUNDED;
        int most = isAll ? SlotRange.SLOTS : SlotRange.SLOTS - 1;
        int over = counts.values().stream().mapToInt(Integer::intValue).sum() - most;
        if (over > 0 || isAll) {
            int largest = Collections.max(shares.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            counts.merge(largest, -over, Integer::sum);
        }
        return counts;
    }

    private static List<SlotRange> ranges(int version, BitSet slots) {
        List<SlotRange> ranges = new ArrayList<>();
        for (int from = slots.nextSetBit(0); from >= 0; ) {
            int to = slots.nextClearBit(from);
            ranges.add(new SlotRange(version, from, to));
            from = slots.nextSetBit(to);
        }
        return ranges;
    }
}
