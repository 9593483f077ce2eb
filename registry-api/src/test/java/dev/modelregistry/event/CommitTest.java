package dev.modelregistry.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import dev.modelregistry.event.ReleaseEvent.ReleaseAbandoned;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.event.RetentionEvent.ModelHeld;
import dev.modelregistry.event.RetentionEvent.ModelReleased;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.event.RolloutEvent.RolloutPaused;
import dev.modelregistry.event.RolloutEvent.RolloutResumed;
import dev.modelregistry.event.RolloutEvent.RolloutReweighted;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.event.RunEvent.Points;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.RunEvent.RunErased;
import dev.modelregistry.event.RunEvent.RunExpired;
import dev.modelregistry.event.RunEvent.RunFailed;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.event.SettingsEvent.NamingChanged;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.event.SettingsEvent.QuarantineLifted;
import dev.modelregistry.event.SettingsEvent.RetentionDefined;
import dev.modelregistry.event.SettingsEvent.RetentionRemoved;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.release.Member;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.review.Verdict;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.run.SeriesSummary;
import dev.modelregistry.storage.Part;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommitTest {
    private static final Counts NOTHING = new Counts(0, 0, Optional.empty(), Optional.empty());

    private static final Circumstances ALONE = new Circumstances("default", 0, OptionalInt.empty(), 0);
    private static final GateResult RESULT = GateResult.of("check self-test", Verdict.PASSED, "120 of 120");
    private static final Node BERT = Node.baseModel("bert", "2");
    private static final Edge EDGE = new Edge(Node.dataset("wiki", "sha256:ab"), BERT);
    private static final Member MEMBER =
            new Member(ModelName.of("ranker"), 12, SemanticVersion.parse("4.1.0"), Digest.ZERO);
    private static final Alias CHAMPION = Alias.of("champion");
    private static final Origin ORIGIN = new Origin(
            "dev",
            ModelName.of("flights"),
            7,
            SemanticVersion.of(1, 2, 0),
            Digest.ZERO,
            Instant.EPOCH,
            Actor.of("bob"),
            "trained");

    private static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(
                        new ModelCreated(ModelName.of("flights")), EventType.MODEL_CREATED, "created model flights"),
                Arguments.of(new ModelDeleted(), EventType.MODEL_DELETED, "deleted the model"),
                Arguments.of(new ModelRestored(), EventType.MODEL_RESTORED, "restored the model"),
                Arguments.of(
                        new VersionRegistered(
                                3,
                                SemanticVersion.of(1, 2, 0),
                                Digest.ZERO,
                                Digest.ZERO,
                                Stage.DEVELOPMENT,
                                Optional.empty(),
                                Optional.of(SemanticVersion.of(1, 1, 4)),
                                List.of(
                                        new BumpReason(Bump.MINOR, "optional input `wind` was added"),
                                        new BumpReason(Bump.PATCH, "the code changed")),
                                Optional.empty()),
                        EventType.VERSION_REGISTERED,
                        "registered version 3 (1.2.0, MINOR)"),
                Arguments.of(
                        new StageChanged(3, Stage.STAGING, Stage.PRODUCTION),
                        EventType.STAGE_CHANGED,
                        "moved version 3 Staging → Production"),
                Arguments.of(new ProvedGood(3), EventType.PROVED_GOOD, "version 3 recorded as good"),
                Arguments.of(new Failed(3), EventType.FAILED, "version 3 failed"),
                Arguments.of(
                        new GatesPassed(3, Stage.PRODUCTION, ALONE, List.of(RESULT)),
                        EventType.GATES_PASSED,
                        "version 3 passed 1 gate to Production"),
                Arguments.of(
                        new GatesPassed(3, Stage.PRODUCTION, ALONE, List.of(RESULT, RESULT)),
                        EventType.GATES_PASSED,
                        "version 3 passed 2 gates to Production"),
                Arguments.of(
                        new GlassBroken(3, List.of("gate not asked: approvals", "it is late")),
                        EventType.GLASS_BROKEN,
                        "BROKE THE GLASS for version 3: gate not asked: approvals; it is late"),
                Arguments.of(
                        new EvidenceRecorded(3, Stage.PRODUCTION, ALONE, RESULT),
                        EventType.EVIDENCE_RECORDED,
                        "evidence for version 3 to Production, check self-test: passed, 120 of 120"),
                Arguments.of(
                        new ApprovalRequested(3, Stage.PRODUCTION),
                        EventType.APPROVAL_REQUESTED,
                        "asked for approval of version 3 to Production"),
                Arguments.of(
                        new RequestWithdrawn(3, Stage.PRODUCTION),
                        EventType.REQUEST_WITHDRAWN,
                        "no longer asks for approval of version 3 to Production"),
                Arguments.of(
                        new Voted(3, Stage.PRODUCTION, Opinion.APPROVED),
                        EventType.VOTED,
                        "approved version 3 to Production"),
                Arguments.of(
                        new Voted(3, Stage.PRODUCTION, Opinion.WITHDRAWN),
                        EventType.VOTED,
                        "took back the vote on version 3 to Production"),
                Arguments.of(
                        new AliasMoved(CHAMPION, OptionalInt.empty(), 3),
                        EventType.ALIAS_MOVED,
                        "alias champion set to version 3"),
                Arguments.of(
                        new AliasMoved(CHAMPION, OptionalInt.of(2), 3),
                        EventType.ALIAS_MOVED,
                        "alias champion moved from version 2 to version 3"),
                Arguments.of(
                        new AliasRemoved(CHAMPION, 2),
                        EventType.ALIAS_REMOVED,
                        "alias champion removed from version 2"),
                Arguments.of(
                        new TagSet(OptionalInt.empty(), "team", "ops"), EventType.TAG_SET, "tagged the model team=ops"),
                Arguments.of(
                        new TagSet(OptionalInt.of(3), "team", "ops"), EventType.TAG_SET, "tagged version 3 team=ops"),
                Arguments.of(
                        new TagRemoved(OptionalInt.empty(), "team"),
                        EventType.TAG_REMOVED,
                        "removed tag team from the model"),
                Arguments.of(
                        new TagRemoved(OptionalInt.of(3), "team"),
                        EventType.TAG_REMOVED,
                        "removed tag team from version 3"),
                Arguments.of(
                        new PipelineDefined(Pipeline.standard()),
                        EventType.PIPELINE_DEFINED,
                        "defined pipeline default"),
                Arguments.of(new PipelineRemoved("fraud"), EventType.PIPELINE_REMOVED, "removed pipeline fraud"),
                Arguments.of(
                        new NamingChanged(NamingConvention.none().models("[a-z]+", "flights")),
                        EventType.NAMING_CHANGED,
                        "naming convention: model names [a-z]+ (such as 'flights'), versions free"),
                Arguments.of(
                        new RunStarted(ModelName.of("flights"), Map.of(), Optional.empty(), List.of()),
                        EventType.RUN_STARTED,
                        "started a training run of model flights"),
                Arguments.of(
                        new RunLogged(
                                1,
                                Map.of("epochs", ParameterValue.of(3)),
                                Map.of("auc", 0.9, "loss", 0.1),
                                Map.of(),
                                List.of(),
                                Optional.of(new Lineage.Code("git", "77", "")),
                                List.of(),
                                Optional.of(new Points(
                                        Digest.ZERO,
                                        Map.of("a", SeriesSummary.of(1, 1), "b", SeriesSummary.of(1, 2))))),
                        EventType.RUN_LOGGED,
                        "logged 1 parameter, 2 results, the code, 2 points"),
                Arguments.of(new RunCompleted(Map.of()), EventType.RUN_COMPLETED, "completed the run"),
                Arguments.of(
                        new RunFailed("out of memory", Map.of()),
                        EventType.RUN_FAILED,
                        "the run failed: out of memory"),
                Arguments.of(
                        new VersionCopied(3, ORIGIN, Optional.of(Digest.ZERO)),
                        EventType.VERSION_COPIED,
                        "version 3 is a copy of flights 1.2.0 (number 7) in registry dev, registered by bob"),
                Arguments.of(
                        new VersionCommented(3, 1, Digest.ZERO), EventType.VERSION_COMMENTED, "commented on version 3"),
                Arguments.of(
                        new VersionErased(2, List.of(Part.text("description"), Part.comment(3), Part.testimony())),
                        EventType.VERSION_ERASED,
                        "erased text 'description', comment 3, testimony of version 2"),
                Arguments.of(
                        new RunErased(List.of(Part.artifact("a"), Part.artifact("b"))),
                        EventType.RUN_ERASED,
                        "erased artifact 'a', artifact 'b'"),
                Arguments.of(
                        new RetentionDefined(RetentionPolicy.builder("nightly")
                                .models("fraud-*")
                                .keepLast(3)
                                .build()),
                        EventType.RETENTION_DEFINED,
                        "defined retention policy 'nightly' for [fraud-*]: keeps the last 3"),
                Arguments.of(
                        new RetentionRemoved("nightly"),
                        EventType.RETENTION_REMOVED,
                        "removed retention policy 'nightly'"),
                Arguments.of(new ModelHeld(), EventType.MODEL_HELD, "holds the model"),
                Arguments.of(new ModelReleased(), EventType.MODEL_RELEASED, "no longer holds the model"),
                Arguments.of(new VersionHeld(3), EventType.VERSION_HELD, "holds version 3"),
                Arguments.of(new VersionReleased(3), EventType.VERSION_RELEASED, "no longer holds version 3"),
                Arguments.of(
                        new VersionExpired(3, List.of("nightly"), "older than 30 days (policy 'nightly')"),
                        EventType.VERSION_EXPIRED,
                        "version 3 expired: older than 30 days (policy 'nightly')"),
                Arguments.of(new VersionRevived(3), EventType.VERSION_REVIVED, "version 3 revived"),
                Arguments.of(new RunExpired(List.of("nightly"), "old"), EventType.RUN_EXPIRED, "the run expired: old"),
                Arguments.of(new NodeQuarantined(BERT), EventType.NODE_QUARANTINED, "quarantined base_model:bert@2"),
                Arguments.of(
                        new QuarantineLifted(BERT),
                        EventType.QUARANTINE_LIFTED,
                        "lifted the quarantine of base_model:bert@2"),
                Arguments.of(
                        new EdgeRecorded(EDGE),
                        EventType.EDGE_RECORDED,
                        "recorded: base_model:bert@2 trained on dataset:wiki@sha256:ab"),
                Arguments.of(
                        new EdgeRetracted(EDGE),
                        EventType.EDGE_RETRACTED,
                        "retracted: base_model:bert@2 trained on dataset:wiki@sha256:ab"),
                Arguments.of(
                        new RolloutStarted(
                                OptionalInt.of(1),
                                List.of(2, 3),
                                RolloutPlan.of(RolloutPolicy.immediate()),
                                "xxh3-64/65536",
                                "salt",
                                List.of()),
                        EventType.ROLLOUT_STARTED,
                        "started a rollout of version 2, version 3 beside version 1"),
                Arguments.of(new RolloutMoved(1, List.of()), EventType.ROLLOUT_MOVED, "moved the rollout to step 2"),
                Arguments.of(
                        new RolloutReweighted(new Split(Map.of(2, 0.25, 1, 0.75)), List.of()),
                        EventType.ROLLOUT_REWEIGHTED,
                        "changed the shares to {1=0.75, 2=0.25}"),
                Arguments.of(new RolloutPaused(), EventType.ROLLOUT_PAUSED, "paused the rollout"),
                Arguments.of(new RolloutResumed(), EventType.ROLLOUT_RESUMED, "resumed the rollout"),
                Arguments.of(
                        new RolloutJudged(new RolloutVerdict(
                                Decision.PROMOTE,
                                1,
                                "nothing speaks against it",
                                new Health(NOTHING, NOTHING),
                                List.of())),
                        EventType.ROLLOUT_JUDGED,
                        "judged the rollout: promote in step 2"),
                Arguments.of(
                        new RolloutEnded(Outcome.ROLLED_BACK),
                        EventType.ROLLOUT_ENDED,
                        "ended the rollout: rolled back"),
                Arguments.of(
                        new ReleaseProposed(4, List.of(MEMBER), OptionalInt.empty()),
                        EventType.RELEASE_PROPOSED,
                        "proposed release 4 of ranker v4.1.0 (12)"),
                Arguments.of(new ReleasePromoted(4), EventType.RELEASE_PROMOTED, "put release 4 into production"),
                Arguments.of(new ReleaseAbandoned(4), EventType.RELEASE_ABANDONED, "abandoned release 4"),
                Arguments.of(
                        new MemberPrepared("shop", 4, OptionalInt.of(12), OptionalInt.empty()),
                        EventType.MEMBER_PREPARED,
                        "prepared version 12 for release 4 of set 'shop'"),
                Arguments.of(
                        new MemberSettled("shop", 4, true),
                        EventType.MEMBER_SETTLED,
                        "follows release 4 of set 'shop', which was promoted"),
                Arguments.of(new MemberLeft("shop"), EventType.MEMBER_LEFT, "left set 'shop'"),
                Arguments.of(new Unknown("x.future", "{}"), EventType.UNKNOWN, "x.future"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachEventSaysItsTypeAndItselfInAFewWords(RegistryEvent event, EventType type, String summary) {
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.summary()).isEqualTo(summary);
    }

    @Test
    void anOriginIsFoundInItsRegistryByItsUri() {
        assertThat(ORIGIN.uri()).hasToString("models:/flights/7");
    }

    @Test
    void whatIsSpecialAboutAReleaseIsSaid() {
        assertThat(new ReleaseProposed(5, List.of(), OptionalInt.of(4)).summary())
                .isEqualTo("proposed release 5 without any model in place of release 4");
        assertThat(new MemberPrepared("shop", 4, OptionalInt.empty(), OptionalInt.empty()).summary())
                .isEqualTo("prepared to be left out of release 4 of set 'shop'");
        assertThat(new MemberSettled("shop", 4, false).summary())
                .isEqualTo("follows release 4 of set 'shop', which was abandoned");
    }

    @Test
    void everyTypeHasAnEventHere() {
        assertThat(events().map(arguments -> arguments.get()[1]).distinct())
                .containsExactly((Object[]) EventType.values());
    }

    @Test
    void theStoredNamesNeverChange() {
        assertThat(Arrays.stream(EventType.values()).map(EventType::wireName))
                .doesNotHaveDuplicates()
                .contains(
                        "model.created",
                        "model.deleted",
                        "model.restored",
                        "version.registered",
                        "retention.defined",
                        "retention.removed",
                        "lineage.quarantined",
                        "lineage.quarantine-lifted",
                        "lineage.recorded",
                        "lineage.retracted",
                        "model.held",
                        "model.released",
                        "version.held",
                        "version.released",
                        "version.expired",
                        "version.revived",
                        "rollout.started",
                        "rollout.moved",
                        "rollout.reweighted",
                        "rollout.paused",
                        "rollout.resumed",
                        "rollout.ended",
                        "run.expired",
                        "version.stage-changed",
                        "version.proved-good",
                        "version.failed",
                        "alias.moved",
                        "alias.removed",
                        "tag.set",
                        "tag.removed",
                        "version.gates-passed",
                        "version.glass-broken",
                        "version.evidence-recorded",
                        "approval.requested",
                        "approval.withdrawn",
                        "approval.voted",
                        "pipeline.defined",
                        "pipeline.removed",
                        "naming.changed");
    }

    private static Commit commit(String reason, List<RegistryEvent> events) {
        return new Commit(
                "model/flights",
                7,
                Instant.parse("2026-01-02T03:04:05.000006Z"),
                Actor.of("alice"),
                reason,
                Optional.empty(),
                Map.of(),
                Digest.ZERO,
                Digest.ZERO,
                events);
    }

    @Test
    void readsAsOneLine() {
        assertThat(commit("it was slow", List.of(new Failed(2), new StageChanged(2, Stage.PRODUCTION, Stage.STAGING))))
                .hasToString(
                        "2026-01-02T03:04:05.000006Z model/flights#7 alice: version 2 failed, moved version 2 Production → Staging (it was slow)");
    }

    @Test
    void staysOneLineWhateverItsTextsHold() {
        Commit commit = commit(
                "slow\n2026-01-02T03:04:06Z model/flights#8 mallory",
                List.of(new TagSet(OptionalInt.empty(), "note", "a\r\nb")));

        assertThat(commit.toString().lines()).hasSize(1);
        assertThat(commit.reason()).contains("\n");
    }

    @Test
    void doesNotChangeWithTheListItWasMadeFrom() {
        List<RegistryEvent> events = new ArrayList<>(List.of(new Failed(1)));
        Commit commit = commit("a", events);
        events.clear();

        assertThat(commit.events()).containsExactly(new Failed(1));
        assertThatThrownBy(() -> commit.events().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
