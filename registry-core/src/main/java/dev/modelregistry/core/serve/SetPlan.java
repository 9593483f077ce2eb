package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.release.Release;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a release set's journal says is to be served.
 *
 * @param release what is in production; empty if nothing is
 * @param versions its versions
 * @param revision the commit that it was read at
 * @param knownAt when it was last known to be current
 */
public record SetPlan(
        Optional<Release> release, Map<ModelName, ModelVersion> versions, long revision, Instant knownAt) {
    /** Copies the map. */
    public SetPlan {
        versions = Map.copyOf(versions);
    }
}
