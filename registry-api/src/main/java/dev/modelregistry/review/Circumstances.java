package dev.modelregistry.review;

import java.util.OptionalInt;

/**
 * What a verdict rests on beside the version, which cannot change. When one of these has moved, the verdict is stale. Immutable.
 *
 * @param pipeline the name of the pipeline
 * @param pipelineRevision the revision of the registry's settings at which the pipeline was last changed; 0 for one that never was
 * @param occupant the number of the version that was in the stage, where it holds one
 * @param stageRevision the revision of the model at which a version had last entered or left the stage, where it holds one version; 0 if none
 *     ever had
 */
public record Circumstances(String pipeline, long pipelineRevision, OptionalInt occupant, long stageRevision) {
    /** {@code pipeline default at revision 3, occupant version 7 since revision 41}. */
    @Override
    public String toString() {
        String before = "pipeline " + pipeline + " at revision " + pipelineRevision;
        if (occupant.isEmpty() && stageRevision == 0) {
            return before;
        }
        return before + (occupant.isPresent() ? ", occupant version " + occupant.getAsInt() : ", no occupant")
                + " since revision " + stageRevision;
    }
}
