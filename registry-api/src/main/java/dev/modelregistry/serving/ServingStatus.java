package dev.modelregistry.serving;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a process serves of a model. Immutable.
 *
 * @param model the model
 * @param versions each version that is loaded or wanted, in the order of numbers
 * @param revision the commit of the model's journal that is followed; 0 before the first look
 * @param knownAt when the registry was last asked with success; where this process never could, when whoever {@linkplain dev.modelregistry.RegistryBuilder#lastKnown kept} what
 *     is served last did
 */
public record ServingStatus(ModelName model, List<Version> versions, long revision, Instant knownAt) {
    /** Copies the list. */
    public ServingStatus {
        versions = List.copyOf(versions);
    }

    /**
     * One version.
     *
     * @param number its number
     * @param version its semantic version
     * @param state where it is
     * @param leases how many requests are under way; about, while they come and go
     * @param openLeases who has them, where {@link ServingOptions#trackLeases} asks for that: the place that acquired each
     * @param problem why it could not be loaded, if so
     * @param bytes how much of the {@linkplain ServingOptions#memory memory budget} it takes; 0 without one, and before that was asked
     */
    public record Version(
            int number,
            SemanticVersion version,
            State state,
            long leases,
            List<String> openLeases,
            Optional<String> problem,
            long bytes) {
        /** Copies the list. */
        public Version {
            openLeases = List.copyOf(openLeases);
        }
    }

    /** Where a version is. More may come. */
    public enum State {
        /** It is being loaded, warmed up, tested or checked. */
        LOADING,
        /** It answers requests. */
        SERVING,
        /** It could not be loaded; it is tried again. */
        FAILED,
        /** It was replaced, and is closed when its last request is through. */
        DRAINING
    }
}
