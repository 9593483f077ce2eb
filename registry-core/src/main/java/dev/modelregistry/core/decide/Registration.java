package dev.modelregistry.core.decide;

import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import java.util.Optional;

/**
 * A version that wants to be registered; its blobs are stored.
 *
 * @param model the model, which may not exist yet
 * @param version its semantic version
 * @param digest of its canonical descriptor
 * @param modelHash of its artifacts and configuration
 * @param descriptor the canonical descriptor, if it is small
 * @param requestKey the host's key for this request
 */
public record Registration(
        ModelName model,
        SemanticVersion version,
        Digest digest,
        Digest modelHash,
        Optional<String> descriptor,
        Optional<String> requestKey) {}
