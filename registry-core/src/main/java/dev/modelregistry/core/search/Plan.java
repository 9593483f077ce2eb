package dev.modelregistry.core.search;

import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Field;
import dev.modelregistry.search.Filter;
import dev.modelregistry.search.Order;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A query as an index understands it.
 *
 * @param all what every hit meets; the index can answer each of them
 * @param rest what hits must meet beside that, which an index cannot answer; empty if nothing
 * @param keys by which to order; none for the order of entities
 * @param ties the way of entities whose keys are equal
 */
record Plan(Target target, List<Condition> all, Optional<Residue> rest, List<Key> keys, Direction ties) {
    /** A key of the order. */
    record Key(String name, Direction direction) {}

    /** @throws dev.modelregistry.error.InvalidInputException if the target does not have a field, or has several values of one to order by */
    static Plan of(Query query, Target target) {
        Conditions conditions = new Conditions(query, target);
        List<Filter> filters = query.filter() instanceof Filter.And and ? and.filters() : List.of(query.filter());
        Set<String> ofMany = filters.stream()
                .filter(filter -> filter instanceof Filter.Leaf leaf
                        && leaf.field().attribute().isManyOf(target))
                .map(filter -> conditions.key(((Filter.Leaf) filter).field()))
                .collect(Collectors.toSet());
        List<Condition> all = Intervals.joined(
                filters.stream().map(conditions::superset).toList(), has -> !ofMany.contains(has.key()));
        Optional<Residue> rest =
                conditions.isExact() ? Optional.empty() : Optional.of(Residue.of(query.filter(), conditions));
        List<Key> keys =
                query.orders().stream().map(order -> key(query, target, order)).toList();
        Direction ties =
                keys.isEmpty() ? Direction.ASCENDING : keys.get(keys.size() - 1).direction();
        boolean byName = keys.size() == 1 && query.orders().get(0).field().attribute() == Attribute.NAME;
        return new Plan(target, all, rest, byName ? List.of() : keys, ties);
    }

    private static Key key(Query query, Target target, Order order) {
        Field field = order.field();
        Attribute attribute = field.attribute();
        require(query, target, field);
        if (attribute.isManyOf(target)) {
            throw query.problem(
                    field,
                    attribute + " may have several values, so " + target + " have no order by it; use another field");
        }
        return new Key(
                EntryNames.key(target, attribute, field.key()),
                order.direction() == Order.Direction.ASCENDING ? Direction.ASCENDING : Direction.DESCENDING);
    }

    static void require(Query query, Target target, Field field) {
        if (!field.attribute().isOf(target)) {
            throw query.problem(
                    field, target + " have no " + field.attribute() + "; search something else, or leave it out");
        }
    }

    /** That an entity is one of those searched for. */
    Has kind() {
        return new Has(EntryNames.KIND, Range.OneOf.only(new Value.Text(EntryNames.kind(target))));
    }

    /** What must hold of an entity that a path came by: that it is one of those searched for, and every condition but the path itself. */
    Condition beside(Has path) {
        List<Condition> others =
                all.stream().filter(condition -> !condition.equals(path)).toList();
        boolean isOfOthersToo = path.key().equals(EntryNames.INPUT);
        return new Condition.All(
                isOfOthersToo
                        ? Stream.concat(Stream.of(kind()), others.stream()).toList()
                        : others);
    }

    /** Conditions that every hit meets and that a walk can go along. */
    List<Has> paths() {
        return all.stream().filter(Has.class::isInstance).map(Has.class::cast).toList();
    }

    /** Whether what a walk along a path comes by is in the order of entities: if it is one value, or the names that these begin with. */
    boolean isInOrderOfEntities(Has path) {
        return isOfNames(path)
                || (path.range() instanceof Range.OneOf oneOf && oneOf.values().size() == 1);
    }

    private boolean isOfNames(Has path) {
        return path.key().equals(EntryNames.key(target, Attribute.NAME, ""));
    }

    /** Where an entity stands on such a path. */
    Row row(Has path, String entity) {
        Value value = isOfNames(path)
                ? new Value.Text(EntryNames.modelOf(entity))
                : ((Range.OneOf) path.range()).values().get(0);
        return new Row(value, entity);
    }

    /** The path to go in the order of entities, as long as it is not known how many meet which. */
    Has inOrderOfEntities() {
        return paths().stream()
                .filter(this::isInOrderOfEntities)
                .min(Comparator.comparing(path -> !isOfNames(path)))
                .orElse(kind());
    }
}
