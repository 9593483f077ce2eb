package dev.modelregistry;

import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A training run in this process. Thread-safe. <b>Must be closed</b>; what it is told before counts:
 *
 * <pre>{@code
 * try (TrainingRun run = registry.startRun("flights", because("new season"))) {
 *     run.parameter("learning_rate", 0.1);
 *     for (int epoch = 1; epoch <= 20; epoch++) {
 *         run.metric("loss", epoch, train());
 *     }
 *     Artifact model = run.artifact("model.onnx", file);
 *     run.register(draft -> draft.artifact(model).metric("auc", 0.91), because("beats the champion"));
 * }
 * }</pre>
 *
 * <p>A run that is closed without having been {@linkplain #complete() completed} or having {@linkplain #register registered} a version has
 * failed. One whose process dies is {@linkplain dev.modelregistry.run.RunStatus#ABANDONED abandoned}: it is found like any other, with
 * what was saved.
 *
 * <p><b>What is saved when.</b> Facts and points are collected and saved together: when a second or a hundredth of the run's time has
 * passed, whichever is longer, when there are many, and on {@link #flush()}, {@link #register} and {@link #close()}. Files are stored at
 * once. While the store cannot be reached, the training goes on and about a million points are kept; then a method that adds more says so. In
 * a transaction of the host only {@link #flush()}, {@link #register} and {@link #close()} save anything, in its thread.
 *
 * <p><b>What is captured unasked</b> when a run starts: the JVM, the system, processors and memory, the libraries on the class path by their file
 * names, and the commit of the code, from {@code git.properties} on the class path or from the git checkout that the process works in. What
 * cannot be found out is recorded as unknown. Environment variables, command lines, and system properties other than those of the JVM, the system and its
 * locale, in which secrets may stand, are never recorded.
 *
 * <p>The registry must be open longer than the run: when it is closed first, what was told is saved, and the run is abandoned.
 */
public interface TrainingRun extends AutoCloseable {
    /** The run. Its text is what {@link Lineage#run()} of its versions says, and with {@code runs:/} before it a URI of the last of them. */
    RunId id();

    /**
     * Sets a hyper-parameter or other configuration. Setting one twice keeps the last value, here and below.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the name is not 1 to 256 printable characters, or a text is longer than 8,192
     * @throws dev.modelregistry.error.RejectedException if the run was closed; so for each method below that tells it something
     * @throws dev.modelregistry.error.StoreUnavailableException if the store has been away for so long that no more can be kept; so for each
     *     method below that tells it something
     */
    TrainingRun parameter(String name, ParameterValue value);

    /** Sets a parameter to a text. */
    default TrainingRun parameter(String name, String value) {
        return parameter(name, new ParameterValue.Text(value));
    }

    /** Sets a parameter to a whole number. */
    default TrainingRun parameter(String name, long value) {
        return parameter(name, new ParameterValue.Whole(value));
    }

    /**
     * Sets a parameter to a number.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is not finite
     */
    default TrainingRun parameter(String name, double value) {
        return parameter(name, ParameterValue.of(value));
    }

    /** Sets a parameter to yes or no. */
    default TrainingRun flag(String name, boolean value) {
        return parameter(name, new ParameterValue.Truth(value));
    }

    /**
     * Sets a result: a metric on data that was held out, as versions have them.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is not finite, or the name is not 1 to 256 printable characters
     */
    TrainingRun metric(String name, double value);

    /**
     * Adds a point to a metric series. Costs some hundred nanoseconds, saving included.
     *
     * @param step the training step, epoch or whatever the run counts by; in any order
     * @param value any; also infinite or not a number
     * @throws dev.modelregistry.error.InvalidInputException if the name is not 1 to 256 printable characters, or it would be more than the
     *     thousandth series
     */
    TrainingRun metric(String name, long step, double value);

    /** Sets a tag. */
    TrainingRun tag(String key, String value);

    /** Adds data that the run trains or validates on; the hash says its scheme, such as {@code sha256:…}. */
    default TrainingRun dataset(String name, String hash) {
        return dataset(new Lineage.Dataset(name, hash, ""));
    }

    /** Adds data that the run trains or validates on. */
    TrainingRun dataset(Lineage.Dataset dataset);

    /** Says which code trains, in place of what was found out. */
    TrainingRun code(Lineage.Code code);

    /**
     * Stores a file of the run: a model, a checkpoint, a plot. A version has it if its draft {@linkplain VersionDraft#artifact(Artifact) says
     * so}. A second one of the same name takes the place of the first.
     *
     * @param name a path: relative, {@code /} between the parts, no {@code ..}
     * @throws dev.modelregistry.error.InvalidInputException if the name is malformed, or the file cannot be read or changes meanwhile
     * @throws dev.modelregistry.error.StoreUnavailableException if it cannot be stored
     */
    Artifact artifact(String name, Path file);

    /** Stores bytes as a file of the run; see {@link #artifact(String, Path)}. */
    Artifact artifact(String name, byte[] content);

    /**
     * Saves what was collected.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; what was collected is kept
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether it was saved; the next try finds out
     */
    void flush();

    /**
     * Registers what the run made as a version of its model, and has the run complete when it is closed. The draft begins with all that the run
     * knows: parameters, results, environment, resources, how long it took, datasets, code and the run itself as lineage. What the draft is
     * given takes the place of that; of a lineage, what it leaves out is filled in. Files are chosen by the draft.
     *
     * <p>May be called several times, for several versions. Errors are those of {@link RegisteredModel#register}.
     */
    ModelVersion register(Consumer<VersionDraft> draft, Change change);

    /** Has the run complete when it is closed. */
    void complete();

    /**
     * Has the run fail when it is closed, whatever was said before.
     *
     * @param problem what went wrong; recorded for ever, so no personal data and no secrets
     */
    void fail(String problem);

    /**
     * Saves what was collected and ends the run, which takes no more from here on. Closing twice does nothing.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; close it again, or leave it, and it is tried again while
     *     the registry is open
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether the run was ended; as above
     */
    @Override
    void close();
}
