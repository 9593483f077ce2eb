package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How large a query may be, however it was made: each query has a text that is read back, and costs little to read. */
final class Limits {
    /** Characters of the text. */
    static final int TEXT = 64 * 1024;
    /** Conditions, such as {@code name = 'fraud'}. */
    static final int LEAVES = 100;
    /** Parentheses and {@code NOT} around a condition. */
    static final int NESTING = 16;
    /** Values of one {@code IN}. */
    static final int LITERALS = 500;
    /** Keys of an order. */
    static final int KEYS = 8;

    static final String TOO_LONG =
            "the query has more than 65,536 characters; ask for less at once, in several queries";
    static final String TOO_MANY_LEAVES =
            "the query has more than " + LEAVES + " conditions; use IN for several values, or several queries";
    static final String TOO_DEEP =
            "the query has more than " + NESTING + " parentheses and NOT within each other; write it flatter";
    static final String TOO_MANY_LITERALS = "IN has more than " + LITERALS + " values; ask in several queries";
    static final String TOO_MANY_KEYS = "the order has more than " + KEYS + " keys; leave the last ones out";

    private Limits() {}

    /** An order that has these keys. */
    static void check(List<Order> orders) {
        if (orders.size() > KEYS) {
            throw new InvalidInputException(TOO_MANY_KEYS);
        }
        Set<Field> fields = new HashSet<>();
        for (Order order : orders) {
            if (!fields.add(order.field())) {
                throw new InvalidInputException(twice(order.field()));
            }
        }
    }

    static String twice(Field field) {
        return field + " is in the order already; leave the second one out";
    }
}
