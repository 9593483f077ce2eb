package dev.modelregistry.spi;

import java.util.List;

/**
 * Finds entities by what is known of them. An entity is a text such as {@code model/flights} or {@code version/flights/3} with any
 * number of entries {@code key → text or number}; the same key may hold several values. The engine computes the changes from events, the
 * store applies them with the append that they belong to (G8), and rebuilding from the journals gives the same index. Text compares as
 * unsigned UTF-8. Thread-safe.
 */
public interface IndexStore {
    /**
     * Entities whose id begins with {@code prefix} and whose entries meet all conditions, in the order of their ids, behind {@code
     * after} (exclusive; the empty text to begin).
     *
     * @param limit 1 or more
     */
    List<String> find(String prefix, List<Condition> conditions, String after, int limit);

    /** A value under a key. */
    sealed interface Value {
        /**
         * A text.
         *
         * @param text the first 1,024 characters of it are indexed and compared
         */
        record Text(String text) implements Value {}

        /**
         * A number.
         *
         * @param number finite
         */
        record Numeric(double number) implements Value {}
    }

    /** One change to the index. */
    sealed interface Change {
        /** The entity that has the entry, or shall have it. */
        String entity();

        /** The entry's key. */
        String key();

        /** The entry's value. */
        Value value();

        /** Adds an entry; one that is there already stays. */
        record Put(String entity, String key, Value value) implements Change {}

        /** Removes an entry; one that is not there is no error. */
        record Remove(String entity, String key, Value value) implements Change {}
    }

    /** What an entry is asked. */
    enum Operator {
        /** The same value. */
        EQUAL,
        /** The same or a smaller value of the same kind. */
        AT_MOST,
        /** The same or a larger value of the same kind. */
        AT_LEAST
    }

    /**
     * Met by an entity that has an entry under the key for which the operator holds.
     *
     * @param key the key
     * @param operator how the entry's value is compared
     * @param value to what
     */
    record Condition(String key, Operator operator, Value value) {}
}
