package dev.modelregistry.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds entities by what is known of them. An entity is a text such as {@code model/flights} with any number of entries {@code key → text or
 * number}; the same key may hold several values. The engine computes the changes from events, the store applies them with the append that
 * they belong to (G8), and rebuilding from the journals gives the same index. What to look at first is the engine's choice; a store walks,
 * counts and filters. Entities and keys compare as unsigned UTF-8, values as {@link dev.modelregistry.spi.support.IndexKey} says. Thread-safe.
 */
public interface IndexStore {
    /**
     * Looks at entries of one key, one after the other in the order of value and entity, and tells those whose entity meets the filter. It costs
     * what it looks at, not what there is.
     */
    Slice walk(Walk walk);

    /** How many entries meet each of these conditions, counted to {@code atMost} and no further; 1 or more. */
    List<Integer> counts(List<Condition.Has> conditions, int atMost);

    /** The values of one key of some entities, in order; an entity that has none is left out. */
    Map<String, List<Value>> values(String key, List<String> entities);

    /** All entries of some entities, in the order of key and value; an entity that has none is left out. */
    Map<String, List<Entry>> entries(List<String> entities);

    /**
     * Entities whose ids begin with {@code prefix}, in order, behind {@code after} (exclusive; the empty text to begin).
     *
     * @param limit 1 or more
     */
    List<String> entities(String prefix, String after, int limit);

    /**
     * Applies changes outside of an append, to mend the index, if the journal still ends at this head; all of them or none.
     *
     * @return whether they were applied
     */
    boolean amend(JournalId journal, JournalStore.Head head, List<Change> changes);

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

    /** What an entity has under a key. */
    record Entry(String key, Value value) {}

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

    /** Some values. */
    sealed interface Range {
        /** Any of these; none if there are none. */
        record OneOf(List<Value> values) implements Range {
            /** Copies the list. */
            public OneOf {
                values = List.copyOf(values);
            }

            /** One value. */
            public static OneOf only(Value value) {
                return new OneOf(List.of(value));
            }
        }

        /** From one bound to the other; of one kind if either bound has a value, else of all kinds. Two bounds have values of the same kind. */
        record Interval(Bound low, Bound high) implements Range {
            /** Any value at all. */
            public static final Interval ALL = new Interval(Bound.NONE, Bound.NONE);
        }

        /** Texts that begin so. */
        record StartingWith(String prefix) implements Range {}
    }

    /**
     * Where an interval ends.
     *
     * @param value empty if it does not
     * @param edge whether the value itself is inside
     */
    record Bound(Optional<Value> value, Edge edge) {
        /** No end. */
        public static final Bound NONE = new Bound(Optional.empty(), Edge.OUTSIDE);

        /** Up to this value and with it. */
        public static Bound including(Value value) {
            return new Bound(Optional.of(value), Edge.INSIDE);
        }

        /** Up to this value and without it. */
        public static Bound excluding(Value value) {
            return new Bound(Optional.of(value), Edge.OUTSIDE);
        }
    }

    /** Whether the value at which an interval ends is a part of it. */
    enum Edge {
        /** It is. */
        INSIDE,
        /** It is not. */
        OUTSIDE
    }

    /** What an entity is asked: a tree. */
    sealed interface Condition {
        /** Met by every entity. */
        All ALWAYS = new All(List.of());

        /** Met by an entity that has an entry under the key with a value in the range. */
        record Has(String key, Range range) implements Condition {}

        /** Met if all are; so also if there are none. */
        record All(List<Condition> conditions) implements Condition {
            /** Copies the list. */
            public All {
                conditions = List.copyOf(conditions);
            }
        }

        /** Met if any is. */
        record Any(List<Condition> conditions) implements Condition {
            /** Copies the list. */
            public Any {
                conditions = List.copyOf(conditions);
            }
        }

        /** Met if the other one is not. */
        record Not(Condition condition) implements Condition {}
    }

    /** Which way a walk goes. */
    enum Direction {
        /** From the lowest value up, and of equal values from the lowest entity up. */
        ASCENDING,
        /** The other way, in both. */
        DESCENDING
    }

    /**
     * A walk.
     *
     * @param key whose entries are looked at
     * @param range of these values
     * @param after behind which row, or behind its place if it is gone, the walk begins; empty to begin at the first
     * @param filter what must hold for an entity to be told
     * @param limit at most so many entries are looked at; 1 or more
     */
    record Walk(String key, Range range, Direction direction, Optional<Row> after, Condition filter, int limit) {}

    /** An entry that a walk came by. */
    record Row(Value value, String entity) {}

    /**
     * What a walk came by.
     *
     * @param met the rows whose entities meet the filter, in the order of the walk
     * @param last the last row that was looked at if as many were as the limit allows, also if nothing is behind it; empty if they were fewer
     */
    record Slice(List<Row> met, Optional<Row> last) {
        /** Copies the list. */
        public Slice {
            met = List.copyOf(met);
        }
    }
}
