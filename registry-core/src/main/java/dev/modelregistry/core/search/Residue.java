package dev.modelregistry.core.search;

import dev.modelregistry.core.index.Ranges;
import dev.modelregistry.search.Field;
import dev.modelregistry.search.Filter;
import dev.modelregistry.search.Filter.Case;
import dev.modelregistry.search.LikePattern;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.support.IndexKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A filter that an index cannot answer, asked of what the index says of each entity. */
final class Residue {
    /** The values that an entity has under a key. */
    private interface Known {
        List<Value> values(String key);
    }

    private final Set<String> keys = new LinkedHashSet<>();
    private final Predicate<Known> test;

    private Residue(Filter filter, Conditions conditions) {
        this.test = test(filter, conditions);
    }

    static Residue of(Filter filter, Conditions conditions) {
        return new Residue(filter, conditions);
    }

    /** Those of some entities that meet the filter, in their order. */
    List<String> meeting(List<String> entities, IndexStore index) {
        if (entities.isEmpty()) {
            return entities;
        }
        Map<String, Map<String, List<Value>>> known = new HashMap<>();
        keys.forEach(key -> known.put(key, index.values(key, entities)));
        return entities.stream()
                .filter(entity ->
                        test.test(key -> known.getOrDefault(key, Map.of()).getOrDefault(entity, List.of())))
                .toList();
    }

    private Predicate<Known> test(Filter filter, Conditions conditions) {
        if (filter instanceof Filter.And and) {
            List<Predicate<Known>> all =
                    and.filters().stream().map(each -> test(each, conditions)).toList();
            return known -> all.stream().allMatch(each -> each.test(known));
        } else if (filter instanceof Filter.Or or) {
            List<Predicate<Known>> any =
                    or.filters().stream().map(each -> test(each, conditions)).toList();
            return known -> any.stream().anyMatch(each -> each.test(known));
        } else if (filter instanceof Filter.Not not) {
            return test(not.filter(), conditions).negate();
        }
        Field field = ((Filter.Leaf) filter).field();
        String key = conditions.key(field);
        keys.add(key);
        if (filter instanceof Filter.Missing) {
            String start = Conditions.start(field);
            return known -> known.values(key).stream().noneMatch(value -> begins(value, start));
        } else if (filter instanceof Filter.Like like) {
            LikePattern pattern = Conditions.pattern(like);
            String start = Conditions.start(field);
            return known -> known.values(key).stream().anyMatch(value -> matches(value, start, pattern, like));
        }
        Has has = conditions.leaf((Filter.Leaf) filter);
        return known -> known.values(key).stream().anyMatch(value -> Ranges.contains(has.range(), IndexKey.of(value)));
    }

    private static boolean begins(Value value, String start) {
        return start.isEmpty()
                || (value instanceof Value.Text text && text.text().startsWith(start));
    }

    private static boolean matches(Value value, String start, LikePattern pattern, Filter.Like like) {
        if (!(value instanceof Value.Text text) || !text.text().startsWith(start)) {
            return false;
        }
        String shown = text.text().substring(start.length());
        return pattern.matches(like.sensitivity() == Case.INSENSITIVE ? LikePattern.fold(shown) : shown);
    }
}
