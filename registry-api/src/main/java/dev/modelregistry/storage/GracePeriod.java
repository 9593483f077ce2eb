package dev.modelregistry.storage;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;

/**
 * How old bytes must be before they can be garbage. Younger ones may be on their way into a commit that will name them. Immutable.
 *
 * <p>A registration, a run or a copy that is under way makes the bytes that it stored young again before it commits, where it stored them more
 * than an hour ago. So a period is long enough if nothing takes longer than it, less an hour, from a look at the clock to the commit: no
 * transaction of a host, no pause of a process, no difference between clocks.
 */
public final class GracePeriod {
    private static final Duration SHORTEST = Duration.ofHours(2);

    private final Duration duration;

    GracePeriod(Duration duration) {
        this.duration = duration;
    }

    /** A day: after it what nothing names goes to the trash. */
    public static GracePeriod beforeTrash() {
        return new GracePeriod(Duration.ofDays(1));
    }

    /** Seven days: so long what was trashed can be brought back. */
    public static GracePeriod inTrash() {
        return new GracePeriod(Duration.ofDays(7));
    }

    /**
     * A period of two hours or more.
     *
     * @throws InvalidInputException if it is shorter; {@link UnsafeGracePeriod} gives such ones
     */
    public static GracePeriod of(Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new InvalidInputException("a grace period of " + duration + " is shorter than " + SHORTEST
                    + ": what somebody is storing right now would be taken for garbage. Choose a longer one, or"
                    + " UnsafeGracePeriod where nobody writes");
        }
        return new GracePeriod(duration);
    }

    /** How long it is. */
    public Duration duration() {
        return duration;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GracePeriod that && duration.equals(that.duration);
    }

    @Override
    public int hashCode() {
        return duration.hashCode();
    }

    @Override
    public String toString() {
        return "grace period of " + duration;
    }
}
