package dev.modelregistry.core.index;

import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Edge;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.support.IndexKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableMap;

/** Which values a range has. Pure. */
public final class Ranges {
    private Ranges() {}

    /** Whether a range has a value. */
    public static boolean contains(Range range, IndexKey value) {
        if (range instanceof Range.OneOf oneOf) {
            return oneOf.values().stream().anyMatch(one -> IndexKey.of(one).equals(value));
        } else if (range instanceof Range.StartingWith start) {
            return begins(value.all(), IndexKey.startingWith(start.prefix()).all());
        }
        Range.Interval interval = (Range.Interval) range;
        return isInside(interval.low(), value, 1) && isInside(interval.high(), value, -1);
    }

    private static boolean begins(byte[] all, byte[] prefix) {
        return all.length >= prefix.length && Arrays.equals(all, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** @param side the sign of how an inner value compares with the bound */
    private static boolean isInside(Bound bound, IndexKey value, int side) {
        if (bound.value().isEmpty()) {
            return true;
        }
        IndexKey end = IndexKey.of(bound.value().get());
        if (end.kind()[0] != value.kind()[0]) {
            return false;
        }
        int order = Arrays.compareUnsigned(value.all(), end.all());
        return order == 0 ? bound.edge() == Edge.INSIDE : Integer.signum(order) == side;
    }

    /** The part of a map in which all values of a range are; there may be others. */
    static <T> NavigableMap<IndexKey, T> within(Range range, NavigableMap<IndexKey, T> all) {
        if (range instanceof Range.StartingWith start) {
            IndexKey prefix = IndexKey.startingWith(start.prefix());
            return between(all, prefix.lowest(), prefix.highest());
        } else if (range instanceof Range.Interval interval && !all.isEmpty()) {
            return between(
                    all,
                    interval.low()
                            .value()
                            .map(low -> IndexKey.of(low).lowest())
                            .orElse(all.firstKey().head()),
                    interval.high()
                            .value()
                            .map(high -> IndexKey.of(high).highest())
                            .orElse(all.lastKey().head()));
        }
        return all;
    }

    private static <T> NavigableMap<IndexKey, T> between(NavigableMap<IndexKey, T> all, byte[] low, byte[] high) {
        return Arrays.compareUnsigned(low, high) > 0
                ? Collections.emptyNavigableMap()
                : all.subMap(IndexKey.at(low), true, IndexKey.at(high), true);
    }
}
