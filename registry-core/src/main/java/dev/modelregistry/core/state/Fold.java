package dev.modelregistry.core.state;

import dev.modelregistry.core.state.Custody.Expired;
import dev.modelregistry.core.state.ReviewState.Evidence;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.event.ReleaseEvent;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.event.RolloutEvent;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The one place where events become state. Pure. */
public final class Fold {
    private Fold() {}

    /**
     * The state after a commit.
     *
     * @throws CorruptStoreException if the commit does not follow this state, or says what cannot be: nothing is skipped
     */
    public static ModelState apply(ModelState state, Commit commit) {
        state.checkFollows(commit);
        Entry entry = new Entry(commit.revision(), commit.time(), commit.actor(), commit.reason());
        ModelState.Builder next = state.next()
                .at(new Head(commit.revision(), commit.hash()), commit.time())
                .rules(commit.basis().getOrDefault(JournalId.SETTINGS.toString(), Head.NONE));
        for (RegistryEvent event : commit.events()) {
            apply(next, event, entry, commit);
        }
        RolloutState rollout = next.rollout();
        if (rollout != null && !rollout.isSound(next::version)) {
            throw new CorruptStoreException("journal " + commit.journal() + ": commit " + commit.revision()
                    + " leaves a rollout whose versions or slots are not where they must be");
        }
        return next.build();
    }

    // A switch expression, so that an event type that is forgotten here does not compile.
    private static ModelState.Builder apply(ModelState.Builder next, RegistryEvent event, Entry entry, Commit commit) {
        return switch (event.type()) {
            case MODEL_CREATED -> {
                check(next.isNothing(), event, commit);
                yield next.name(((ModelCreated) event).name());
            }
            case MODEL_DELETED -> next.deleted(true);
            case MODEL_RESTORED -> next.deleted(false);
            case VERSION_REGISTERED -> registered(next, (VersionRegistered) event, entry, commit);
            case STAGE_CHANGED -> {
                StageChanged change = (StageChanged) event;
                VersionState version = version(next, change.number(), commit);
                check(version.stage().equals(change.from()), event, commit);
                yield next.moved(version.stage(), version.in(change.to(), entry));
            }
            case PROVED_GOOD ->
                next.changed(
                        version(next, ((ProvedGood) event).number(), commit).provedGood(entry));
            case FAILED -> {
                VersionState version = version(next, ((Failed) event).number(), commit);
                boolean isRollback = version.stage().equals(Stage.PRODUCTION); // and not the end of a candidate
                yield (isRollback ? next.rollback(entry) : next).changed(version.failed(entry));
            }
            case GATES_PASSED, GLASS_BROKEN -> next; // said to people
            case EVIDENCE_RECORDED -> {
                EvidenceRecorded recorded = (EvidenceRecorded) event;
                yield reviewed(
                        next,
                        recorded.number(),
                        recorded.to(),
                        commit,
                        review -> review.recorded(new Evidence(recorded.result(), recorded.circumstances(), entry)));
            }
            case APPROVAL_REQUESTED -> {
                ApprovalRequested requested = (ApprovalRequested) event;
                yield reviewed(next, requested.number(), requested.to(), commit, review -> review.requested(entry));
            }
            case REQUEST_WITHDRAWN -> {
                RequestWithdrawn withdrawn = (RequestWithdrawn) event;
                yield reviewed(next, withdrawn.number(), withdrawn.to(), commit, review -> review.requested(null));
            }
            case VOTED -> {
                Voted voted = (Voted) event;
                yield reviewed(
                        next, voted.number(), voted.to(), commit, review -> review.voted(voted.opinion(), entry));
            }
            case ALIAS_MOVED -> {
                AliasMoved moved = (AliasMoved) event;
                check(next.pointsTo(moved.alias()).equals(moved.from()), event, commit);
                yield next.alias(
                        moved.alias(), version(next, moved.to(), commit).number());
            }
            case ALIAS_REMOVED -> {
                AliasRemoved removed = (AliasRemoved) event;
                check(next.pointsTo(removed.alias()).equals(OptionalInt.of(removed.from())), event, commit);
                yield next.withoutAlias(removed.alias());
            }
            case TAG_SET -> {
                TagSet tag = (TagSet) event;
                if (tag.number().isEmpty()) {
                    yield next.tag(tag.key(), tag.value());
                }
                VersionState version = version(next, tag.number().getAsInt(), commit);
                yield next.changed(version.tagged(version.tags().put(tag.key(), tag.value())));
            }
            case TAG_REMOVED -> {
                TagRemoved tag = (TagRemoved) event;
                if (tag.number().isEmpty()) {
                    yield next.withoutTag(tag.key());
                }
                VersionState version = version(next, tag.number().getAsInt(), commit);
                yield next.changed(version.tagged(version.tags().remove(tag.key())));
            }
            case VERSION_COPIED -> {
                VersionCopied copied = (VersionCopied) event;
                check(version(next, copied.number(), commit).registered().equals(entry), event, commit);
                yield next; // said to people
            }
            case VERSION_COMMENTED -> {
                VersionCommented commented = (VersionCommented) event;
                VersionState version = version(next, commented.number(), commit);
                check(commented.comment() == version.comments().size() + 1, event, commit);
                yield next.changed(version.commented(entry.revision()));
            }
            case VERSION_ERASED -> {
                VersionErased erased = (VersionErased) event;
                yield next.erased(version(next, erased.number(), commit).number(), erased.parts(), entry);
            }
            case MODEL_HELD -> {
                check(next.hold() == null, event, commit);
                yield next.hold(entry);
            }
            case MODEL_RELEASED -> {
                check(next.hold() != null, event, commit);
                yield next.hold(null);
            }
            case VERSION_HELD -> {
                VersionState version = version(next, ((VersionHeld) event).number(), commit);
                check(version.custody().hold() == null && !version.isExpired(), event, commit);
                yield next.changed(version.kept(version.custody().held(entry)));
            }
            case VERSION_RELEASED -> {
                VersionState version = version(next, ((VersionReleased) event).number(), commit);
                check(version.custody().hold() != null, event, commit);
                yield next.changed(version.kept(version.custody().held(null)));
            }
            case VERSION_EXPIRED -> {
                VersionExpired expired = (VersionExpired) event;
                VersionState version = version(next, expired.number(), commit);
                boolean isHeld = next.hold() != null || version.custody().hold() != null;
                check(!isHeld && !version.isExpired(), event, commit);
                Expired how = new Expired(entry, expired.policies(), expired.reason());
                yield next.changed(version.kept(version.custody().ended(how)));
            }
            case VERSION_REVIVED -> {
                VersionState version = version(next, ((VersionRevived) event).number(), commit);
                check(version.isExpired(), event, commit);
                yield next.changed(version.kept(version.custody().broughtBack(entry)));
            }
            case ROLLOUT_STARTED,
                    ROLLOUT_MOVED,
                    ROLLOUT_REWEIGHTED,
                    ROLLOUT_PAUSED,
                    ROLLOUT_RESUMED,
                    ROLLOUT_JUDGED,
                    ROLLOUT_ENDED -> next.rollout(RolloutFold.apply(next, (RolloutEvent) event, entry, commit));
            case MEMBER_PREPARED, MEMBER_SETTLED, MEMBER_LEFT ->
                next.membership(MembershipFold.apply(next, (ReleaseEvent) event, entry, commit));
            case UNKNOWN -> next;
            case PIPELINE_DEFINED,
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
                    RUN_STARTED,
                    RUN_LOGGED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    RUN_ERASED,
                    RUN_EXPIRED -> throw misplaced(event, commit);
        };
    }

