package dev.modelregistry.examples.serving;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Learns from flights, and registers what came out for both runtimes. */
final class Training {
    private static final Signature SIGNATURE = Signature.builder()
            .input("origin", DataType.STRING)
            .input("hour", DataType.INT32)
            .input("miles", DataType.INT32)
            .output("probability_of_delay", DataType.FLOAT32)
            .build();

    private static final LabelFactory LABELS = new LabelFactory();
    private static final double TRAINED_ON = 0.8;
    private static final long SEED = 1;

    // Held here, for java.util.logging keeps loggers weakly, and what is set on one that nobody holds is soon
    // forgotten.
    private static final Logger TRIBUO_LOGGER = Logger.getLogger("org.tribuo");

    static {
        TRIBUO_LOGGER.setLevel(Level.WARNING);
    }

    private final RegisteredModel model;
    private final Path scratch;

    /** @param scratch a directory for files on their way into the registry */
    Training(RegisteredModel model, Path scratch) {
        this.model = model;
        this.scratch = scratch;
    }

    /**
     * Trains on the first four fifths, measures on the rest, and registers.
     *
     * @param version such as {@code 1.1.0}
     * @param reason what is new about it
     */
    ModelVersion register(String version, List<FlownFlight> flights, String reason) throws IOException {
        int cut = (int) (flights.size() * TRAINED_ON);
        Features known =
                Features.of(flights.stream().map(flown -> flown.flight().origin()));
        LinearSGDModel trained = new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1, 0.1), 5, SEED)
                .train(examples(known, flights.subList(0, cut)));
        double auc = new LabelEvaluator()
                .evaluate(trained, examples(known, flights.subList(cut, flights.size())))
                .AUCROC(Examples.DELAYED);

        if (trained.getOutputIDInfo().getID(Examples.DELAYED) != OnnxLoader.DELAYED) {
            throw new IllegalStateException("Tribuo numbers the outcomes otherwise than the loader for ONNX expects");
        }
        Path onnx = scratch.resolve(version + ".onnx");
        Path tribuo = scratch.resolve(version + ".tribuo");
        try {
            trained.saveONNXModel(Training.class.getPackageName(), 0, onnx);
            trained.serializeToFile(tribuo);
            return model.register(
                    draft -> draft.version(version)
                            .artifact(OnnxLoader.FILE, onnx)
                            .artifact(TribuoLoader.FILE, tribuo)
                            .artifact(Features.FILE, expected(trained).toBytes())
                            .signature(SIGNATURE)
                            .metric("auc", auc),
                    because(reason));
        } finally {
            Files.deleteIfExists(onnx);
            Files.deleteIfExists(tribuo);
        }
    }

    private static MutableDataset<Label> examples(Features features, List<FlownFlight> flights) {
        MutableDataset<Label> examples =
                new MutableDataset<>(new SimpleDataSourceProvenance("flights", LABELS), LABELS);
        flights.forEach(flown -> examples.add(Examples.of(features, flown)));
        return examples;
    }

    /** Tribuo numbers the features by their names, and leaves out what was always 0, so only the model knows what it expects. */
    private static Features expected(LinearSGDModel trained) {
        ImmutableFeatureMap map = trained.getFeatureIDMap();
        return new Features(IntStream.range(0, map.size())
                .mapToObj(id -> map.get(id).getName())
                .toList());
    }
}
