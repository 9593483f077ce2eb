package dev.modelregistry.core.decide;

import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.versioning.Bump;
import java.util.Optional;
import java.util.function.Function;

/**
 * A version that wants to be registered; its files and texts are stored.
 *
 * @param model the model, which may not exist yet
 * @param wanted which semantic version it may get
 * @param draft everything that is known of it; its semantic version means nothing
 * @param modelHash of its artifacts and configuration
 * @param content what it is, once it is known which semantic version it gets
 * @param requestKey the host's key for this request
 * @param copy what it is a copy of, if it is one
 */
public record Registration(
        ModelName model,
        Wanted wanted,
        Descriptor draft,
        Digest modelHash,
        Function<SemanticVersion, Content> content,
        Optional<String> requestKey,
        Optional<Copy> copy) {

    /** What to do instead, where the semantic version cannot be had: the end of a message. */
    String advice(String ofDraft) {
        return copy.isEmpty()
                ? ofDraft
                : ". A copy keeps its version: register its files as a version of this model instead";
    }

    /**
     * What the draft says about its semantic version.
     *
     * @param version exactly this one
     * @param base or counted on from this release
     * @param atLeast and raised so far in any case
     */
    public record Wanted(Optional<SemanticVersion> version, Optional<SemanticVersion> base, Bump atLeast) {}

    /**
     * What is registered.
     *
     * @param descriptor everything that is known of it
     * @param digest of the canonical descriptor
     * @param inline the canonical descriptor, if it is small enough to travel in the commit
     */
    public record Content(Descriptor descriptor, Digest digest, Optional<String> inline) {}

    /**
     * What is a copy.
     *
     * @param of what it is a copy of
     * @param testimony the blob with what was said of that; empty if nothing was
     */
    public record Copy(Origin of, Optional<Digest> testimony) {}
}
