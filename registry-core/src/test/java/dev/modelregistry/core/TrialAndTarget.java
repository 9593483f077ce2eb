package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;

/** What is proved in one registry, and where it is copied to. */
abstract class TrialAndTarget extends TwoGrounds {
    static final Pipeline GOVERNED = Pipeline.standard().toBuilder()
            .gates(STAGING, Gate.selfTest())
            .gates(PRODUCTION, Gate.selfTest(), Gate.approvals(1))
            .build();

    final RegisteredModel dev = from.model("flights");
    final RegisteredModel prod = to.model("flights");

    /** With files, texts, and a descriptor that is a blob of its own. */
    final ModelVersion trained(String version) {
        return dev.register(
                draft -> draft.version(version)
                        .artifact("model.bin", bytes("weights of " + version))
                        .artifact("labels.txt", bytes("a\nb\n"))
                        .description("Distance only.")
                        .metric("auc", 0.9)
                        .environment("e", "x".repeat(70_000))
                        .lineage(Lineage.builder().code("git", "4f2a9c1").build()),
                because("trained " + version));
    }

    /** Takes it to production in its registry with everything that a review can have. */
    final void prove(ModelVersion version) {
        from.settings().define(GOVERNED, because("prove it"));
        dev.recordEvidence(
                version,
                dev.simulate(version, STAGING),
                "self-test",
                CheckOutcome.passed("12 cases"),
                because("CI").by("ci"));
        dev.promote(version, STAGING, because("tested"));
        dev.requestApproval(version, PRODUCTION, because("ready"));
        dev.approve(version, PRODUCTION, because("looks good").by("bob"));
        dev.recordEvidence(
                version,
                dev.simulate(version, PRODUCTION),
                "self-test",
                CheckOutcome.passed("again"),
                because("CI").by("ci"));
        dev.promote(version, PRODUCTION, because("go"));
        dev.tag(version, "team", "ops", because("x"));
        dev.comment(version, "not to be copied");
    }
}
