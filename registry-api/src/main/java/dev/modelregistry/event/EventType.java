package dev.modelregistry.event;

/** The kinds of events. The wire names are stored and never change. */
public enum EventType {
    /** {@link RegistryEvent.ModelCreated} */
    MODEL_CREATED("model.created"),
    /** {@link RegistryEvent.ModelDeleted} */
    MODEL_DELETED("model.deleted"),
    /** {@link RegistryEvent.ModelRestored} */
    MODEL_RESTORED("model.restored"),
    /** {@link RegistryEvent.VersionRegistered} */
    VERSION_REGISTERED("version.registered"),
    /** {@link RegistryEvent.StageChanged} */
    STAGE_CHANGED("version.stage-changed"),
    /** {@link RegistryEvent.ProvedGood} */
    PROVED_GOOD("version.proved-good"),
    /** {@link RegistryEvent.Failed} */
    FAILED("version.failed"),
    /** {@link RegistryEvent.GatesPassed} */
    GATES_PASSED("version.gates-passed"),
    /** {@link RegistryEvent.GlassBroken} */
    GLASS_BROKEN("version.glass-broken"),
    /** {@link RegistryEvent.EvidenceRecorded} */
    EVIDENCE_RECORDED("version.evidence-recorded"),
    /** {@link RegistryEvent.ApprovalRequested} */
    APPROVAL_REQUESTED("approval.requested"),
    /** {@link RegistryEvent.RequestWithdrawn} */
    REQUEST_WITHDRAWN("approval.withdrawn"),
    /** {@link RegistryEvent.Voted} */
    VOTED("approval.voted"),
    /** {@link RegistryEvent.AliasMoved} */
    ALIAS_MOVED("alias.moved"),
    /** {@link RegistryEvent.AliasRemoved} */
    ALIAS_REMOVED("alias.removed"),
    /** {@link RegistryEvent.TagSet} */
    TAG_SET("tag.set"),
    /** {@link RegistryEvent.TagRemoved} */
    TAG_REMOVED("tag.removed"),
    /** {@link SettingsEvent.PipelineDefined} */
    PIPELINE_DEFINED("pipeline.defined"),
    /** {@link SettingsEvent.PipelineRemoved} */
    PIPELINE_REMOVED("pipeline.removed"),
    /** {@link SettingsEvent.NamingChanged} */
    NAMING_CHANGED("naming.changed"),
    /** {@link RunEvent.RunStarted} */
    RUN_STARTED("run.started"),
    /** {@link RunEvent.RunLogged} */
    RUN_LOGGED("run.logged"),
    /** {@link RunEvent.RunCompleted} */
    RUN_COMPLETED("run.completed"),
    /** {@link RunEvent.RunFailed} */
    RUN_FAILED("run.failed"),
    /** {@link RegistryEvent.VersionCopied} */
    VERSION_COPIED("version.copied"),
    /** {@link RegistryEvent.VersionCommented} */
    VERSION_COMMENTED("version.commented"),
    /** {@link RegistryEvent.VersionErased} */
    VERSION_ERASED("version.erased"),
    /** {@link RunEvent.RunErased} */
    RUN_ERASED("run.erased"),
    /** {@link SettingsEvent.RetentionDefined} */
    RETENTION_DEFINED("retention.defined"),
    /** {@link SettingsEvent.RetentionRemoved} */
    RETENTION_REMOVED("retention.removed"),
    /** {@link RetentionEvent.ModelHeld} */
    MODEL_HELD("model.held"),
    /** {@link RetentionEvent.ModelReleased} */
    MODEL_RELEASED("model.released"),
    /** {@link RetentionEvent.VersionHeld} */
    VERSION_HELD("version.held"),
    /** {@link RetentionEvent.VersionReleased} */
    VERSION_RELEASED("version.released"),
    /** {@link RetentionEvent.VersionExpired} */
    VERSION_EXPIRED("version.expired"),
    /** {@link RetentionEvent.VersionRevived} */
    VERSION_REVIVED("version.revived"),
    /** {@link RunEvent.RunExpired} */
    RUN_EXPIRED("run.expired"),
    /** {@link SettingsEvent.NodeQuarantined} */
    NODE_QUARANTINED("lineage.quarantined"),
    /** {@link SettingsEvent.QuarantineLifted} */
    QUARANTINE_LIFTED("lineage.quarantine-lifted"),
    /** {@link LineageEvent.EdgeRecorded} */
    EDGE_RECORDED("lineage.recorded"),
    /** {@link LineageEvent.EdgeRetracted} */
    EDGE_RETRACTED("lineage.retracted"),
    /** {@link RolloutEvent.RolloutStarted} */
    ROLLOUT_STARTED("rollout.started"),
    /** {@link RolloutEvent.RolloutMoved} */
    ROLLOUT_MOVED("rollout.moved"),
    /** {@link RolloutEvent.RolloutReweighted} */
    ROLLOUT_REWEIGHTED("rollout.reweighted"),
    /** {@link RolloutEvent.RolloutPaused} */
    ROLLOUT_PAUSED("rollout.paused"),
    /** {@link RolloutEvent.RolloutResumed} */
    ROLLOUT_RESUMED("rollout.resumed"),
    /** {@link RolloutEvent.RolloutJudged} */
    ROLLOUT_JUDGED("rollout.judged"),
    /** {@link RolloutEvent.RolloutEnded} */
    ROLLOUT_ENDED("rollout.ended"),
    /** {@link ReleaseEvent.ReleaseProposed} */
    RELEASE_PROPOSED("release.proposed"),
    /** {@link ReleaseEvent.ReleasePromoted} */
    RELEASE_PROMOTED("release.promoted"),
    /** {@link ReleaseEvent.ReleaseAbandoned} */
    RELEASE_ABANDONED("release.abandoned"),
    /** {@link ReleaseEvent.MemberPrepared} */
    MEMBER_PREPARED("member.prepared"),
    /** {@link ReleaseEvent.MemberSettled} */
    MEMBER_SETTLED("member.settled"),
    /** {@link ReleaseEvent.MemberLeft} */
    MEMBER_LEFT("member.left"),
    /** {@link RegistryEvent.Unknown}; never stored under this name. */
    UNKNOWN("unknown");

    private final String wireName;

    EventType(String wireName) {
        this.wireName = wireName;
    }

    /** The stored name. */
    public String wireName() {
        return wireName;
    }
}
