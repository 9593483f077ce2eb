package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.signature.Signature;

/** Whether a fact that a pipeline requires is recorded with a version. */
final class RequiredFact {
    private RequiredFact() {}

    static boolean isRecorded(Descriptor descriptor, PersistentMap<String, String> tags, Gate.Requires required) {
        String name = required.name().orElse("");
        Lineage lineage = descriptor.lineage();
        return switch (required.kind()) {
            case SIGNATURE -> descriptor.signature().isPresent();
            case SIGNATURE_TASK ->
                descriptor.signature().flatMap(Signature::task).isPresent();
            case SIGNATURE_TARGET ->
                descriptor.signature().flatMap(Signature::target).isPresent();
            case ALGORITHM -> descriptor.algorithm().isPresent();
            case ARCHITECTURE -> descriptor.architecture().isPresent();
            case FEATURES -> !descriptor.features().isEmpty();
            case TRAINING_TIME -> descriptor.trainingTime().isPresent();
            case LINEAGE_CODE -> lineage.code().isPresent();
            case LINEAGE_DATASETS -> !lineage.datasets().isEmpty();
            case LINEAGE_PARENTS -> !lineage.parents().isEmpty();
            case LINEAGE_RUN -> lineage.run().isPresent();
            case LINEAGE_FEATURE_STORE -> lineage.featureStore().isPresent();
            case LINEAGE_FEATURE_PIPELINE -> lineage.featurePipeline().isPresent();
            case LINEAGE_PREPROCESSING -> lineage.preprocessing().isPresent();
            case ARTIFACT -> !descriptor.artifacts().isEmpty();
            case METRIC -> descriptor.metrics().containsKey(name);
            case TRAINING_METRIC -> descriptor.trainingMetrics().containsKey(name);
            case FOLDS -> descriptor.folds().containsKey(name);
            case PARAMETER -> descriptor.parameters().containsKey(name);
            case ENVIRONMENT -> descriptor.environment().containsKey(name);
            case REQUIREMENT -> descriptor.requirements().containsKey(name);
            case RESOURCE -> descriptor.resources().containsKey(name);
            case TEXT -> descriptor.texts().containsKey(name);
            case TAG -> tags.containsKey(name);
        };
    }
}
