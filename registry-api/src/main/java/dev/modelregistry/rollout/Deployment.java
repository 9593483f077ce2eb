package dev.modelregistry.rollout;

import dev.modelregistry.health.RolloutVerdict;
import java.util.Optional;

/**
 * What came of watching a rollout. Immutable.
 *
 * @param outcome how it ended; empty if it is under way still, and other processes go on with it
 * @param verdict the last one; empty if it ended otherwise before there was one
 */
public record Deployment(Optional<Outcome> outcome, Optional<RolloutVerdict> verdict) {
    /** Whether the version is in production and recorded as good. */
    public boolean isCompleted() {
        return outcome.filter(Outcome.COMPLETED::equals).isPresent();
    }
}
