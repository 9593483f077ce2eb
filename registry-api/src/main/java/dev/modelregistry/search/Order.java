package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;

/**
 * One key of an order. What does not have the field comes last, whichever way.
 *
 * @param field by what
 * @param direction which way
 */
public record Order(Field field, Direction direction) {
    /** @throws InvalidInputException if the field is {@link Attribute#VERSION}, which has no order */
    public Order {
        Operands.checkOrdered(field);
    }

    /** Which way. */
    public enum Direction {
        /** The smallest first. */
        ASCENDING("ASC"),
        /** The largest first. */
        DESCENDING("DESC");

        private final String keyword;

        Direction(String keyword) {
            this.keyword = keyword;
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return keyword;
        }
    }

    /** As it is written in a query. */
    @Override
    public String toString() {
        return field + " " + direction;
    }
}
