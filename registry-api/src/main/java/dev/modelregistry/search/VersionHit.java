package dev.modelregistry.search;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A version that was found, as the index knows it; {@code registry.resolve(hit.uri())} knows the rest. Immutable.
 *
 * @param model its model
 * @param number its number
 * @param version its semantic version
 * @param digest of its descriptor
 * @param createdAt when it was registered
 * @param createdBy by whom
 * @param stage where it is
 * @param aliases those that point at it
 * @param tags its tags
 * @param metrics its metrics
 */
public record VersionHit(
        ModelName model,
        int number,
        SemanticVersion version,
        Digest digest,
        Instant createdAt,
        Actor createdBy,
        Stage stage,
        Set<Alias> aliases,
        Map<String, String> tags,
        Map<String, Double> metrics) {
    /** Copies the set and the maps. */
    public VersionHit {
        aliases = Set.copyOf(aliases);
        tags = Map.copyOf(tags);
        metrics = Map.copyOf(metrics);
    }

    /** {@code models:/<model>/<number>}. */
    public ModelUri uri() {
        return new ModelUri(model, new ModelUri.ByNumber(number));
    }
}
