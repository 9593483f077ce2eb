package dev.modelregistry.examples.flightdelay;

import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
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

    /** @param progress makes what is told how the training of a version is getting on */
    TrainingJob(RegisteredModel flights, FlightData data, Split split, long seed, Function<String, Progress> progress) {
        this.flights = flights;
        this.data = data;
        this.split = split;
        this.seed = seed;
        this.progress = progress;
    }

    /** Trains by a recipe and registers the model under the next free version. */
    ModelVersion run(Recipe recipe, Change change) throws IOException {
        SemanticVersion version = nextVersion();
        DelayModel model = DelayModel.train(recipe, split.training(), seed, progress.apply(version.toString()));
        try (TemporaryDirectory exported = TemporaryDirectory.create()) {
            model.export(exported.path());
            return flights.register(draft -> describe(draft, version, model, exported.path()), change);
        }
    }

    /**
     * 1.0.0 to begin with, then the next minor version: by its signature each model can take the place of the one before. Versions are
     * never reused, so a second run goes on where the first one stopped. (Should two runs want the same version at the same time, the
     * registry gives it to one and tells the other that it is taken.)
     */
    private SemanticVersion nextVersion() {
        return flights.versions().stream()
                .map(ModelVersion::version)
                .max(Comparator.naturalOrder())
                .map(highest -> SemanticVersion.of(highest.major(), highest.minor() + 1, 0))
                .orElse(SemanticVersion.of(1, 0, 0));
    }

    private void describe(VersionDraft draft, SemanticVersion version, DelayModel model, Path exported) {
        Recipe recipe = model.recipe();
        Metrics heldOut = Metrics.of(model, split.heldOut());
        Metrics training = Metrics.of(model, split.training());
        draft.version(version)
                .artifact(DelayModel.FILE, exported.resolve(DelayModel.FILE))
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
