package dev.modelregistry.core.search;

import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Two ends that are asked for one by one, made one interval: many may be met by half of all entities each, and both by few. Only where an
 * entity has one value, because of several each may meet one end. Pure.
 */
final class Intervals {
    private Intervals() {}

    /**
     * Conditions that together mean the same as these.
     *
     * @param hasOneValue whether an entity has at most one value under the key of a condition
     */
    static List<Condition> joined(List<Condition> all, Predicate<Has> hasOneValue) {
        List<Condition> joined = new ArrayList<>();
        for (Condition condition : all) {
            Optional<Has> both = Optional.empty();
            for (int i = 0; i < joined.size() && both.isEmpty(); i++) {
                both = both(joined.get(i), condition, hasOneValue);
                if (both.isPresent()) {
                    joined.set(i, both.get());
                }
            }
            if (both.isEmpty()) {
                joined.add(condition);
            }
        }
        return joined;
    }

    private static Optional<Has> both(Condition one, Condition other, Predicate<Has> hasOneValue) {
        boolean mayBe = one instanceof Has has
                && other instanceof Has also
                && has.key().equals(also.key())
                && hasOneValue.test(has)
                && has.range() instanceof Interval
                && also.range() instanceof Interval;
        return mayBe ? both((Has) one, (Has) other) : Optional.empty();
    }

    private static Optional<Has> both(Has one, Has other) {
        Interval first = (Interval) one.range();
        Interval second = (Interval) other.range();
        if (isLow(first) && isHigh(second) && areOfOneKind(first.low(), second.high())) {
            return Optional.of(new Has(one.key(), new Interval(first.low(), second.high())));
        }
        if (isHigh(first) && isLow(second) && areOfOneKind(first.high(), second.low())) {
            return Optional.of(new Has(one.key(), new Interval(second.low(), first.high())));
        }
        return Optional.empty();
    }

    private static boolean isLow(Interval interval) {
        return interval.low().value().isPresent() && interval.high().value().isEmpty();
    }

    private static boolean isHigh(Interval interval) {
        return interval.low().value().isEmpty() && interval.high().value().isPresent();
    }

    private static boolean areOfOneKind(Bound one, Bound other) {
        return one.value().map(Object::getClass).equals(other.value().map(Object::getClass));
    }
}
