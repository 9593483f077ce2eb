package dev.modelregistry.retention;

import dev.modelregistry.id.Actor;
import java.time.Instant;

/**
 * That something must be kept whatever the policies say, as for a lawsuit. Immutable.
 *
 * @param by who said so
 * @param since when
 * @param reason why
 */
public record Hold(Actor by, Instant since, String reason) {
    @Override
    public String toString() {
        return "held since " + since + " by " + by + " (" + reason + ")";
    }
}
