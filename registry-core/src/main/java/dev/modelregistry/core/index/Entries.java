package dev.modelregistry.core.index;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.support.IndexKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The entries, by entity and by value: what {@link IndexStore} asks, in memory. Not thread-safe. */
final class Entries {
    private final NavigableMap<String, Lazily<NavigableMap<String, NavigableSet<IndexKey>>>> byEntity =
            new TreeMap<>(Bytes.UTF8_ORDER);
    private final Map<String, Lazily<NavigableMap<IndexKey, NavigableSet<String>>>> byValue = new HashMap<>();

    /** Changes to one entity follow each other: what it has is looked up once for them. */
    private @Nullable String putLast;

    private NavigableMap<String, NavigableSet<IndexKey>> hasLast = Collections.emptyNavigableMap();

    /** By entity and key; what is behind an entity is never empty. */
    NavigableMap<String, Lazily<NavigableMap<String, NavigableSet<IndexKey>>>> byEntity() {
        return byEntity;
    }

    /** By key and value, in the same way. */
    Map<String, Lazily<NavigableMap<IndexKey, NavigableSet<String>>>> byValue() {
        return byValue;
    }

    void apply(Change change) {
        IndexKey value = IndexKey.of(change.value());
        if (change instanceof Change.Put) {
            keysOf(change.entity())
                    .computeIfAbsent(change.key(), key -> new TreeSet<>())
                    .add(value);
            byValue.computeIfAbsent(change.key(), key -> Lazily.of(new TreeMap<>()))
                    .get()
                    .computeIfAbsent(value, any -> new TreeSet<>(Bytes.UTF8_ORDER))
                    .add(change.entity());
        } else {
            putLast = null;
            remove(byEntity, change.entity(), change.key(), value);
            remove(byValue, change.key(), value, change.entity());
        }
    }

    private NavigableMap<String, NavigableSet<IndexKey>> keysOf(String entity) {
        if (!entity.equals(putLast)) {
            hasLast = byEntity.computeIfAbsent(entity, any -> Lazily.of(new TreeMap<>(Bytes.UTF8_ORDER)))
                    .get();
            putLast = entity;
        }
        return hasLast;
    }

    /** Removes a leaf, and the branches that it leaves empty. */
    private static <A, B, C> void remove(
            Map<A, Lazily<NavigableMap<B, NavigableSet<C>>>> tree, A first, B second, C leaf) {
        tree.computeIfPresent(first, (a, branches) -> {
            branches.get().computeIfPresent(second, (b, leaves) -> {
                leaves.remove(leaf);
                return leaves.isEmpty() ? null : leaves;
            });
            return branches.get().isEmpty() ? null : branches;
        });
    }

    Slice walk(Walk walk) {
        List<Row> met = new ArrayList<>();
        int looked = 0;
        for (Map.Entry<IndexKey, NavigableSet<String>> value : values(walk).entrySet()) {
            if (!Ranges.contains(walk.range(), value.getKey())) {
                continue;
            }
            Value shown = IndexKey.value(value.getKey().all());
            for (String entity : entities(walk, value.getKey(), value.getValue())) {
                Row row = new Row(shown, entity);
                if (meets(entity, walk.filter())) {
                    met.add(row);
                }
                if (++looked == walk.limit()) {
                    return new Slice(met, Optional.of(row));
                }
            }
        }
        return new Slice(met, Optional.empty());
    }

    /** What is still to be walked, in the order of the walk. */
    private NavigableMap<IndexKey, NavigableSet<String>> values(Walk walk) {
        NavigableMap<IndexKey, NavigableSet<String>> some = in(walk.key(), walk.range());
        NavigableMap<IndexKey, NavigableSet<String>> all =
                walk.direction() == Direction.ASCENDING ? some : some.descendingMap();
        if (walk.after().isEmpty() || all.isEmpty()) {
            return all;
        }
        IndexKey reached = IndexKey.of(walk.after().get().value());
        Comparator<IndexKey> order =
                walk.direction() == Direction.ASCENDING ? Comparator.naturalOrder() : Comparator.reverseOrder();
        // A part of a map cannot be asked for what is outside of it.
        if (order.compare(reached, all.firstKey()) <= 0) {
            return all;
        }
        return order.compare(reached, all.lastKey()) > 0 ? Collections.emptyNavigableMap() : all.tailMap(reached, true);
    }

