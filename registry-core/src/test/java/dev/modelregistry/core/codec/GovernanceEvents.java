package dev.modelregistry.core.codec;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.event.SettingsEvent.NamingChanged;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ArtifactFormat;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.review.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** One event of each kind that governs, with every part that it can have. */
final class GovernanceEvents {
    /** A pipeline with one gate of every kind. */
    static final Pipeline PIPELINE = Pipeline.standard().toBuilder("fraud")
            .models("fraud-*", "scoring")
            .transition(Stage.CANARY, Stage.PRODUCTION, Gate.metricAtLeast("auc", 0.8), Gate.metricAtMost("loss", 1e-7))
            .transition(
                    Stage.STAGING,
                    Stage.PRODUCTION,
                    Gate.notWorse("auc", 0.01),
                    Gate.notWorse("fuel", 0, Direction.LOWER_IS_BETTER),
                    Gate.signatureCompatible(),
                    Gate.requires("lineage.code"),
                    Gate.artifactsVerified(),
                    Gate.scanClean(ArtifactFormat.SAFETENSORS, ArtifactFormat.ONNX),
                    Gate.shadowAgrees(ShadowRule.of(1_000, 0.01)
                            .maxFlipRate(0.02)
                            .minRankCorrelation(0.9)
                            .maxQuantileDelta(2.5)),
                    Gate.selfTest(),
                    Gate.approvals(2, Duration.ofDays(3)))
            .protect("champion", Stage.PRODUCTION, Stage.CANARY)
            .failedTo(Stage.ARCHIVED)
            .flapWindow(Duration.ofMinutes(2))
            .build();

    static final List<RegistryEvent> ALL = List.of(
            new GatesPassed(
                    2,
                    Stage.PRODUCTION,
                    new Circumstances("default", 0, OptionalInt.empty(), 0),
                    List.of(
                            GateResult.of("metric auc at least 0.8", Verdict.PASSED, "auc is 0.83"),
                            GateResult.of("check self-test", Verdict.MISSING, "no evidence"))),
            new GlassBroken(2, List.of("gate not asked: approvals", "\"late\"")),
            new EvidenceRecorded(
                    2,
                    Stage.of("Shadow"),
                    new Circumstances("fraud", 3, OptionalInt.of(1), 4),
                    GateResult.of(
                            "check self-test", CheckOutcome.failed("3 differ").with("cases", 120))),
            new ApprovalRequested(2, Stage.PRODUCTION),
            new RequestWithdrawn(2, Stage.PRODUCTION),
            new Voted(2, Stage.PRODUCTION, Opinion.APPROVED),
            new Voted(2, Stage.PRODUCTION, Opinion.REJECTED),
            new Voted(2, Stage.PRODUCTION, Opinion.WITHDRAWN),
            new PipelineDefined(PIPELINE),
            new PipelineRemoved("fraud"),
            new NamingChanged(NamingConvention.none().models("[a-z_]+", "flight_delay")),
            new NamingChanged(NamingConvention.none().versions("[0-9.]+", "1.0.0")));

    private GovernanceEvents() {}
}
