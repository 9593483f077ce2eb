package dev.modelregistry.core.search;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.support.IndexKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A place in the order of a query.
 *
 * @param values of the keys of the order; empty where there is none
 * @param entity what is there
 */
record Position(List<Optional<Value>> values, String entity) {
    /** The order of a plan. */
    static Comparator<Position> order(Plan plan) {
        return (one, other) -> {
            for (int i = 0; i < plan.keys().size(); i++) {
                int order = compare(
                        one.values.get(i),
                        other.values.get(i),
                        plan.keys().get(i).direction());
                if (order != 0) {
                    return order;
                }
            }
            return plan.ties() == Direction.ASCENDING
                    ? Bytes.UTF8_ORDER.compare(one.entity, other.entity)
                    : Bytes.UTF8_ORDER.compare(other.entity, one.entity);
        };
    }

    /** What is missing comes last, whichever way. */
    private static int compare(Optional<Value> one, Optional<Value> other, Direction direction) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        }
        int order = IndexKey.of(one.get()).compareTo(IndexKey.of(other.get()));
        return direction == Direction.ASCENDING ? order : -order;
    }
}
