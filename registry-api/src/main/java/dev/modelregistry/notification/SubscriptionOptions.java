package dev.modelregistry.notification;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.AuditQuery;
import java.time.Duration;

/**
 * Where a subscription begins, which commits it wants, and how it deals with failures. Begin with {@link #fromNow()} or {@link
 * #fromTheBeginning()}. Immutable; each method that changes something gives a changed copy.
 */
public final class SubscriptionOptions {
    /** Where a subscription begins that is not there yet. */
    public enum Begin {
        /** Behind what was committed before it was made. */
        NOW,
        /** At the first commit of each journal. */
        BEGINNING
    }

    private static final Duration MAX = Duration.ofDays(1);

    private final Begin begin;
    private final AuditQuery query;
    private final Duration lease;
    private final Duration firstPause;
    private final Duration longestPause;

    private SubscriptionOptions(
            Begin begin, AuditQuery query, Duration lease, Duration firstPause, Duration longestPause) {
        this.begin = begin;
        this.query = query;
        this.lease = lease;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
    }

    private static SubscriptionOptions from(Begin begin) {
        return new SubscriptionOptions(
                begin, AuditQuery.everything(), Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    /**
     * Every commit of models and settings, not of training runs, that is made after the first one has subscribed under the name; one that is made meanwhile may be delivered too. Whoever
     * finds the subscription there goes on where it is.
     */
    public static SubscriptionOptions fromNow() {
        return from(Begin.NOW);
    }

    /** Every commit of models and settings, not of training runs, that there ever was. Whoever finds the subscription there goes on where it is. */
    public static SubscriptionOptions fromTheBeginning() {
        return from(Begin.BEGINNING);
    }

    /**
     * Only the commits that a query asks for. Journals that it excludes are not read; commits of other actors and kinds are read and passed
     * over. All workers of a subscription should ask for the same. Where a later one asks for other models, those that are new to the
     * subscription begin where it began.
     *
     * @throws InvalidInputException if the query has times: a subscription has a cursor instead; or if it asks for nothing but what training
     *     runs say, of which subscriptions are not told
     */
    public SubscriptionOptions only(AuditQuery value) {
        if (value.from().isPresent() || value.until().isPresent()) {
            throw new InvalidInputException("a subscription cannot ask for '" + value
                    + "': where it is its cursor says; leave the times out, or read them with ModelRegistry.audit");
        }
        if (!value.eventTypes().isEmpty()
                && value.eventTypes().stream().allMatch(type -> type.wireName().startsWith("run."))) {
            throw new InvalidInputException("a subscription cannot ask for '" + value
                    + "': it is not told of training runs; read them with ModelRegistry.audit");
        }
        return new SubscriptionOptions(begin, value, lease, firstPause, longestPause);
    }

    /**
     * How long a worker that is heard of no more keeps its journal from the others; a minute by default. Make it at least twice as long as the
     * subscriber may need for one commit: another worker delivers that commit again if it takes longer.
     *
     * @throws InvalidInputException if it is less than a millisecond or more than a day
     */
    public SubscriptionOptions lease(Duration value) {
        return new SubscriptionOptions(begin, query, checked("lease", value), firstPause, longestPause);
    }

    /**
     * How long to wait before a commit is delivered again that the subscriber failed on: at first about this long, then twice as long each
     * time, up to a limit; one second and five minutes by default. Each pause is shortened by chance to no less than its half, so that what
     * failed together does not come back together.
     *
     * @throws InvalidInputException if one of them is less than a millisecond or more than a day, or the first is longer than the longest
     */
    public SubscriptionOptions retry(Duration first, Duration longest) {
        checked("first pause", first);
        checked("longest pause", longest);
        if (first.compareTo(longest) > 0) {
            throw new InvalidInputException(
                    "the first pause " + first + " is longer than the longest one, " + longest + "; swap them");
        }
        return new SubscriptionOptions(begin, query, lease, first, longest);
    }

    private static Duration checked(String what, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX) > 0) {
            throw new InvalidInputException(what + " " + value + " is not between a millisecond and a day");
        }
        return value;
    }

    /** Where a subscription begins that is not there yet. */
    public Begin begin() {
        return begin;
    }

    /** Which commits it wants. */
    public AuditQuery query() {
        return query;
    }

    /** How long a worker that is heard of no more keeps its journal. */
    public Duration lease() {
        return lease;
    }

    /** How long to wait after the first failure. */
    public Duration firstPause() {
        return firstPause;
    }

    /** How long to wait at most. */
    public Duration longestPause() {
        return longestPause;
    }

    @Override
    public String toString() {
        return query + (begin == Begin.NOW ? " from now" : " from the beginning") + ", lease " + lease
                + ", retry after " + firstPause + " to " + longestPause;
    }
}