    private static NavigableSet<String> entities(Walk walk, IndexKey value, NavigableSet<String> all) {
        boolean ascending = walk.direction() == Direction.ASCENDING;
        Optional<Row> reached =
                walk.after().filter(row -> IndexKey.of(row.value()).equals(value));
        if (reached.isEmpty()) {
            return ascending ? all : all.descendingSet();
        }
        String entity = reached.get().entity();
        return ascending
                ? all.tailSet(entity, false)
                : all.headSet(entity, false).descendingSet();
    }

    /** The values of a range, and perhaps some more. */
    private NavigableMap<IndexKey, NavigableSet<String>> in(String key, Range range) {
        Lazily<NavigableMap<IndexKey, NavigableSet<String>>> column = byValue.get(key);
        NavigableMap<IndexKey, NavigableSet<String>> all =
                column == null ? Collections.emptyNavigableMap() : column.get();
        if (range.equals(Range.Interval.ALL)) {
            return all;
        }
        if (range instanceof Range.OneOf oneOf) {
            NavigableMap<IndexKey, NavigableSet<String>> some = new TreeMap<>();
            for (Value value : oneOf.values()) {
                IndexKey wanted = IndexKey.of(value);
                NavigableSet<String> entities = all.get(wanted);
                if (entities != null) {
                    some.put(wanted, entities);
                }
            }
            return some;
        }
        return Ranges.within(range, all);
    }

    int count(Condition.Has condition, int atMost) {
        int count = 0;
        for (Map.Entry<IndexKey, NavigableSet<String>> value :
                in(condition.key(), condition.range()).entrySet()) {
            if (Ranges.contains(condition.range(), value.getKey())) {
                count += value.getValue().size();
            }
            if (count >= atMost) {
                return atMost;
            }
        }
        return count;
    }

    Map<String, List<Value>> values(String key, List<String> entities) {
        Map<String, List<Value>> found = new HashMap<>();
        for (String entity : entities) {
            NavigableSet<IndexKey> values = of(entity, key);
            if (values != null) {
                found.put(
                        entity,
                        values.stream()
                                .map(value -> IndexKey.value(value.all()))
                                .toList());
            }
        }
        return found;
    }

    Map<String, List<Entry>> entries(List<String> entities) {
        Map<String, List<Entry>> found = new LinkedHashMap<>();
        for (String entity : entities) {
            List<Entry> entries = new ArrayList<>();
            keys(entity)
                    .forEach((key, values) ->
                            values.forEach(value -> entries.add(new Entry(key, IndexKey.value(value.all())))));
            if (!entries.isEmpty()) {
                found.put(entity, entries);
            }
        }
        return found;
    }

    List<String> entities(String prefix, String after, int limit) {
        String start = Bytes.UTF8_ORDER.compare(after, prefix) < 0 ? prefix : after;
        return byEntity.tailMap(start, !start.equals(after) || after.isEmpty()).keySet().stream()
                .takeWhile(entity -> entity.startsWith(prefix))
                .limit(limit)
                .toList();
    }

    private boolean meets(String entity, Condition condition) {
        if (condition instanceof Condition.Has has) {
            NavigableSet<IndexKey> values = of(entity, has.key());
            return values != null && values.stream().anyMatch(value -> Ranges.contains(has.range(), value));
        } else if (condition instanceof Condition.All all) {
            return all.conditions().stream().allMatch(each -> meets(entity, each));
        } else if (condition instanceof Condition.Any any) {
            return any.conditions().stream().anyMatch(each -> meets(entity, each));
        }
        return !meets(entity, ((Condition.Not) condition).condition());
    }

    private @Nullable NavigableSet<IndexKey> of(String entity, String key) {
        return keys(entity).get(key);
    }

    private NavigableMap<String, NavigableSet<IndexKey>> keys(String entity) {
        Lazily<NavigableMap<String, NavigableSet<IndexKey>>> keys = byEntity.get(entity);
        return keys == null ? Collections.emptyNavigableMap() : keys.get();
    }
}
