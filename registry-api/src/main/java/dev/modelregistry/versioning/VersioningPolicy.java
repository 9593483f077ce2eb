package dev.modelregistry.versioning;

import dev.modelregistry.descriptor.Descriptor;
import java.util.List;

/**
 * A host's own rules for semantic versions, such as "better accuracy is MINOR". It can only raise a version above what {@link Bump} asks
 * for, because the farthest of all reasons counts. It is asked about the release below a version and not about the one above. Set it with {@link dev.modelregistry.RegistryBuilder#versioning}; every host that
 * registers versions should have the same.
 */
@FunctionalInterface
public interface VersioningPolicy {
    /**
     * The reasons to raise a version that follows from the policy. It depends on nothing but the arguments, is fast, and may be called by
     * any thread and again for the same draft.
     *
     * @param base what is registered
     * @param draft what shall follow it; its version is not decided yet and says nothing
     * @return none where the policy does not mind
     */
    List<BumpReason> reasons(Descriptor base, Descriptor draft);

    /** No rules beside those of {@link Bump}. */
    static VersioningPolicy standard() {
        return (base, draft) -> List.of();
    }
}
