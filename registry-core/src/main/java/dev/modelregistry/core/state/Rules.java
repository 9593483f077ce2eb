package dev.modelregistry.core.state;

import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import java.util.Optional;

/**
 * The rules that one model lives under.
 *
 * @param pipeline the one that governs it
 * @param revision the revision of the settings at which that pipeline was last changed; 0 if it never was
 * @param naming what new names must be like
 * @param barrier what keeps versions where they are, beside their pipeline
 */
public record Rules(Pipeline pipeline, long revision, NamingConvention naming, Barrier barrier) {
    /** Says of a version why it may not be promoted. */
    public interface Barrier {
        /** Nothing keeps any version. */
        Barrier NONE = version -> Optional.empty();

        /** Why a version may not be promoted; empty if it may. */
        Optional<String> bars(VersionState version);
    }

    /** These rules with another barrier. */
    public Rules with(Barrier other) {
        return new Rules(pipeline, revision, naming, other);
    }
}
