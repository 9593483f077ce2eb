package dev.modelregistry.retention;

import dev.modelregistry.id.Actor;
import java.time.Instant;
import java.util.List;

/**
 * That the artifacts of a version or a training run are not needed any more and may be gone. All else that is known of it stays. Immutable.
 *
 * @param by who applied the policies
 * @param at when
 * @param policies the names of those by which it expired
 * @param reason why, in words
 */
public record Expiry(Actor by, Instant at, List<String> policies, String reason) {
    /** Copies the list. */
    public Expiry {
        policies = List.copyOf(policies);
    }

    @Override
    public String toString() {
        return "expired at " + at + " by " + by + ": " + reason;
    }
}
