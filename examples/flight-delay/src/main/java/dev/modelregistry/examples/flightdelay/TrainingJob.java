package dev.modelregistry.examples.flightdelay;

import static dev.modelregistry.Change.because;

import dev.modelregistry.Artifact;
import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
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

    private final ModelRegistry registry;
    private final FlightData data;
    private final Split split;
    private final long seed;
    private final Function<String, Progress> progress;

    /** @param progress makes what is told how the training by a recipe is getting on */
    TrainingJob(ModelRegistry registry, FlightData data, Split split, long seed, Function<String, Progress> progress) {
        this.registry = registry;
        this.data = data;
        this.split = split;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Trains by a recipe and registers the model. Which version it becomes is left to the registry, which compares it with the one before:
     * whoever could call that one can call this one, so it is not a major version, whatever it looks at inside.
     *
     * <p>The run knows the JVM, the libraries, the commit of the code and the time by itself. Should the training fail, it stays in the registry
     * with what it said up to then.
     */
    ModelVersion run(Recipe recipe, Change change) throws IOException {
        try (TrainingRun run = registry.startRun(FlightDelay.MODEL, because("recipe " + recipe.name()));
                TemporaryDirectory exported = TemporaryDirectory.create()) {
            run.dataset(data.name(), "sha256:" + data.sha256())
                    .parameter("optimiser", "AdaGrad")
                    .parameter("learning_rate", recipe.learningRate())
                    .parameter("adagrad_epsilon", DelayModel.ADAGRAD_EPSILON)
                    .parameter("epochs", recipe.epochs())
                    .parameter("seed", seed);
            DelayModel model = train(recipe, run);
            model.export(exported.path());
            Artifact weights = run.artifact(DelayModel.FILE, exported.path().resolve(DelayModel.FILE));
            Artifact features = run.artifact(Features.FILE, exported.path().resolve(Features.FILE));

            Metrics heldOut = Metrics.of(model, split.heldOut());
            run.metric("auc", heldOut.auc())
                    .metric("log_loss", heldOut.logLoss())
                    .metric("accuracy", heldOut.accuracy());
            return run.register(draft -> describe(draft.artifact(weights).artifact(features), model), change);
        }
    }

    private DelayModel train(Recipe recipe, TrainingRun run) {
        Progress shown = progress.apply(recipe.name());
        return DelayModel.train(recipe, split.training(), seed, (epoch, epochs, loss) -> {
            run.metric("loss", epoch, loss);
            shown.epochDone(epoch, epochs, loss);
        });
    }

    /** What the run does not know. */
    private void describe(VersionDraft draft, DelayModel model) {
        Recipe recipe = model.recipe();
        Metrics training = Metrics.of(model, split.training());
        draft.signature(SIGNATURE)
                .algorithm("logistic regression")
                .features(model.features().names())
                .trainingMetric("auc", training.auc())
                .trainingMetric("log_loss", training.logLoss())
                .trainingMetric("accuracy", training.accuracy())
                .environment("tribuo", Tribuo.VERSION)
                .lineage(Lineage.builder()
                        .preprocessing("sorted by departure; the last fifth held out")
                        .featurePipeline(recipe.name())
                        .build())
                .description("Says how likely a flight is to leave late. It " + recipe.description() + ".")
                .changelog("recipe " + recipe.name() + ", " + recipe.description());
    }
}
