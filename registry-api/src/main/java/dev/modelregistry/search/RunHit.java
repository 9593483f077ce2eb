package dev.modelregistry.search;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.RunId;
import dev.modelregistry.run.RunStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A training run that was found, as the index knows it; {@code registry.run(hit.id())} knows the rest. Immutable.
 *
 * @param id which run
 * @param status what is recorded: a run that was abandoned is shown as {@link RunStatus#RUNNING}
 * @param startedAt when it started
 * @param startedBy who started it
 * @param endedAt when it ended; empty if it did not
 * @param tags its tags
 * @param metrics what it said last of each metric
 */
public record RunHit(
        RunId id,
        RunStatus status,
        Instant startedAt,
        Actor startedBy,
        Optional<Instant> endedAt,
        Map<String, String> tags,
        Map<String, Double> metrics) {
    /** Copies the maps. */
    public RunHit {
        tags = Map.copyOf(tags);
        metrics = Map.copyOf(metrics);
    }
}
