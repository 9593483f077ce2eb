package dev.modelregistry.core;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A blob that an event names: an artifact, a text, points, a descriptor that is too large for its event, what was said of the origin of a copy, or the
 * words of a comment.
 *
 * @param what it is, for messages
 * @param digest its digest
 * @param erasable whether it may be gone on purpose; any other one must be there
 */
record NamedBlob(String what, Digest digest, boolean erasable) {
    /**
     * All blobs that an event names.
     *
     * @param engine what reads the descriptor, which names the others
     */
    static List<NamedBlob> of(Engine engine, JournalId journal, RegistryEvent event) {
        return switch (event.type()) {
            case VERSION_REGISTERED -> ofVersion(engine, place(journal, event), (VersionRegistered) event);
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
                    MODEL_HELD,
                    MODEL_RELEASED,
                    VERSION_HELD,
                    VERSION_RELEASED,
                    VERSION_EXPIRED,
                    VERSION_REVIVED,
                    RUN_STARTED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    RUN_EXPIRED,
                    ALIAS_MOVED,
                    ALIAS_REMOVED,
                    TAG_SET,
                    TAG_REMOVED,
                    UNKNOWN -> List.of();
            case VERSION_COPIED ->
                ((VersionCopied) event)
                        .testimony().map(blob -> needed(place(journal, event) + ", testimony", blob)).stream()
                                .toList();
            case VERSION_COMMENTED ->
                List.of(new NamedBlob(place(journal, event) + ", comment", ((VersionCommented) event).text(), true));
        };
    }

    private static NamedBlob needed(String what, Digest digest) {
        return new NamedBlob(what, digest, false);
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
     * @return what was stored; empty if it was there already, or has been erased
     * @throws CorruptStoreException if it is damaged in the source, or gone
     */
    Optional<BlobInfo> copy(Engine source, Engine target) {
        if (target.blobs().find(digest).isPresent()) {
            return Optional.empty();
        }
        Optional<BlobInfo> stored;
        try {
            stored = erasable
                    ? source.erasableBlob(digest, what, target.blobs()::put)
                    : Optional.of(source.blob(digest, what, target.blobs()::put));
        } catch (CorruptStoreException damaged) {
            throw new CorruptStoreException(what + ": " + damaged.getMessage(), damaged);
        }
        stored.filter(blob -> !blob.digest().equals(digest)).ifPresent(other -> {
            throw new CorruptStoreException(what + ": what " + source.location() + " gives for blob " + digest
                    + " has the digest " + other.digest());
        });
        return stored;
    }

    private static List<NamedBlob> ofVersion(Engine engine, String version, VersionRegistered event) {
        Descriptor descriptor = engine.read(event, version);
        List<NamedBlob> blobs = new ArrayList<>();
        if (event.descriptor().isEmpty()) {
            blobs.add(needed(version + ", descriptor", event.digest()));
        }
        blobs.addAll(files(version, descriptor.artifacts()));
        descriptor.texts().forEach((name, digest) -> blobs.add(needed(version + ", text '" + name + "'", digest)));
        return blobs;
    }

    private static List<NamedBlob> ofRun(String run, RunLogged event) {
        List<NamedBlob> blobs = new ArrayList<>(files(run, event.artifacts()));
        event.points().ifPresent(points -> blobs.add(needed(run + ", points", points.digest())));
        return blobs;
    }

    private static List<NamedBlob> files(String place, List<ArtifactEntry> entries) {
        return entries.stream()
                .map(entry -> needed(place + ", artifact '" + entry.path() + "'", entry.digest()))
                .toList();
    }
}
