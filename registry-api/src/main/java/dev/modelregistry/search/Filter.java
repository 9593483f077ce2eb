package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * What must hold of what is found: a tree. {@link Fields} makes its leaves, a text is read into it by {@link Query#parse}. A leaf is met by what
 * has the field with such a value; where it may have several, by any one of them. What does not have the field meets no leaf but {@link Missing},
 * and every {@link Not} of the others: unlike in SQL there is no third truth value. {@code x != 1} is short for {@code x IS NOT NULL AND NOT x
 * = 1}. Filters that mean the same and are written the same are equal: {@link And} and {@link Or} are flat, and have at least two filters; only the
 * empty {@code And}, which finds everything, stands alone. Immutable.
 */
public sealed interface Filter {
    /** What finds everything. */
    static Filter everything() {
        return And.EVERYTHING;
    }

    /** Both; the other one alone where one of them finds everything. */
    default Filter and(Filter other) {
        if (And.isEmpty(this)) {
            return other;
        }
        return And.isEmpty(other) ? this : new And(List.of(this, other));
    }

    /**
     * Either, or both.
     *
     * @throws InvalidInputException if one of them finds everything: so does the whole
     */
    default Filter or(Filter other) {
        return new Or(List.of(this, other));
    }

    /**
     * The opposite.
     *
     * @throws InvalidInputException if this finds everything: its opposite finds nothing
     */
    default Filter negate() {
        return new Not(this);
    }

    /** One condition on one field. */
    sealed interface Leaf extends Filter {
        /** The field that it is about. */
        Field field();
    }

    /** Met if all are; without any it is met by everything. */
    record And(List<Filter> filters) implements Filter {
        private static final And EVERYTHING = new And(List.of());

        /**
         * Copies the list, with what is in each {@code And} of it in the place of that.
         *
         * @throws InvalidInputException if one filter is left, which needs no {@code And}
         */
        public And {
            List<Filter> flat = new ArrayList<>();
            filters.forEach(filter -> flat.addAll(filter instanceof And and ? and.filters : List.of(filter)));
            if (flat.size() == 1) {
                throw new InvalidInputException("AND of one filter alone; use the filter as it is");
            }
            filters = List.copyOf(flat);
        }

        private static boolean isEmpty(Filter filter) {
            return filter instanceof And and && and.filters.isEmpty();
        }

        private static Filter notEmpty(Filter filter) {
            if (isEmpty(filter)) {
                throw new InvalidInputException(
                        "a filter that finds everything is within OR or NOT; leave it out, or ask for everything");
            }
            return filter;
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** Met if any is. */
    record Or(List<Filter> filters) implements Filter {
        /**
         * Copies the list, with what is in each {@code Or} of it in the place of that.
         *
         * @throws InvalidInputException if there are not at least two filters, or one of them finds everything
         */
        public Or {
            List<Filter> flat = new ArrayList<>();
            filters.forEach(
                    filter -> flat.addAll(filter instanceof Or or ? or.filters : List.of(And.notEmpty(filter))));
            if (flat.size() < 2) {
                throw new InvalidInputException(
                        "OR of " + flat.size() + " filters; give at least two, or use the only one as it is");
            }
            filters = List.copyOf(flat);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** Met if the other is not. */
    record Not(Filter filter) implements Filter {
        /** @throws InvalidInputException if the other finds everything */
        public Not {
            And.notEmpty(filter);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** How a value compares. */
    enum Comparison {
        /** The same. */
        EQUAL("="),
        /** Smaller. */
        LESS("<"),
        /** Smaller or the same. */
        AT_MOST("<="),
        /** Larger. */
        GREATER(">"),
        /** Larger or the same. */
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return sign;
        }
    }

    /** Met by a value that compares so. */
    record Compare(Field field, Comparison comparison, Literal literal) implements Leaf {
        /** @throws InvalidInputException if the field has no such values, or no order that is asked for */
        public Compare {
            if (comparison != Comparison.EQUAL) {
                Operands.checkOrdered(field);
            }
            Operands.check(field, literal);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " " + comparison + " " + literal;
        }
    }

    /** Met by a value that is one of these. */
    record In(Field field, List<Literal> literals) implements Leaf {
        /**
         * Copies the list.
         *
         * @throws InvalidInputException if it is empty or has more than 500 values, or the field has no such values
         */
        public In {
            literals = List.copyOf(literals);
            Operands.checkList(field, literals);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " IN " + FilterText.list(literals);
        }
    }

    /** Met by a value that is at least the one and at most the other. */
    record Between(Field field, Literal low, Literal high) implements Leaf {
        /** @throws InvalidInputException if the field has no such values or no order, or the one is a number and the other text */
        public Between {
            Operands.checkRange(field, low, high);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " BETWEEN " + low + " AND " + high;
        }
    }

    /** Whether case makes a difference. */
    enum Case {
        /** It does. */
        SENSITIVE("LIKE"),
        /** It does not. */
        INSENSITIVE("ILIKE");

        private final String keyword;

        Case(String keyword) {
            this.keyword = keyword;
        }
    }

    /** Met by a text that matches. */
    record Like(Field field, LikePattern pattern, Case sensitivity) implements Leaf {
        /** @throws InvalidInputException if the field is a number or a time */
        public Like {
            Operands.checkText(field);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " " + sensitivity.keyword + " " + pattern;
        }
    }

    /** Met by what does not have the field. */
    record Missing(Field field) implements Leaf {
        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " IS NULL";
        }
    }
}
