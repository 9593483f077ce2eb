package dev.modelregistry.core.state;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.SettingsEvent.NamingChanged;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.event.SettingsEvent.QuarantineLifted;
import dev.modelregistry.event.SettingsEvent.RetentionDefined;
import dev.modelregistry.event.SettingsEvent.RetentionRemoved;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import dev.modelregistry.spi.JournalStore.Head;

/** The one place where events become settings. Pure. */
public final class SettingsFold {
    private SettingsFold() {}

    /**
     * The settings after a commit.
     *
     * @throws CorruptStoreException if the commit does not follow these settings, or says what cannot be: nothing is skipped
     */
    public static SettingsState apply(SettingsState state, Commit commit) {
        state.checkFollows(commit);
        SettingsState next = state.at(new Head(commit.revision(), commit.hash()), commit.time());
        for (RegistryEvent event : commit.events()) {
            next = apply(next, event, commit);
        }
        return next;
    }

    private static SettingsState apply(SettingsState next, RegistryEvent event, Commit commit) {
        return switch (event.type()) {
            case PIPELINE_DEFINED -> next.with(((PipelineDefined) event).pipeline());
            case PIPELINE_REMOVED -> {
                String name = ((PipelineRemoved) event).name();
                if (!next.pipelines().containsKey(SettingsState.key(name))) {
                    throw Fold.misplaced(event, commit);
                }
                yield next.without(name);
            }
            case NAMING_CHANGED -> next.with(((NamingChanged) event).convention());
            case RETENTION_DEFINED -> next.with(((RetentionDefined) event).policy());
            case RETENTION_REMOVED -> {
                String name = ((RetentionRemoved) event).name();
                Fold.check(next.retention().containsKey(SettingsState.key(name)), event, commit);
                yield next.withoutRetention(name);
            }
            case NODE_QUARANTINED -> {
                Node node = ((NodeQuarantined) event).node();
                Fold.check(!next.quarantined().containsKey(node), event, commit);
                yield next.with(new Quarantine(node, commit.time(), commit.actor(), commit.reason()));
            }
            case QUARANTINE_LIFTED -> {
                Node node = ((QuarantineLifted) event).node();
                Fold.check(next.quarantined().containsKey(node), event, commit);
                yield next.withoutQuarantine(node);
            }
            case UNKNOWN -> next;
            case MODEL_CREATED,
                    MODEL_DELETED,
                    MODEL_RESTORED,
                    VERSION_REGISTERED,
                    VERSION_ERASED,
                    RUN_ERASED,
                    STAGE_CHANGED,
                    PROVED_GOOD,
                    FAILED,
                    GATES_PASSED,
                    GLASS_BROKEN,
                    EVIDENCE_RECORDED,
                    APPROVAL_REQUESTED,
                    REQUEST_WITHDRAWN,
                    VOTED,
                    ALIAS_MOVED,
                    ALIAS_REMOVED,
                    TAG_SET,
                    TAG_REMOVED,
                    RUN_STARTED,
                    RUN_LOGGED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    RUN_EXPIRED,
                    ROLLOUT_STARTED,
                    ROLLOUT_MOVED,
                    ROLLOUT_REWEIGHTED,
                    ROLLOUT_PAUSED,
                    ROLLOUT_RESUMED,
                    ROLLOUT_JUDGED,
                    ROLLOUT_ENDED,
                    MODEL_HELD,
                    MODEL_RELEASED,
                    VERSION_HELD,
                    VERSION_RELEASED,
                    VERSION_EXPIRED,
                    VERSION_REVIVED,
                    EDGE_RECORDED,
                    EDGE_RETRACTED,
                    RELEASE_PROPOSED,
                    RELEASE_PROMOTED,
                    RELEASE_ABANDONED,
                    MEMBER_PREPARED,
                    MEMBER_SETTLED,
                    MEMBER_LEFT,
                    VERSION_COPIED,
                    VERSION_COMMENTED -> throw Fold.misplaced(event, commit);
        };
    }
}
