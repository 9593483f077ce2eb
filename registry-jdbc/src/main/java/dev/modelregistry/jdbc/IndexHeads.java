package dev.modelregistry.jdbc;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Edge;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.support.IndexKey;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The heads that a range has, as a condition on rows. It has one lower and one upper end at most, because some databases begin at the first
 * end that they find. Where a head does not tell, the whole value does.
 */
final class IndexHeads {
    /** One end of a range of heads. */
    private record End(Bytes head, Edge edge) {
        static End of(byte[] head, Edge edge) {
            return new End(Bytes.of(head), edge);
        }

        String comparison(String strict) {
            return edge == Edge.INSIDE ? strict + "=" : strict;
        }
    }

    private End low = End.of(new byte[0], Edge.INSIDE);
    private End high = End.of(new byte[] {(byte) 0xff}, Edge.OUTSIDE);
    private final Sql exact = new Sql();

    private IndexHeads() {}

    /** Adds to a statement that a row's value is in a range. */
    static void add(Sql sql, Range range) {
        if (range instanceof Range.OneOf oneOf) {
            add(sql, List.copyOf(keys(oneOf)));
        } else {
            between(range).addTo(sql);
        }
    }

    /** Adds that a row's value is in a range that is no list, and behind a value. */
    static void addBehind(Sql sql, Range range, Direction direction, IndexKey reached) {
        IndexHeads heads = between(range);
        End end = End.of(reached.head(), Edge.OUTSIDE);
        if (direction == Direction.ASCENDING) {
            heads.from(end);
        } else {
            heads.to(end);
        }
        heads.addTo(sql);
    }

    /** Adds that a row's value is one of these. */
    static void add(Sql sql, List<IndexKey> keys) {
        switch (keys.size()) {
            case 0 -> sql.add(" AND 1 = 0");
            case 1 -> sql.add(" AND head = ?", keys.get(0).head());
            default ->
                sql.add(
                        " AND head IN (" + "?, ".repeat(keys.size() - 1) + "?)",
                        keys.stream().map(IndexKey::head).toArray());
        }
    }

    /** The values of a list, each once, in their order. */
    static NavigableSet<IndexKey> keys(Range.OneOf oneOf) {
        NavigableSet<IndexKey> keys = new TreeSet<>();
        oneOf.values().forEach(value -> keys.add(IndexKey.of(value)));
        return keys;
    }

    private static IndexHeads between(Range range) {
        IndexHeads heads = new IndexHeads();
        if (range instanceof Range.StartingWith start) {
            IndexKey prefix = IndexKey.startingWith(start.prefix());
            heads.from(End.of(prefix.lowest(), Edge.INSIDE));
            heads.to(End.of(prefix.highest(), Edge.INSIDE));
            if (!prefix.isShort()) {
                heads.exactly(">=", prefix.all());
                heads.exactly("<", Keys.endOf(prefix.all()));
            }
        } else if (range instanceof Range.Interval interval) {
            heads.fromBound(interval.low());
            heads.toBound(interval.high());
        }
        return heads;
    }

    private void fromBound(Bound bound) {
        bound.value().map(IndexKey::of).ifPresent(key -> {
            to(End.of(key.behindKind(), Edge.OUTSIDE));
            if (key.isShort()) {
                from(End.of(key.all(), bound.edge()));
            } else {
                from(End.of(key.lowest(), Edge.INSIDE));
                exactly(End.of(key.all(), bound.edge()).comparison(">"), key.all());
            }
        });
    }

    private void toBound(Bound bound) {
        bound.value().map(IndexKey::of).ifPresent(key -> {
            from(End.of(key.kind(), Edge.INSIDE));
            if (key.isShort()) {
                to(End.of(key.all(), bound.edge()));
            } else {
                to(End.of(key.highest(), Edge.INSIDE));
                exactly(End.of(key.all(), bound.edge()).comparison("<"), key.all());
            }
        });
    }

    private void from(End end) {
        int order = Arrays.compareUnsigned(end.head.array(), low.head.array());
        if (order > 0 || (order == 0 && end.edge == Edge.OUTSIDE)) {
            low = end;
        }
    }

    private void to(End end) {
        int order = Arrays.compareUnsigned(end.head.array(), high.head.array());
        if (order < 0 || (order == 0 && end.edge == Edge.OUTSIDE)) {
            high = end;
        }
    }

    private void exactly(String comparison, byte[] all) {
        exact.add(" AND COALESCE(whole, head) " + comparison + " ?", all);
    }

    private void addTo(Sql sql) {
        if (low.head.size() > 0) {
            sql.add(" AND head " + low.comparison(">") + " ?", low.head.array());
        }
        if (high.head.array()[0] != (byte) 0xff) {
            sql.add(" AND head " + high.comparison("<") + " ?", high.head.array());
        }
        sql.add(exact);
    }
}
