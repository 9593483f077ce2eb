package dev.modelregistry.lineage;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import java.time.Instant;

/**
 * The version that another one is a copy of, as it was when it was copied. Immutable.
 *
 * @param registry the id of the registry that it is in
 * @param model its model there
 * @param number its number there
 * @param version its semantic version, which is the copy's too
 * @param digest of its descriptor, which is the copy's too
 * @param registeredAt when it was registered there
 * @param registeredBy who registered it there
 * @param reason why it was registered there
 */
public record Origin(
        String registry,
        ModelName model,
        int number,
        SemanticVersion version,
        Digest digest,
        Instant registeredAt,
        Actor registeredBy,
        String reason) {
    /** By which its registry finds it. */
    public ModelUri uri() {
        return new ModelUri(model, new ModelUri.ByNumber(number));
    }

    /** {@code flights 1.2.0 (number 3) in registry 3f0c7a52-…, registered by alice}. */
    @Override
    public String toString() {
        return model + " " + version + " (number " + number + ") in registry " + registry + ", registered by "
                + registeredBy;
    }
}
