package dev.modelregistry.storage;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;

/**
 * How old bytes must be before they can be garbage. Younger ones may be on their way into a commit that will name them. Immutable.
 *
 * <p>A registration, a run or a copy that is under way makes bytes young again before it commits, where it stored or found them more than half an
 * hour before. So a period is long enough if nothing takes longer than it, less an hour, from that to the moment when everybody sees the commit: no
 * transaction of a host, no pause of a process, no time without the store, and no difference between the clocks of hosts that share files.
 */
public final class GracePeriod {
    private static final Duration SHORTEST = Duration.ofHours(2);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Duration duration;

    private GracePeriod(Duration duration) {
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
     * A period of two hours to a hundred years.
     *
     * @throws InvalidInputException if it is shorter, which {@link UnsafeGracePeriod} gives, or longer
     */
    public static GracePeriod of(Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new InvalidInputException("a grace period of " + duration + " is shorter than " + SHORTEST
                    + ": what somebody is storing right now would be taken for garbage. Choose a longer one, or"
                    + " UnsafeGracePeriod where nobody writes");
        }
        return checked(duration);
    }

    static GracePeriod checked(Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                    "a grace period of " + duration + " is not between 0 and " + LONGEST.toDays() + " days");
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
