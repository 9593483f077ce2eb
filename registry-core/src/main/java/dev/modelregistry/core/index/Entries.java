package dev.modelregistry.core.index;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Operator;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The entries, by entity and by value. Not thread-safe. */
final class Entries {
    private static final int MAX_TEXT = 1024;

    private static final Comparator<String> TEXT = Bytes.UTF8_ORDER;

    /** Numbers before texts; the two are never compared otherwise. */
    private static final Comparator<Value> VALUE = (left, right) -> {
        if (left instanceof Value.Text one && right instanceof Value.Text other) {
            return TEXT.compare(one.text(), other.text());
        }
        if (left instanceof Value.Numeric one && right instanceof Value.Numeric other) {
            return Double.compare(one.number() + 0.0, other.number() + 0.0); // -0 is 0
        }
        return left instanceof Value.Numeric ? -1 : 1;
    };

    private final NavigableMap<String, NavigableMap<String, NavigableSet<Value>>> byEntity = new TreeMap<>(TEXT);
    private final NavigableMap<String, NavigableMap<Value, NavigableSet<String>>> byValue = new TreeMap<>(TEXT);

    void apply(Change change) {
        Value value = cut(change.value());
        if (change instanceof Change.Put) {
            byEntity.computeIfAbsent(change.entity(), entity -> new TreeMap<>(TEXT))
                    .computeIfAbsent(change.key(), key -> new TreeSet<>(VALUE))
                    .add(value);
            byValue.computeIfAbsent(change.key(), key -> new TreeMap<>(VALUE))
                    .computeIfAbsent(value, any -> new TreeSet<>(TEXT))
                    .add(change.entity());
        } else {
            remove(byEntity, change.entity(), change.key(), value);
            remove(byValue, change.key(), value, change.entity());
        }
    }

    /** Removes a leaf, and the branches that it leaves empty. */
    private static <A, B, C> void remove(
            NavigableMap<A, NavigableMap<B, NavigableSet<C>>> tree, A first, B second, C leaf) {
        tree.computeIfPresent(first, (a, branches) -> {
            branches.computeIfPresent(second, (b, leaves) -> {
                leaves.remove(leaf);
                return leaves.isEmpty() ? null : leaves;
            });
            return branches.isEmpty() ? null : branches;
        });
    }

    private static Value cut(Value value) {
        return value instanceof Value.Text text && text.text().length() > MAX_TEXT
                ? new Value.Text(text.text().substring(0, MAX_TEXT))
                : value;
    }

    List<String> find(String prefix, List<Condition> conditions, String after, int limit) {
        String start = TEXT.compare(after, prefix) < 0 ? prefix : after;
        return candidates(conditions).tailSet(start, !start.equals(after) || after.isEmpty()).stream()
                .takeWhile(entity -> entity.startsWith(prefix))
                .filter(entity -> conditions.stream().allMatch(condition -> meets(entity, condition)))
                .limit(limit)
                .toList();
    }

    /** All that meet the first condition that asks for one value, or everything if none does. */
    private NavigableSet<String> candidates(List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (condition.operator() == Operator.EQUAL) {
                return byValue.getOrDefault(condition.key(), new TreeMap<>(VALUE))
                        .getOrDefault(cut(condition.value()), new TreeSet<>(TEXT));
            }
        }
        return byEntity.navigableKeySet();
    }

    private boolean meets(String entity, Condition condition) {
        NavigableMap<String, NavigableSet<Value>> keys = byEntity.get(entity);
        NavigableSet<Value> values = keys == null ? null : keys.get(condition.key());
        return values != null && values.stream().anyMatch(value -> meets(value, condition));
    }

    private static boolean meets(Value value, Condition condition) {
        Value asked = cut(condition.value());
        if (!value.getClass().equals(asked.getClass())) {
            return false;
        }
        int order = VALUE.compare(value, asked);
        return switch (condition.operator()) {
            case EQUAL -> order == 0;
            case AT_MOST -> order <= 0;
            case AT_LEAST -> order >= 0;
        };
    }
}
