package dev.modelregistry.examples.flightdelay;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * A model in the memory of the process that trained it. Immutable, and safe for use by many threads.
 *
 * <p>{@link #export} writes the two files of a version, {@value #FILE} and {@value Features#FILE}, from which {@link
 * OnnxPredictor} predicts the same without anything of this class.
 */
final class DelayModel implements DelayPredictor {

    static final String FILE = "model.onnx";

    /** Where the probability of a delay is in the output of an exported model. */
    static final int DELAYED_COLUMN = 1;

    // Held here because java.util.logging keeps loggers weakly: a level set on one that nobody holds is soon forgotten.
    private static final Logger TRIBUO_LOGGER = Logger.getLogger("org.tribuo");

    static {
        // Tribuo reports each training at INFO, which would land in the middle of the progress line.
        TRIBUO_LOGGER.setLevel(Level.WARNING);
    }

    private static final Label ON_TIME = new Label("on-time");
    private static final Label DELAYED = new Label("delayed");
    private static final LabelFactory LABELS = new LabelFactory();

    static final double ADAGRAD_EPSILON = 0.1;
    private static final int NO_LOGGING = -1;

    private final Recipe recipe;
    private final long seed;
    private final int rows;
    private final LinearSGDModel model;
    private final Features features;

    private DelayModel(Recipe recipe, long seed, int rows, LinearSGDModel model) {
        this.recipe = recipe;
        this.seed = seed;
        this.rows = rows;
        this.model = model;
        this.features = featuresOf(model);
    }

    /**
     * Trains a model; the same recipe, flights and seed give the same model.
     *
     * @throws IllegalArgumentException if the flights are not some delayed and some punctual
     */
    static DelayModel train(Recipe recipe, List<FlownFlight> flights, long seed, Progress progress) {
        Features encoding = Features.of(recipe.featureNames().apply(flights));
        MutableDataset<Label> examples =
                new MutableDataset<>(new SimpleDataSourceProvenance("flights", LABELS), LABELS);
        for (FlownFlight flown : flights) {
            examples.add(example(encoding, flown.flight(), flown.isDelayed() ? DELAYED : ON_TIME));
        }
        // Tribuo numbers the labels. Both sides of the export rely on the number, so it is checked, not hoped for.
        int column = examples.getOutputIDInfo().getID(DELAYED);
        if (examples.getOutputs().size() != 2 || column != DELAYED_COLUMN) {
            throw new IllegalArgumentException(
                    "the flights have the outcomes " + examples.getOutputs() + ", expected delayed and on-time");
        }
        LinearSGDTrainer trainer = new LinearSGDTrainer(
                new EpochObjective(flights.size(), recipe.epochs(), progress),
                new AdaGrad(recipe.learningRate(), ADAGRAD_EPSILON),
                recipe.epochs(),
                NO_LOGGING,
                seed);
        LinearSGDModel model = trainer.train(examples);
        return new DelayModel(recipe, seed, flights.size(), model);
    }

    @Override
    public double probabilityOfDelay(Flight flight) {
        Map<String, Label> scores = model.predict(example(features, flight, LabelFactory.UNKNOWN_LABEL))
                .getOutputScores();
        return Objects.requireNonNull(scores.get(DELAYED.getLabel())).getScore();
    }

    Recipe recipe() {
        return recipe;
    }

    long seed() {
        return seed;
    }

    /** The number of flights it learned from. */
    int rows() {
        return rows;
    }

    /** The names of its features, in the order in which the exported model expects them. */
    Features features() {
        return features;
    }

    /** Writes {@value #FILE} and {@value Features#FILE} into a directory, which is created if it is missing. */
    void export(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(FILE), toOnnx());
        features.write(directory.resolve(Features.FILE));
    }

    /** The model as the bytes of an ONNX file; the same model gives the same bytes. */
    byte[] toOnnx() {
        // ONNX has room for a version of its own. It is left alone: versions are the registry's business.
        OnnxMl.ModelProto onnx = model.exportONNXModel(DelayModel.class.getPackageName(), 0);
        // Tribuo adds when and on what machine it was trained, which would give equal models different checksums.
        return onnx.toBuilder().clearDocString().clearMetadataProps().build().toByteArray();
    }

    /** Tribuo sorts the features and forgets those that were always zero, so only the model knows what it expects. */
    private static Features featuresOf(LinearSGDModel model) {
        ImmutableFeatureMap map = model.getFeatureIDMap();
        return Features.of(IntStream.range(0, map.size())
                .mapToObj(id -> map.get(id).getName())
                .toList());
    }

    private static Example<Label> example(Features features, Flight flight, Label label) {
        Example<Label> example = new ArrayExample<>(label);
        float[] values = features.encode(flight);
        for (int i = 0; i < values.length; i++) {
            // Tribuo takes a missing feature for a zero, and is much faster with few features than with many zeros.
            if (values[i] != 0) {
                example.add(new Feature(features.names().get(i), values[i]));
            }
        }
        return example;
    }
}
