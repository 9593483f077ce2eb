package dev.modelregistry.search;

import java.util.List;

/**
 * What must hold of what is found: a tree. {@link Fields} makes its leaves, a text is read into it by {@link Query#parse}. A leaf is met by what
 * has the field with such a value; where it may have several, by any one of them. What does not have the field meets no leaf but {@link Missing},
 * and every {@link Not} of the others: unlike in SQL there is no third truth value. {@code x != 1} is short for {@code x IS NOT NULL AND NOT x
 * = 1}. Immutable.
 */
public sealed interface Filter {
    /** Both. */
    default Filter and(Filter other) {
        return new And(List.of(this, other));
    }

    /** Either, or both. */
    default Filter or(Filter other) {
        return new Or(List.of(this, other));
    }

    /** The opposite. */
    default Filter negate() {
        return new Not(this);
    }

    /** Met if all are. */
    record And(List<Filter> filters) implements Filter {
        /** Copies the list. */
        public And {
            filters = List.copyOf(filters);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return FilterText.joined(filters, " AND ");
        }
    }

    /** Met if any is. */
    record Or(List<Filter> filters) implements Filter {
        /** Copies the list. */
        public Or {
            filters = List.copyOf(filters);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return FilterText.joined(filters, " OR ");
        }
    }

    /** Met if the other is not. */
    record Not(Filter filter) implements Filter {
        /** As it is written in a query. */
        @Override
        public String toString() {
            return "NOT " + FilterText.grouped(filter);
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
    record Compare(Field field, Comparison comparison, Literal literal) implements Filter {
        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " " + comparison + " " + literal;
        }
    }

    /** Met by a value that is one of these. */
    record In(Field field, List<Literal> literals) implements Filter {
        /** Copies the list. */
        public In {
            literals = List.copyOf(literals);
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " IN " + FilterText.list(literals);
        }
    }

    /** Met by a value that is at least the one and at most the other. */
    record Between(Field field, Literal low, Literal high) implements Filter {
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
    record Like(Field field, LikePattern pattern, Case sensitivity) implements Filter {
        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " " + sensitivity.keyword + " " + pattern;
        }
    }

    /** Met by what does not have the field. */
    record Missing(Field field) implements Filter {
        /** As it is written in a query. */
        @Override
        public String toString() {
            return field + " IS NULL";
        }
    }
}
