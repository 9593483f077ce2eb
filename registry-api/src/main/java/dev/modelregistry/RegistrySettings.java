package dev.modelregistry;

import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;

/**
 * The rules of a registry, to read and to change. Every method that changes something makes exactly one commit, or none if things are
 * already as they should be, and throws what the methods of {@link RegisteredModel} throw. A rule that is changed holds for every promotion
 * and approval that begins afterwards, in every process; for the names of new models and versions, and for aliases, other processes may go
 * by the rules of a second before; within a transaction of the host, the rules are those that its isolation lets it see. Each commit to a
 * model that rests on the settings names their revision in its {@linkplain dev.modelregistry.event.Commit#basis() basis}.
 */
public interface RegistrySettings extends SettingsView {
    /**
     * Defines a pipeline, or replaces the one of its name. Versions stay where they are; evidence that was recorded under the replaced one
     * is stale. A version in a stage that is no more may go to the pipeline's first stage or to the archive.
     *
     * @throws dev.modelregistry.error.RejectedException if another pipeline claims some name that this one claims; the message names both
     *     patterns
     */
    void define(Pipeline pipeline, Change change);

    /**
     * Removes a pipeline; its models are governed by the default one from then on. Removing the default one brings back {@link
     * Pipeline#standard()}. Does nothing if there is none of this name.
     */
    void remove(String pipeline, Change change);

    /** Sets what the names of new models and versions must be like. What exists stays as it is. */
    void naming(NamingConvention convention, Change change);

    /**
     * Defines a retention policy, or replaces the one of its name. It changes nothing by itself; see {@link ModelRegistry#retention()}.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it names a stage that no pipeline has; the message lists those that there are
     * @throws dev.modelregistry.error.RejectedException if it {@linkplain RetentionPolicy#contradiction contradicts} another policy, and then the
     *     message has both, or if there are 100 of them already
     */
    void defineRetention(RetentionPolicy policy, Change change);

    /** Removes a retention policy; what expired by it stays expired. Does nothing if there is none of this name. */
    void removeRetention(String policy, Change change);
}
