package dev.modelregistry;

import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules of a registry, which are data in its store: every process on it goes by the same ones. Each question is answered from one
 * consistent state. Thread-safe; usable while its registry is open.
 */
public interface SettingsView {
    /** How often the settings were changed; 0 if never. */
    long revision();

    /** The pipeline that governs a model, whether or not the model exists: the one that claims its name, or else the default one. */
    Pipeline pipeline(ModelName model);

    /** The pipeline that governs a model; see {@link #pipeline(ModelName)}. */
    default Pipeline pipeline(String model) {
        return pipeline(ModelName.of(model));
    }

    /** All pipelines: the default one, then the others in the order of their names. */
    List<Pipeline> pipelines();

    /** What the names of new models and versions must be like. */
    NamingConvention naming();

    /** All retention policies in the order of their names; {@link ModelRegistry#retention()} says what they make of the versions that there are. */
    List<RetentionPolicy> retentionPolicies();

    /** Every change from the first to the last, read from the store as the stream is consumed. */
    Stream<Commit> history();
}
