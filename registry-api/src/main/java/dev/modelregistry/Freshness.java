package dev.modelregistry;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;

/**
 * How current a read must be. A handle always sees what was written through its own registry object; this is about changes made by
 * others. Immutable.
 */
public final class Freshness {
    private static final Freshness LATEST = new Freshness(0);
    private static final Freshness PINNED = new Freshness(Long.MAX_VALUE);

    private final long maxAgeNanos;

    private Freshness(long maxAgeNanos) {
        this.maxAgeNanos = maxAgeNanos;
    }

    /** Ask the store before each read whether there is something new. Fails when the store cannot be reached. The default. */
    public static Freshness latest() {
        return LATEST;
    }

    /**
     * Answer from memory while the last look at the store is younger than this; then look again. When the store cannot be reached the
     * last known state is served and a warning is logged; {@link ModelView#knownAt()} tells how old it is. For serving.
     *
     * @throws InvalidInputException if the age is not above zero
     */
    public static Freshness bounded(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new InvalidInputException(
                    "maximum age " + maxAge + " is not above zero; for always current reads use Freshness.latest()");
        }
        return new Freshness(Math.min(Long.MAX_VALUE - 1, saturatedNanos(maxAge)));
    }

    /**
     * Answer from what this registry object knows, and look at the store only where it knows nothing yet. What other handles on the same
     * registry object read or write is known here too.
     */
    public static Freshness pinned() {
        return PINNED;
    }

    private static long saturatedNanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    /** The age at which what is in memory is too old, in nanoseconds: 0 for {@link #latest()}, the largest for {@link #pinned()}. */
    public long maxAgeNanos() {
        return maxAgeNanos;
    }

    /** Whether the last known state may be served when the store cannot be reached. */
    public boolean servesStale() {
        return this != LATEST;
    }

    @Override
    public String toString() {
        return this == LATEST ? "latest" : this == PINNED ? "pinned" : "bounded by " + Duration.ofNanos(maxAgeNanos);
    }
}
