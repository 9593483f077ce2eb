package dev.modelregistry.core.state;

import dev.modelregistry.core.state.Custody.Expired;
import dev.modelregistry.core.state.RunState.End;
import dev.modelregistry.core.state.RunState.Start;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.RunEvent.RunErased;
import dev.modelregistry.event.RunEvent.RunExpired;
import dev.modelregistry.event.RunEvent.RunFailed;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.Optional;

/** The one place where events become a run. Pure. */
public final class RunFold {
    private RunFold() {}

    /**
     * The run after a commit.
     *
     * @throws CorruptStoreException if the commit does not follow this state, or says what cannot be: nothing is skipped
     */
    public static RunState apply(RunState state, Commit commit) {
        state.checkFollows(commit);
        RunState next = state.at(new Head(commit.revision(), commit.hash()), commit.time());
        Entry entry = new Entry(commit.revision(), commit.time(), commit.actor(), commit.reason());
        for (RegistryEvent event : commit.events()) {
            next = apply(next, event, entry, commit);
        }
        return next;
    }

    private static RunState apply(RunState next, RegistryEvent event, Entry entry, Commit commit) {
        return switch (event.type()) {
            case RUN_STARTED -> {
                RunStarted started = (RunStarted) event;
                boolean ours =
                        JournalId.parse(commit.journal()).key().startsWith(JournalId.keysOfRuns(started.model()));
                Fold.check(next.start() == null && ours, event, commit);
                yield next.with(new Start(started, entry));
            }
            case RUN_LOGGED -> {
                RunLogged logged = (RunLogged) event;
                Fold.check(next.isOpen() && logged.batch() == next.facts().batches() + 1, event, commit);
                yield next.with(next.facts().with(logged));
            }
            case RUN_COMPLETED -> {
                Fold.check(next.isOpen(), event, commit);
                RunCompleted completed = (RunCompleted) event;
                yield next.with(new End(RunStatus.COMPLETED, Optional.empty(), completed.resources(), entry));
            }
            case RUN_FAILED -> {
                Fold.check(next.isOpen(), event, commit);
                RunFailed failed = (RunFailed) event;
                yield next.with(new End(RunStatus.FAILED, Optional.of(failed.problem()), failed.resources(), entry));
            }
            case RUN_ERASED -> {
                Fold.check(next.end() != null, event, commit); // so that it stores nothing under the name any more
                yield next.with(next.erasures().with(Erasures.RUN, ((RunErased) event).parts(), entry));
            }
            case RUN_EXPIRED -> {
                RunExpired expired = (RunExpired) event;
                Fold.check(next.end() != null && next.expired() == null, event, commit);
                yield next.with(new Expired(entry, expired.policies(), expired.reason()));
            }
            case UNKNOWN -> next;
            case MODEL_CREATED,
                    MODEL_DELETED,
                    MODEL_RESTORED,
                    VERSION_REGISTERED,
                    VERSION_ERASED,
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
                    PIPELINE_DEFINED,
                    PIPELINE_REMOVED,
                    NAMING_CHANGED,
                    RETENTION_DEFINED,
                    RETENTION_REMOVED,
                    NODE_QUARANTINED,
                    QUARANTINE_LIFTED,
                    EDGE_RECORDED,
                    EDGE_RETRACTED,
                    RELEASE_PROPOSED,
                    RELEASE_PROMOTED,
                    RELEASE_ABANDONED,
                    MEMBER_PREPARED,
                    MEMBER_SETTLED,
                    MEMBER_LEFT,
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
                    VERSION_COPIED,
                    VERSION_COMMENTED -> throw Fold.misplaced(event, commit);
        };
    }
}
