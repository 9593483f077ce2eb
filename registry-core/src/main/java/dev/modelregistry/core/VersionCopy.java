package dev.modelregistry.core;

import dev.modelregistry.core.codec.TestimonyCodec;
import dev.modelregistry.core.decide.Registration;
import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.decide.Registration.Copy;
import dev.modelregistry.core.decide.Registration.Wanted;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.event.Testimony;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.versioning.Bump;
import java.util.List;
import java.util.Optional;

/** A version that is to be registered once more, in another model or another registry. Used once, by one thread. */
final class VersionCopy {
    private final DefaultVersion original;
    private final Engine source;
    private final VersionRegistered registered;
    private final Content content;

    /** Reads what it is, and none of its files yet. */
    VersionCopy(DefaultVersion original) {
        this.original = original;
        this.source = original.engine();
        this.registered = source.registration(original.model(), original.state());
        Descriptor descriptor = source.read(registered, original.toString());
        this.content = new Content(descriptor, registered.digest(), registered.descriptor());
    }

    /** What is to be registered in a model of the target. */
    Registration wish(ModelName model, Optional<String> requestKey, Optional<Digest> testimony) {
        Origin origin = new Origin(
                source.registryId(),
                original.model(),
                original.number(),
                original.version(),
                original.digest(),
                original.registeredAt(),
                original.registeredBy(),
                original.reason());
        return new Registration(
                model,
                new Wanted(Optional.of(original.version()), Optional.empty(), Bump.PATCH),
                content.descriptor(),
                original.modelHash(),
                version -> content,
                requestKey,
                Optional.of(new Copy(origin, testimony)));
    }

    /**
     * Brings what it consists of, and what was said of it, into the target.
     *
     * @param sink of the target
     * @return the blob with what was said; empty if nothing was
     * @throws NotFoundException if something of it was erased
     */
    Optional<Digest> bring(Source.Sink sink) {
        List<Testimony> testimony = testimony();
        try {
            NamedBlob.of(source, JournalId.of(original.model()), registered).forEach(blob -> bring(blob, sink));
        } catch (OutcomeUnknownException unknown) {
            throw new StoreUnavailableException(
                    "not all of " + original + " may be stored; nothing was registered: " + unknown.getMessage(),
                    unknown);
        }
        return testimony.isEmpty()
                ? Optional.empty()
                : Optional.of(Source.store(sink, "what was said of " + original, TestimonyCodec.encode(testimony)));
    }

    private void bring(NamedBlob blob, Source.Sink sink) {
        if (blob.key() == null) {
            blob.copy(source, sink);
        } else {
            Owner.version(original.toString(), original.model(), original.number())
                    .read(source, blob.key().part(), () -> blob.copy(source, sink));
        }
    }

    private List<Testimony> testimony() {
        AuditQuery since = AuditQuery.everything().model(original.model()).from(original.registeredAt());
        return Trail.of(source::journals, since, any -> true)
                .flatMap(commit -> commit.events().stream()
                        .filter(event -> subject(event) == original.number())
                        .map(event -> testimony(commit, event)))
                .toList();
    }

    private static Testimony testimony(Commit commit, RegistryEvent event) {
        return new Testimony(event, commit.actor(), commit.time(), commit.reason(), commit.revision(), commit.hash());
    }

    /** The version that an event says something of which is worth knowing elsewhere; 0 if it says no such thing. */
    private static int subject(RegistryEvent event) {
        return switch (event.type()) {
            case STAGE_CHANGED -> ((StageChanged) event).number();
            case PROVED_GOOD -> ((ProvedGood) event).number();
            case FAILED -> ((Failed) event).number();
            case GATES_PASSED -> ((GatesPassed) event).number();
            case GLASS_BROKEN -> ((GlassBroken) event).number();
            case EVIDENCE_RECORDED -> ((EvidenceRecorded) event).number();
            case APPROVAL_REQUESTED -> ((ApprovalRequested) event).number();
            case REQUEST_WITHDRAWN -> ((RequestWithdrawn) event).number();
            case VOTED -> ((Voted) event).number();
            case MODEL_CREATED,
                    MODEL_DELETED,
                    MODEL_RESTORED,
                    VERSION_REGISTERED,
                    VERSION_COPIED,
                    VERSION_COMMENTED,
                    VERSION_ERASED,
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
                    RUN_STARTED,
                    RUN_LOGGED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    RUN_ERASED,
                    RUN_EXPIRED,
                    UNKNOWN -> 0;
        };
    }
}
