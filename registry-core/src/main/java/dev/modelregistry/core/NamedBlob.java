package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A blob that an event names: an artifact, a text, points, a descriptor that is too large for its event, what was said of the origin of a copy, or the
 * words of a comment.
 *
 * @param what it is, for messages
 * @param digest its digest
 * @param key under which it may have been erased or have expired later, and then it need not be there; null where it cannot be
 */
record NamedBlob(String what, Digest digest, @Nullable Erasable key) {
    /**
     * All blobs that an event names.
     *
     * @param engine what reads the descriptor, which names the others
     */
    static List<NamedBlob> of(Engine engine, JournalId journal, RegistryEvent event) {
        return switch (event.type()) {
            case VERSION_REGISTERED -> ofVersion(engine, place(journal, event), (VersionRegistered) event);
            case VERSION_REVIVED -> ofRevived(engine, journal, (VersionRevived) event);
            case RUN_LOGGED -> ofRun(place(journal, event), (RunLogged) event);
            case MODEL_CREATED,
                    MODEL_DELETED,
                    MODEL_RESTORED,
                    STAGE_CHANGED,
                    PROVED_GOOD,
                    FAILED,
                    GATES_PASSED,
                    GLASS_BROKEN,
                    EVIDENCE_RECORDED,
                    APPROVAL_REQUESTED,
                    REQUEST_WITHDRAWN,
                    VOTED,
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
                    RUN_STARTED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    VERSION_ERASED,
                    RUN_ERASED,
                    RUN_EXPIRED,
                    ALIAS_MOVED,
                    ALIAS_REMOVED,
                    TAG_SET,
                    TAG_REMOVED,
                    UNKNOWN -> List.of();
            case VERSION_COPIED -> {
                VersionCopied copied = (VersionCopied) event;
                yield copied
                        .testimony()
                        .map(blob -> named(place(journal, event), copied.number(), Part.testimony(), blob))
                        .stream()
                        .toList();
            }
            case VERSION_COMMENTED -> {
                VersionCommented commented = (VersionCommented) event;
                Part comment = Part.comment(commented.comment());
                yield List.of(named(place(journal, event), commented.number(), comment, commented.text()));
            }
        };
    }

    private static NamedBlob named(String place, int number, Part part, Digest digest) {
        return new NamedBlob(place + ", " + part, digest, new Erasable(number, part));
    }

    private static NamedBlob needed(String what, Digest digest) {
        return new NamedBlob(what, digest, null);
    }

    /** Whether its bytes are not needed any more, by a state of the journal that names it. */
    boolean isReleased(JournalState state) {
        return key != null && state.isReleased(key);
    }

    /** Whether it was erased, by what was erased in the journal that names it. */
    boolean isErased(Erasures erasures) {
        return key != null && erasures.of(key).isPresent();
    }

    /** Where an event names blobs, for messages. */
    static String place(JournalId journal, RegistryEvent event) {
        String version = "";
        if (event instanceof VersionRegistered registered) {
            version = ", version " + registered.number();
        } else if (event instanceof VersionCopied copied) {
            version = ", version " + copied.number();
        } else if (event instanceof VersionCommented commented) {
            version = ", version " + commented.number();
        }
        return "journal " + journal + version;
    }

    /**
     * Brings it from one registry into another.
     *
     * @param sink into which
     * @return what was stored; empty if it was there already
     * @throws CorruptStoreException if it is damaged in the source, or gone
     */
    Optional<BlobInfo> copy(Engine source, Source.Sink sink) {
        if (sink.known(digest).isPresent()) {
            return Optional.empty();
        }
        BlobInfo stored;
        try {
            stored = source.blob(digest, what, sink::put);
        } catch (CorruptStoreException damaged) {
            throw new CorruptStoreException(what + ": " + damaged.getMessage(), damaged);
        }
        if (!stored.digest().equals(digest)) {
            throw new CorruptStoreException(what + ": what " + source.location() + " gives for blob " + digest
                    + " has the digest " + stored.digest());
        }
        return Optional.of(stored);
    }

    /** A version that comes back needs its files again: it is as if they were named once more. */
    private static List<NamedBlob> ofRevived(Engine engine, JournalId journal, VersionRevived event) {
        ModelName model = ModelName.of(journal.key());
        VersionState version = engine.existing(engine.journal(model).state(Freshness.latest()), event.number());
        VersionRegistered registered = engine.registration(model, version);
        return ofVersion(engine, place(journal, registered), registered);
    }

    private static List<NamedBlob> ofVersion(Engine engine, String version, VersionRegistered event) {
        Descriptor descriptor = engine.read(event, version);
        List<NamedBlob> blobs = new ArrayList<>();
        if (event.descriptor().isEmpty()) {
            blobs.add(needed(version + ", descriptor", event.digest()));
        }
        blobs.addAll(files(version, event.number(), descriptor.artifacts()));
        descriptor
                .texts()
                .forEach((name, digest) -> blobs.add(named(version, event.number(), Part.text(name), digest)));
        return blobs;
    }

    private static List<NamedBlob> ofRun(String run, RunLogged event) {
        List<NamedBlob> blobs = new ArrayList<>(files(run, Erasures.RUN, event.artifacts()));
        event.points().ifPresent(points -> blobs.add(needed(run + ", points", points.digest())));
        return blobs;
    }

    private static List<NamedBlob> files(String place, int number, List<ArtifactEntry> entries) {
        return entries.stream()
                .map(entry -> named(place, number, Part.artifact(entry.path()), entry.digest()))
                .toList();
    }
}
