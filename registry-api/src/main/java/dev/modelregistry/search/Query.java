package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to find, in which order, and which page of it. Written as text, {@code stage = 'Production' AND metrics.auc >= 0.8 ORDER BY metrics.auc
 * DESC}, or built from {@link Fields}; both make the same query, and {@link #toString()} writes it as text. What it finds is in the order that
 * it asks for, and where that makes no difference in the order of names, numbers and run keys, in the direction of its last key. Immutable.
 */
public final class Query {
    /** The page size unless another one is chosen. */
    public static final int DEFAULT_LIMIT = 100;
    /** The largest page. */
    public static final int MAX_LIMIT = 1_000;
    /** How long a search may take unless another time is given. */
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(5);

    private static final Query ALL = new Query(Filter.everything(), List.of(), DEFAULT_LIMIT, "", DEFAULT_TIME_LIMIT);

    private final Filter filter;
    private final List<Order> orders;
    private final int limit;
    private final String after;
    private final Duration timeLimit;

    private Query(Filter filter, List<Order> orders, int limit, String after, Duration timeLimit) {
        this.filter = filter;
        this.orders = List.copyOf(orders);
        this.limit = limit;
        this.after = after;
        this.timeLimit = timeLimit;
    }

    /** A query that finds everything. */
    public static Query all() {
        return ALL;
    }

    /**
     * A query that finds what meets a filter.
     *
     * @throws InvalidInputException if the filter has more than 100 conditions, of which {@code x != 1} is one; is nested deeper than 16 negations
     *     and groups that are in parentheses in its text; or has a text of more than 64 KiB characters
     */
    public static Query where(Filter filter) {
        return ALL.checked(filter, List.of());
    }

    /**
     * The query that a text writes; the grammar is in {@code docs/search.md}. The empty text finds everything.
     *
     * @throws InvalidInputException if the text is no query, or one beyond the limits of {@link #where} and {@link #orderBy}; the message points at the
     *     character
     */
    public static Query parse(String text) {
        return new QueryParser(text).query();
    }

    /**
     * The same in another order; earlier keys count before later ones.
     *
     * @throws InvalidInputException if there are more than eight, or one field twice, or the text of the query has more than 64 KiB characters
     */
    public Query orderBy(Order... keys) {
        return checked(filter, List.of(keys));
    }

    /** The same with another filter and order, if these are not too large together. */
    Query checked(Filter by, List<Order> keys) {
        Limits.check(keys);
        if (text(FilterText.limited(by), keys).length() > Limits.TEXT) {
            throw new InvalidInputException(Limits.TOO_LONG);
        }
        return new Query(by, keys, limit, after, timeLimit);
    }

    /**
     * The same with pages of at most this size.
     *
     * @throws InvalidInputException if it is not 1 to {@link #MAX_LIMIT}
     */
    public Query limit(int size) {
        if (size < 1 || size > MAX_LIMIT) {
            throw new InvalidInputException(
                    "page size " + size + " is not 1 to " + MAX_LIMIT + "; read more in further pages");
        }
        return new Query(filter, orders, size, after, timeLimit);
    }

    /** The page behind the one that gave this {@linkplain Page#next() token}; the token is checked when the query is asked. */
    public Query after(String token) {
        return new Query(filter, orders, limit, Objects.requireNonNull(token, "token"), timeLimit);
    }

    /**
     * The same with another time that it may take. The time is looked at between questions to the store, so a search may end a little later. Reading
     * journals before the first search of a process, on a store without an index of its own, does not count.
     *
     * @throws InvalidInputException if that is not positive
     */
    public Query timeLimit(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new InvalidInputException("time limit " + time + " is not positive; give the search some time");
        }
        return new Query(filter, orders, limit, after, time);
    }

    /** What must hold. */
    public Filter filter() {
        return filter;
    }

    /** The keys of the order; none for that of names, numbers and run keys. */
    public List<Order> orders() {
        return orders;
    }

    /** The size of a page. */
    public int limit() {
        return limit;
    }

    /** The token that the page comes behind; empty for the first page. */
    public Optional<String> after() {
        return after.isEmpty() ? Optional.empty() : Optional.of(after);
    }

    /** How long it may take. */
    public Duration timeLimit() {
        return timeLimit;
    }

    /**
     * An error about a field of this query, which points at it if the query was written as text.
     *
     * @param problem what is wrong with it, as a sentence that begins with the field
     */
    public InvalidInputException problem(Field field, String problem) {
        return field.problem(problem);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Query that
                && filter.equals(that.filter)
                && orders.equals(that.orders)
                && limit == that.limit
                && after.equals(that.after)
                && timeLimit.equals(that.timeLimit);
    }

    @Override
    public int hashCode() {
        return Objects.hash(filter, orders, limit, after, timeLimit);
    }

    /** The text that {@link #parse} reads into this filter and order. */
    @Override
    public String toString() {
        return text(FilterText.of(filter), orders);
    }

    private static String text(String where, List<Order> orders) {
        if (orders.isEmpty()) {
            return where;
        }
        String by = orders.stream().map(Order::toString).collect(Collectors.joining(", "));
        return (where.isEmpty() ? "" : where + " ") + "ORDER BY " + by;
    }
}
