package dev.modelregistry.core.cursor;

import java.time.Duration;

/**
 * How long to wait after a failure.
 *
 * @param first after the first one
 * @param longest at most
 */
public record Pauses(Duration first, Duration longest) {
    private static final int DOUBLINGS = 30;

    /**
     * Twice as long for each failure, up to the longest, shortened by chance to no less than its half.
     *
     * @param failures how often it has failed, 1 or more
     * @param chance at least 0 and below 1
     */
    public Duration after(int failures, double chance) {
        long bound = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, DOUBLINGS));
        return Duration.ofMillis((long) Math.ceil((double) bound * (1 - chance / 2)));
    }
}
