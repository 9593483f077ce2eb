package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.examples.benchmarks.Measure.Action;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes of a model with many versions, all of which were in production once, against the same changes of one with few; in memory. */
final class DecisionBenchmark {
    private static final double LIMIT = 2;
    private static final int WARM_UPS = 5;
    private static final int OPERATIONS = 20;
    private static final Change CHANGE = because("measuring");
    private static final Signature SIGNATURE = Signature.builder()
            .input("distance", DataType.FLOAT32)
            .output("delayed", DataType.FLOAT32)
            .build();

    private static final Pipeline GATED = Pipeline.standard().toBuilder()
            .flapWindow(Duration.ZERO)
            .gates(
                    Stage.PRODUCTION,
                    Gate.metricAtLeast("auc", 0.5),
                    Gate.notWorse("auc", 0.01),
                    Gate.signatureCompatible(),
                    Gate.selfTest(),
                    Gate.approvals(2))
            .build();

    private final Workspace workspace;
    private final Sizes sizes;
    private long drafts;

    DecisionBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        try (ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("benchmark")) {
            // The same version goes in and out of production here, which the flap guard is there to refuse.
            registry.settings()
                    .define(
                            Pipeline.standard().toBuilder()
                                    .flapWindow(Duration.ZERO)
                                    .build(),
                            CHANGE);
            RegisteredModel few = model(registry, "few", Sizes.FEW_VERSIONS);
            RegisteredModel many = model(registry, "many", sizes.versions());
            workspace.say("deciding among " + Sizes.FEW_VERSIONS + " and " + sizes.versions() + " versions");
            List<Row> rows = new ArrayList<>();
            rows.add(compare(
                    "preview an automatic version", () -> few.preview(this::fill), () -> many.preview(this::fill)));
            rows.add(compare("register with an automatic version", () -> register(few), () -> register(many)));
            rows.add(compare("promote three times and roll back", () -> rollBack(few), () -> rollBack(many)));
            registry.settings().define(GATED, CHANGE);
            rows.add(compare(
                    "promote by evidence and two approvals through five gates",
                    () -> release(few),
                    () -> release(many)));
            return rows;
        }
    }

    private RegisteredModel model(ModelRegistry registry, String name, int versions) {
        RegisteredModel model = registry.model(name);
        for (int i = 0; i < versions; i++) {
            ModelVersion version = register(model);
            model.promote(version, Stage.STAGING, CHANGE);
            model.promote(version, Stage.PRODUCTION, CHANGE);
        }
        return model;
    }

    private ModelVersion register(RegisteredModel model) {
        return model.register(this::fill, CHANGE);
    }

    private void fill(VersionDraft draft) {
        draft.signature(SIGNATURE)
                .metric("auc", 0.7)
                .algorithm("logistic regression")
                .parameter("draft", drafts++);
    }

    private static void rollBack(RegisteredModel model) {
        ModelVersion version = model.latest().orElseThrow();
        model.promote(version, Stage.ARCHIVED, CHANGE);
        model.promote(version, Stage.STAGING, CHANGE);
        model.promote(version, Stage.PRODUCTION, CHANGE);
        model.rollbackFrom(version, CHANGE);
    }

    private static void release(RegisteredModel model) {
        ModelVersion version = model.latest().orElseThrow();
        model.promote(version, Stage.ARCHIVED, CHANGE);
        model.promote(version, Stage.STAGING, CHANGE);
        model.recordEvidence(
                version, model.simulate(version, Stage.PRODUCTION), "self-test", CheckOutcome.passed("fine"), CHANGE);
        model.requestApproval(version, Stage.PRODUCTION, CHANGE);
        model.approve(version, Stage.PRODUCTION, CHANGE.by("bob"));
        model.approve(version, Stage.PRODUCTION, CHANGE.by("carol"));
        model.promote(version, Stage.PRODUCTION, CHANGE);
    }

    private Row compare(String what, Action few, Action many) throws IOException {
        return Row.atMost(
                LIMIT,
                what + ": " + Sizes.FEW_VERSIONS + " and " + sizes.versions() + " versions",
                Measure.inTurns(WARM_UPS, sizes.rounds(), each(few), each(many)));
    }

    private static Round each(Action action) {
        return () -> Measure.nanos(() -> {
                    for (int i = 0; i < OPERATIONS; i++) {
                        action.run();
                    }
                })
                / OPERATIONS;
    }
}
