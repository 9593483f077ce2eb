package dev.modelregistry.core.rollout;

import dev.modelregistry.rollout.SlotRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives slots to candidates. Whoever gets a smaller share gives its highest slots back to control, and then whoever gets a larger one takes
 * control's lowest. So no key goes from one candidate to another, and a share that shrinks and grows again gets the same keys back unless
 * another candidate took them meanwhile. Pure.
 */
public final class Allocation {
    private Allocation() {}

    /**
     * The slots under other shares.
     *
     * @param before who has which slots; the rest is control's
     * @param shares of the candidates, each 0 to 1, in all at most 1; who is not named gets none
     * @return the ranges in the order of versions, then of slots
     */
    public static List<SlotRange> reshared(List<SlotRange> before, SortedMap<Integer, Double> shares) {
        SortedMap<Integer, BitSet> owned = new TreeMap<>();
        BitSet taken = new BitSet(SlotRange.SLOTS);
        before.forEach(range ->
                owned.computeIfAbsent(range.version(), version -> new BitSet()).set(range.from(), range.to()));
        SortedMap<Integer, Integer> wanted = counts(shares);
        owned.forEach((version, slots) -> {
            int surplus = slots.cardinality() - wanted.getOrDefault(version, 0);
            for (; surplus > 0; surplus--) {
                slots.clear(slots.length() - 1);
            }
            taken.or(slots);
        });
        wanted.forEach((version, count) -> {
            BitSet slots = owned.computeIfAbsent(version, any -> new BitSet());
            for (int missing = count - slots.cardinality(); missing > 0; missing--) {
                int free = taken.nextClearBit(0);
                slots.set(free);
                taken.set(free);
            }
        });
        List<SlotRange> ranges = new ArrayList<>();
        owned.forEach((version, slots) -> ranges.addAll(ranges(version, slots)));
        return ranges;
    }

    /** Shares in slots: rounded, so that they add up as the shares do, and at least one slot for whoever has a share. */
    private static SortedMap<Integer, Integer> counts(SortedMap<Integer, Double> shares) {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        shares.forEach((version, share) ->
                counts.put(version, share == 0 ? 0 : Math.max(1, (int) Math.floor(share * SlotRange.SLOTS))));
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        long all = Math.min(SlotRange.SLOTS, Math.round(sum * SlotRange.SLOTS));
        long left = all - counts.values().stream().mapToInt(Integer::intValue).sum();
        List<Integer> byRemainder = shares.entrySet().stream()
                .filter(each -> each.getValue() * SlotRange.SLOTS > 1)
                .sorted(Comparator.<Map.Entry<Integer, Double>>comparingDouble(each -> -remainder(each.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
        for (int i = 0; left > 0 && i < byRemainder.size(); i++, left--) {
            counts.merge(byRemainder.get(i), 1, Integer::sum);
        }
        for (int i = byRemainder.size() - 1; left < 0 && i >= 0; i--, left++) { // tiny shares were rounded up
            counts.merge(byRemainder.get(i), -1, Integer::sum);
        }
        return counts;
    }

    private static double remainder(double share) {
        double slots = share * SlotRange.SLOTS;
        return slots - Math.floor(slots);
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
