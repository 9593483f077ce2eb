package dev.modelregistry.review;

import java.util.OptionalInt;

/**
 * What a verdict rests on beside the version, which cannot change. When one of these has moved, the verdict is stale. Immutable.
 *
 * @param pipeline the name of the pipeline
 * @param pipelineRevision the revision of the registry's settings at which the pipeline was last changed; 0 for one that never was
 * @param occupant the number of the version that was in the stage, where it holds one
 * @param occupantSince the revision of the model at which that version had entered; 0 without one
 */
public record Circumstances(String pipeline, long pipelineRevision, OptionalInt occupant, long occupantSince) {
    /** {@code pipeline default at revision 3, occupant version 7 since revision 41}. */
    @Override
    public String toString() {
        return "pipeline " + pipeline + " at revision " + pipelineRevision
                + (occupant.isPresent()
                        ? ", occupant version " + occupant.getAsInt() + " since revision " + occupantSince
                        : ", no occupant");
    }
}
