package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Filter.Between;
import dev.modelregistry.search.Filter.Case;
import dev.modelregistry.search.Filter.Compare;
import dev.modelregistry.search.Filter.Comparison;
import dev.modelregistry.search.Filter.In;
import dev.modelregistry.search.Filter.Leaf;
import dev.modelregistry.search.Filter.Like;
import dev.modelregistry.search.Filter.Missing;
import dev.modelregistry.search.Order.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a query is built from: {@code metric("auc").atLeast(0.8).and(stage().is("Production"))}. */
public final class Fields {
    private Fields() {}

    /** {@link Attribute#NAME}. */
    public static Text name() {
        return text(Attribute.NAME);
    }

    /** {@link Attribute#STAGE}. */
    public static Text stage() {
        return text(Attribute.STAGE);
    }

    /** {@link Attribute#ALIAS}. */
    public static Text alias() {
        return text(Attribute.ALIAS);
    }

    /** {@link Attribute#NUMBER}. */
    public static Numeric number() {
        return new Numeric(Field.of(Attribute.NUMBER));
    }

    /** {@link Attribute#CREATED}. */
    public static Time created() {
        return new Time(Field.of(Attribute.CREATED));
    }

    /** {@link Attribute#ENDED}. */
    public static Time ended() {
        return new Time(Field.of(Attribute.ENDED));
    }

    /** The tag with this key. */
    public static Text tag(String key) {
        return new Text(Field.of(Attribute.TAG, key));
    }

    /** The metric of this name. */
    public static Numeric metric(String name) {
        return new Numeric(Field.of(Attribute.METRIC, name));
    }

    /** The parameter of this name where it is a number. */
    public static Numeric parameter(String name) {
        return new Numeric(Field.of(Attribute.PARAMETER, name));
    }

    /** The parameter of this name where it is a text. */
    public static Text textParameter(String name) {
        return new Text(Field.of(Attribute.PARAMETER, name));
    }

    /**
     * Any other attribute that is a text, such as {@link Attribute#DATASET}.
     *
     * @throws InvalidInputException if it needs a key, or is no text
     */
    public static Text text(Attribute attribute) {
        Field field = Field.of(attribute);
        if (attribute.type() != Attribute.Type.NAME && attribute.type() != Attribute.Type.TEXT) {
            throw new InvalidInputException(
                    attribute + " is " + attribute.type() + ", not text; use Fields." + attribute + "()");
        }
        return new Text(field);
    }

    /** What {@code !=} and every {@code NOT} behind a field mean. */
    static Filter isThereAndNot(Leaf leaf) {
        return new Missing(leaf.field()).negate().and(leaf.negate());
    }

    /**
     * A field whose values may be missing, and have an order, but for {@link Attribute#VERSION}: what asks for its order throws an {@link
     * InvalidInputException}. Immutable.
     */
    public abstract static class Ordered<T> {
        private final Field field;
        private final Function<T, Literal> literal;

        Ordered(Field field, Function<T, Literal> literal) {
            this.field = field;
            this.literal = literal;
        }

        /** The field itself. */
        public final Field field() {
            return field;
        }

        private Filter compare(Comparison comparison, T value) {
            return new Compare(field, comparison, literal.apply(value));
        }

        /** {@code =}. */
        public final Filter is(T value) {
            return compare(Comparison.EQUAL, value);
        }

        /** {@code !=}: it is there, and is not this. */
        public final Filter isNot(T value) {
            return isThereAndNot(new Compare(field, Comparison.EQUAL, literal.apply(value)));
        }

        /** {@code <}. */
        public final Filter below(T value) {
            return compare(Comparison.LESS, value);
        }

        /** {@code <=}. */
        public final Filter atMost(T value) {
            return compare(Comparison.AT_MOST, value);
        }

        /** {@code >}. */
        public final Filter above(T value) {
            return compare(Comparison.GREATER, value);
        }

        /** {@code >=}. */
        public final Filter atLeast(T value) {
            return compare(Comparison.AT_LEAST, value);
        }

        /** {@code BETWEEN}: both ends are inside. */
        public final Filter between(T low, T high) {
            return new Between(field, literal.apply(low), literal.apply(high));
        }

        /** {@code IN}. */
        @SafeVarargs
        public final Filter in(T... values) {
            List<Literal> literals = new ArrayList<>();
            for (T value : values) {
                literals.add(literal.apply(value));
            }
            return new In(field, literals);
        }

        /** {@code IN}. */
        public final Filter in(List<T> values) {
            return new In(field, values.stream().map(literal).toList());
        }

        /** {@code IS NULL}. */
        public final Filter isMissing() {
            return new Missing(field);
        }

        /** {@code IS NOT NULL}. */
        public final Filter isPresent() {
            return isMissing().negate();
        }

        /** The smallest first. */
        public final Order ascending() {
            return new Order(field, Direction.ASCENDING);
        }

        /** The largest first. */
        public final Order descending() {
            return new Order(field, Direction.DESCENDING);
        }
    }

    /** A field of text. Immutable. */
    public static final class Text extends Ordered<String> {
        private Text(Field field) {
            super(field, Literal.Text::new);
        }

        /** {@code LIKE}, without an escape character. */
        public Filter like(String pattern) {
            return like(LikePattern.of(pattern));
        }

        /** {@code LIKE}. */
        public Filter like(LikePattern pattern) {
            return new Like(field(), pattern, Case.SENSITIVE);
        }

        /** {@code ILIKE}, without an escape character. */
        public Filter ilike(String pattern) {
            return ilike(LikePattern.of(pattern));
        }

        /** {@code ILIKE}. */
        public Filter ilike(LikePattern pattern) {
            return new Like(field(), pattern, Case.INSENSITIVE);
        }

        /** It begins with this text, whatever characters that has. */
        public Filter startsWith(String text) {
            return like(LikePattern.startingWith(text));
        }
    }

    /** A field of numbers. Immutable. */
    public static final class Numeric extends Ordered<Double> {
        private Numeric(Field field) {
            super(field, Literal.Numeric::new);
        }
    }

    /** A field of instants. Immutable. */
    public static final class Time extends Ordered<Instant> {
        private Time(Field field) {
            super(field, Literal.Time::new);
        }
    }
}
