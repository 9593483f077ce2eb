package dev.modelregistry.core.search;

import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.index.EntrySet;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Field;
import dev.modelregistry.search.Filter;
import dev.modelregistry.search.Filter.Case;
import dev.modelregistry.search.LikePattern;
import dev.modelregistry.search.Literal;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Range.StartingWith;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.List;
import java.util.Locale;

/**
 * Filters as conditions of an index. A pattern that is no beginning cannot be asked of an index: then the condition is met by more than the
 * filter is, or where the filter is negated by less, so that the whole never leaves a hit out. Not thread-safe.
 */
final class Conditions {
    private static final Condition NEVER = new Condition.Any(List.of());

    private final Query query;
    private final Target target;
    private boolean exact = true;

    Conditions(Query query, Target target) {
        this.query = query;
        this.target = target;
    }

    /** Whether each condition until now is met by exactly what its filter is. */
    boolean isExact() {
        return exact;
    }

    /** Met by whatever meets the filter. */
    Condition superset(Filter filter) {
        return of(filter, true);
    }

    private Condition of(Filter filter, boolean atLeast) {
        if (filter instanceof Filter.And and) {
            return new Condition.All(
                    and.filters().stream().map(each -> of(each, atLeast)).toList());
        } else if (filter instanceof Filter.Or or) {
            return new Condition.Any(
                    or.filters().stream().map(each -> of(each, atLeast)).toList());
        } else if (filter instanceof Filter.Not not) {
            return new Condition.Not(of(not.filter(), !atLeast));
        } else if (filter instanceof Filter.Like like) {
            return like(like, atLeast);
        } else if (filter instanceof Filter.Missing missing) {
            return new Condition.Not(present(missing.field()));
        }
        return leaf((Filter.Leaf) filter);
    }

    /** Met by what has the field. */
    private Has present(Field field) {
        String key = key(field);
        return new Has(key, field.attribute().isLineage() ? new StartingWith(start(field)) : Interval.ALL);
    }

    /** One that is a range of values. */
    Has leaf(Filter.Leaf leaf) {
        Field field = leaf.field();
        return new Has(key(field), range(leaf, field));
    }

    private Range range(Filter.Leaf leaf, Field field) {
        if (leaf instanceof Filter.In in) {
            return new Range.OneOf(
                    in.literals().stream().map(literal -> value(field, literal)).toList());
        } else if (leaf instanceof Filter.Between between) {
            return new Interval(
                    Bound.including(value(field, between.low())), Bound.including(value(field, between.high())));
        }
        Filter.Compare compare = (Filter.Compare) leaf;
        Value value = value(field, compare.literal());
        return switch (compare.comparison()) {
            case EQUAL -> Range.OneOf.only(value);
            case LESS -> new Interval(first(field), Bound.excluding(value));
            case AT_MOST -> new Interval(first(field), Bound.including(value));
            case GREATER -> new Interval(Bound.excluding(value), last(field));
            case AT_LEAST -> new Interval(Bound.including(value), last(field));
        };
    }

    /** Where the values of a field begin that shares its key with others. */
    private static Bound first(Field field) {
        return field.attribute().isLineage() ? Bound.including(new Value.Text(start(field))) : Bound.NONE;
    }

    /** Where they end: behind {@code name:} comes {@code name;}. */
    private static Bound last(Field field) {
        String start = start(field);
        return field.attribute().isLineage()
                ? Bound.excluding(new Value.Text(start.substring(0, start.length() - 1) + ";"))
                : Bound.NONE;
    }

    private Condition like(Filter.Like like, boolean atLeast) {
        Field field = like.field();
        LikePattern pattern = pattern(like);
        String key = key(field);
        boolean folded = like.sensitivity() == Case.INSENSITIVE && !isName(field);
        boolean indexed = pattern.isExact() || pattern.isPrefix();
        if (!indexed || (folded && field.attribute().isLineage())) {
            exact = false;
            if (!atLeast) {
                return NEVER;
            }
        }
        if (folded && field.attribute().isLineage()) {
            return present(field);
        }
        String text = start(field) + pattern.prefix();
        Range range = pattern.isExact() ? Range.OneOf.only(new Value.Text(text)) : new StartingWith(text);
        return folded
                ? new Condition.Any(List.of(new Has(key, range), new Has(EntryNames.other(key), range)))
                : new Has(key, range);
    }

    /** The pattern in the form in which it is compared. */
    static LikePattern pattern(Filter.Like like) {
        boolean folded = like.sensitivity() == Case.INSENSITIVE || isName(like.field());
        return folded ? like.pattern().folded() : like.pattern();
    }

    private static boolean isName(Field field) {
        return field.attribute().type() == Attribute.Type.NAME;
    }

    /** The key of a field in the index. */
    String key(Field field) {
        Plan.require(query, target, field);
        return EntryNames.key(target, field.attribute(), field.key());
    }

    /** What stands before the text of a field in the index. */
    static String start(Field field) {
        return field.attribute().isLineage() ? EntryNames.nodes(field.attribute()) : "";
    }

    private static Value value(Field field, Literal literal) {
        if (literal instanceof Literal.Numeric number) {
            return new Value.Numeric(number.number());
        } else if (literal instanceof Literal.Time time) {
            return EntrySet.time(time.instant());
        }
        String text = ((Literal.Text) literal).text();
        return new Value.Text(start(field) + (isName(field) ? text.toLowerCase(Locale.ROOT) : text));
    }
}
