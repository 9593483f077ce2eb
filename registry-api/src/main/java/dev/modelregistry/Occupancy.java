package dev.modelregistry;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Stage;
import java.time.Instant;

/**
 * That a version is in a stage, and how it got there: the answer to "which is in production, since when, who put it there, and why?".
 * Immutable.
 *
 * @param version the version
 * @param stage the stage it is in
 * @param since when it entered
 * @param by who moved it there
 * @param reason why
 */
public record Occupancy(ModelVersion version, Stage stage, Instant since, Actor by, String reason) {
    @Override
    public String toString() {
        return version + " in " + stage + " since " + since + " by " + by + " (" + reason + ")";
    }
}
