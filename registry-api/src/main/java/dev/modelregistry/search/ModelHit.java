package dev.modelregistry.search;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A model that was found, as the index knows it. Immutable.
 *
 * @param name its name
 * @param createdAt when it was created
 * @param createdBy by whom
 * @param stages those in which it has a version
 * @param aliases those that point at a version of it
 * @param tags its tags
 */
public record ModelHit(
        ModelName name,
        Instant createdAt,
        Actor createdBy,
        Set<Stage> stages,
        Set<Alias> aliases,
        Map<String, String> tags) {
    /** Copies the sets and the map. */
    public ModelHit {
        stages = Set.copyOf(stages);
        aliases = Set.copyOf(aliases);
        tags = Map.copyOf(tags);
    }
}
