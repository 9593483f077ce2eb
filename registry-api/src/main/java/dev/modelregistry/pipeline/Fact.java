package dev.modelregistry.pipeline;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The facts that can be asked for. The wire names are stored and never change. */
public enum Fact {
    /** The version has a signature. */
    SIGNATURE("signature", false),
    /** The signature says what the model does. */
    SIGNATURE_TASK("signature.task", false),
    /** The signature says what is predicted. */
    SIGNATURE_TARGET("signature.target", false),
    /** How it was trained. */
    ALGORITHM("algorithm", false),
    /** The family and layout of the model. */
    ARCHITECTURE("architecture", false),
    /** The names of the features. */
    FEATURES("features", false),
    /** How long the training took. */
    TRAINING_TIME("training-time", false),
    /** A state of the code. */
    LINEAGE_CODE("lineage.code", false),
    /** At least one dataset. */
    LINEAGE_DATASETS("lineage.datasets", false),
    /** At least one version that it was made from. */
    LINEAGE_PARENTS("lineage.parents", false),
    /** The id of the training run. */
    LINEAGE_RUN("lineage.run", false),
    /** The feature store. */
    LINEAGE_FEATURE_STORE("lineage.feature-store", false),
    /** The version of the pipeline that computed the features. */
    LINEAGE_FEATURE_PIPELINE("lineage.feature-pipeline", false),
    /** What was done to the data before training. */
    LINEAGE_PREPROCESSING("lineage.preprocessing", false),
    /** At least one file. */
    ARTIFACT("artifact", false),
    /** A metric on data that was held out. */
    METRIC("metric", true),
    /** A metric on the training data. */
    TRAINING_METRIC("training-metric", true),
    /** The values of a metric on the folds of a cross-validation. */
    FOLDS("folds", true),
    /** A hyper-parameter. */
    PARAMETER("parameter", true),
    /** A fact of the training environment. */
    ENVIRONMENT("environment", true),
    /** A requirement for deployment. */
    REQUIREMENT("requirement", true),
    /** A resource that the training used. */
    RESOURCE("resource", true),
    /** A text, such as {@code text.description}. */
    TEXT("text", true),
    /** A tag of the version. */
    TAG("tag", true);

    private final String wireName;
    private final boolean named;

    Fact(String wireName, boolean named) {
        this.wireName = wireName;
        this.named = named;
    }

    /** The stored name, without the dot and what stands behind it. */
    public String wireName() {
        return wireName;
    }

    /** Whether a name stands behind it, as in {@code metric.auc}. */
    public boolean isNamed() {
        return named;
    }

    static Fact of(String fact) {
        for (Fact each : values()) {
            if (each.named ? fact.startsWith(each.wireName + ".") : fact.equals(each.wireName)) {
                if (each.named) {
                    Checks.text(
                            "the name in fact " + quote(fact),
                            fact.substring(each.wireName.length() + 1),
                            Descriptor.MAX_KEY);
                }
                return each;
            }
        }
        throw new InvalidInputException("fact " + quote(fact) + " is unknown; known are "
                + Arrays.stream(values())
                        .map(each -> each.named ? each.wireName + ".<name>" : each.wireName)
                        .collect(Collectors.joining(", ")));
    }
}
