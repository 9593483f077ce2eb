package dev.modelregistry.examples.flightdelay;

import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.tribuo.Tribuo;

/** What a training job does: train, export, and register what came out with everything that is known of it. */
final class TrainingJob {
    /**
     * What callers hand over and get back, not the tensors inside: how a flight is encoded is the business of the version alone, so one
     * that looks at more features can take the place of one that looks at fewer.
     */
    private static final Signature SIGNATURE = Signature.builder()
            .input("departure", DataType.TIMESTAMP)
            .input("distance_miles", DataType.INT32)
            .input("origin", DataType.STRING)
            .input("destination", DataType.STRING)
            .output("probability_of_delay", DataType.FLOAT32)
            .task("binary classification")
            .target("departure more than " + FlownFlight.TOLERATED_MINUTES + " minutes behind schedule")
            .build();

    private final RegisteredModel flights;
    private final FlightData data;
    private final Split split;
    private final long seed;
    private final Function<String, Progress> progress;

    /** @param progress makes what is told how the training by a recipe is getting on */
    TrainingJob(RegisteredModel flights, FlightData data, Split split, long seed, Function<String, Progress> progress) {
        this.flights = flights;
        this.data = data;
        this.split = split;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Trains by a recipe and registers the model. Which version it becomes is left to the registry, which compares it with the one before:
     * whoever could call that one can call this one, so it is not a major version, whatever it looks at inside.
     */
    ModelVersion run(Recipe recipe, Change change) throws IOException {
        DelayModel model = DelayModel.train(recipe, split.training(), seed, progress.apply(recipe.name()));
        try (TemporaryDirectory exported = TemporaryDirectory.create()) {
            model.export(exported.path());
            return flights.register(draft -> describe(draft, model, exported.path()), change);
        }
    }

    private void describe(VersionDraft draft, DelayModel model, Path exported) {
        Recipe recipe = model.recipe();
        Metrics heldOut = Metrics.of(model, split.heldOut());
        Metrics training = Metrics.of(model, split.training());
        draft.artifact(DelayModel.FILE, exported.resolve(DelayModel.FILE))
                .artifact(Features.FILE, exported.resolve(Features.FILE))
                .signature(SIGNATURE)
                .algorithm("logistic regression")
                .features(model.features().names())
                .parameter("optimiser", "AdaGrad")
                .parameter("learning_rate", recipe.learningRate())
                .parameter("adagrad_epsilon", DelayModel.ADAGRAD_EPSILON)
                .parameter("epochs", recipe.epochs())
                .parameter("seed", model.seed())
                .metric("auc", heldOut.auc())
                .metric("log_loss", heldOut.logLoss())
                .metric("accuracy", heldOut.accuracy())
                .trainingMetric("auc", training.auc())
                .trainingMetric("log_loss", training.logLoss())
                .trainingMetric("accuracy", training.accuracy())
                .trainingTime(model.trainingTime())
                .environment("tribuo", Tribuo.VERSION)
                .environment("java", Runtime.version().toString())
                .lineage(lineage(recipe))
                .description("Says how likely a flight is to leave late. It " + recipe.description() + ".")
                .changelog("recipe " + recipe.name() + ", " + recipe.description());
    }

    /** Where the model came from: data and code, by hashes, so that "the same" can be checked and need not be believed. */
    private Lineage lineage(Recipe recipe) {
        Lineage.Builder lineage = Lineage.builder()
                .dataset(data.name(), "sha256:" + data.sha256())
                .preprocessing("sorted by departure; the last fifth held out")
                .featurePipeline(recipe.name());
        SourceCode.commit().ifPresent(commit -> lineage.code("git", commit));
        return lineage.build();
    }
}