    private static ModelState.Builder registered(
            ModelState.Builder next, VersionRegistered event, Entry entry, Commit commit) {
        if (event.number() != next.nextNumber()) {
            throw new CorruptStoreException("journal " + commit.journal() + ": commit " + commit.revision()
                    + " registers version " + event.number() + "; expected " + next.nextNumber());
        }
        VersionState version = new VersionState(
                event.number(),
                event.version(),
                event.digest(),
                event.modelHash(),
                entry,
                event.stage(),
                entry,
                VersionState.TrackRecord.NONE,
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                Custody.NONE);
        commit.requestKey().ifPresent(key -> next.request(key, event.number()));
        event.run().ifPresent(run -> next.madeBy(run, event.number()));
        return next.version(version);
    }

    private static ModelState.Builder reviewed(
            ModelState.Builder next, int number, Stage to, Commit commit, UnaryOperator<ReviewState> change) {
        VersionState version = version(next, number, commit);
        return next.changed(version.reviewed(to, change.apply(version.review(to))));
    }

    static void check(boolean holds, RegistryEvent event, Commit commit) {
        if (!holds) {
            throw misplaced(event, commit);
        }
    }

    static CorruptStoreException misplaced(RegistryEvent event, Commit commit) {
        return new CorruptStoreException("journal " + commit.journal() + ": commit " + commit.revision() + " says '"
                + event.summary() + "', which does not follow from the commits before it");
    }

    static VersionState version(ModelState.Builder state, int number, Commit commit) {
        VersionState version = state.version(number);
        if (version == null) {
            throw new CorruptStoreException("journal " + commit.journal() + ": commit " + commit.revision()
                    + " names version " + number + ", which does not exist");
        }
        return version;
    }
}
