package dev.modelregistry;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.Bump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is to be registered, filled in by {@link RegisteredModel#register}. What is not known is left out.
 * Setting a key twice keeps the last value. Not thread-safe, and of no use after the call that handed it out.
 */
public interface VersionDraft {
    /**
     * The semantic version; see {@link #version(SemanticVersion)}.
     *
     * @param version such as {@code 1.2.3} or {@code v1.2.3}
     * @throws InvalidInputException if the text is not one
     */
    default VersionDraft version(String version) {
        return version(SemanticVersion.parseSpoken(version));
    }

    /**
     * The semantic version. Without one the model's highest release is raised as far as the {@linkplain dev.modelregistry.versioning.Bump
     * differences} ask for; the first version is 1.0.0. One that is given must be raised at least that far above the release below it,
     * and the release above it at least as far above it; a pre-release, about the release below it. Otherwise the registration is
     * refused with the reasons.
     */
    VersionDraft version(SemanticVersion version);

    /**
     * Counts the version on from this release and not from the model's highest: for a fix on an older line.
     *
     * @throws InvalidInputException if the text is not a semantic version
     */
    default VersionDraft basedOn(String release) {
        return basedOn(SemanticVersion.parseSpoken(release));
    }

    /**
     * Counts the version on from this release and not from the model's highest: for a fix on an older line. Not together with a {@link
     * #version(SemanticVersion) version}.
     *
     * @throws InvalidInputException if it is a pre-release
     */
    VersionDraft basedOn(SemanticVersion release);

    /** Raises the version so far even where the differences ask for less; see {@link #version(SemanticVersion)}. */
    VersionDraft atLeast(Bump bump);

    /**
     * Adds a file, read when the draft is complete.
     *
     * @param name its path within the version: relative, {@code /} between the parts, no {@code ..}
     * @throws InvalidInputException if the name is malformed or is there already
     */
    VersionDraft artifact(String name, Path file);

    /**
     * Adds a file with these bytes.
     *
     * @throws InvalidInputException if the name is malformed or is there already
     */
    VersionDraft artifact(String name, byte[] content);

    /**
     * Adds a file of a training run or of another version, under its name. Where it is in this registry already, no bytes move.
     *
     * @throws InvalidInputException if the name is there already
     */
    default VersionDraft artifact(Artifact file) {
        return artifact(file.name(), file);
    }

    /**
     * Adds a file of a training run or of another version under another name.
     *
     * @throws InvalidInputException if the name is malformed or is there already
     */
    VersionDraft artifact(String name, Artifact file);

    /**
     * Adds all regular files below a directory under their relative paths. Links are not followed.
     *
     * @throws InvalidInputException if it is no directory, has no file or cannot be read, or a name is there already
     */
    VersionDraft directory(Path directory);

    /**
     * Adds known answers of the model as the artifact {@value GoldenExample#FILE}: whoever serves the version can {@linkplain
     * dev.modelregistry.serving.ServingOptions#selfTest see whether it gives them}. Like all artifacts they belong to the model hash.
     *
     * @param examples at least one, and at most 1 MiB of JSON in all
     * @throws InvalidInputException if there is none, they are too large, or an artifact of that name is there already
     */
    VersionDraft golden(List<GoldenExample> examples);

    /** What the model takes and gives. */
    VersionDraft signature(Signature signature);

    /** How it was trained, such as {@code logistic regression}. */
    VersionDraft algorithm(String algorithm);

    /** The family and layout of the model, such as {@code gradient boosted trees}. */
    VersionDraft architecture(String architecture);

    /** The names of the features, in the model's order. */
    VersionDraft features(List<String> names);

    /** Sets a hyper-parameter or other configuration. */
    VersionDraft parameter(String name, ParameterValue value);

    /** Sets a parameter to a text. */
    default VersionDraft parameter(String name, String value) {
        return parameter(name, new ParameterValue.Text(value));
    }

    /** Sets a parameter to a whole number. */
    default VersionDraft parameter(String name, long value) {
        return parameter(name, new ParameterValue.Whole(value));
    }

    /**
     * Sets a parameter to a number.
     *
     * @throws InvalidInputException if it is not finite
     */
    default VersionDraft parameter(String name, double value) {
        return parameter(name, ParameterValue.of(value));
    }

    /** Sets a parameter to yes or no. */
    default VersionDraft flag(String name, boolean value) {
        return parameter(name, new ParameterValue.Truth(value));
    }

    /**
     * Sets a metric on data that was held out.
     *
     * @throws InvalidInputException if it is not finite
     */
    VersionDraft metric(String name, double value);

    /**
     * Sets the values of a metric on the folds of a cross-validation, and the metric to their mean. Comparisons then tell change from
     * chance.
     *
     * @param values in the order of the folds, which must be the same in versions that are to be compared; 2 to 1,000
     * @throws InvalidInputException if they are fewer or more, or one is not finite
     */
    VersionDraft folds(String metric, double... values);

    /** Declares which values of a metric are better, where its name does not say so; see {@link Direction#ofName}. */
    VersionDraft direction(String metric, Direction direction);

    /**
     * Sets a metric on the training data.
     *
     * @throws InvalidInputException if it is not finite
     */
    VersionDraft trainingMetric(String name, double value);

    /** Sets a fact of the training environment, such as the version of a framework. */
    VersionDraft environment(String name, String value);

    /** Sets what a deployment needs, such as the digest of a container image. */
    VersionDraft requirement(String name, String value);

    /**
     * Says which releases of another model it works with: a {@linkplain ReleaseSet release set} puts it into production only beside one of them. Outside of a set nobody asks.
     *
     * @param releases pre-releases are in no range
     */
    VersionDraft worksWith(ModelName model, VersionRange releases);

    /**
     * Says which releases of another model it works with, such as {@code ^2.3}; see {@link #worksWith(ModelName, VersionRange)}.
     *
     * @throws InvalidInputException if the texts are no model name and no range
     */
    default VersionDraft worksWith(String model, String releases) {
        return worksWith(ModelName.of(model), VersionRange.parse(releases));
    }

    /**
     * How long the training took.
     *
     * @throws InvalidInputException if it is negative
     */
    VersionDraft trainingTime(Duration time);

    /** Sets a resource that the training used, such as {@code accelerator} or {@code memory}. */
    VersionDraft resource(String name, String value);

    /** Where it came from. */
    VersionDraft lineage(Lineage lineage);

    /**
     * Sets a text of any length. It is kept beside the descriptor, which holds its digest alone, so that it can be erased later without
     * breaking the history.
     */
    VersionDraft text(String name, String text);

    /** What it is, for people. */
    default VersionDraft description(String text) {
        return text("description", text);
    }

    /** What changed since the version before. */
    default VersionDraft changelog(String text) {
        return text("changelog", text);
    }

    /** What its users must do to change over. */
    default VersionDraft migrationNotes(String text) {
        return text("migration-notes", text);
    }
}
