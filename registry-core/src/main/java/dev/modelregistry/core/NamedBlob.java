package dev.modelregistry.core;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.List;

/** A blob that must be there, because an event names it: an artifact, a text, points, or a descriptor that is too large for its event. */
record NamedBlob(String what, Digest digest) {
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
                    RUN_STARTED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    ALIAS_MOVED,
                    ALIAS_REMOVED,
                    TAG_SET,
                    TAG_REMOVED,
                    UNKNOWN -> List.of();
        };
    }

    /** Where an event names blobs, for messages. */
    static String place(JournalId journal, RegistryEvent event) {
        return "journal " + journal
                + (event instanceof VersionRegistered registered ? ", version " + registered.number() : "");
    }

    private static List<NamedBlob> ofVersion(Engine engine, String version, VersionRegistered event) {
        Descriptor descriptor = engine.read(event, version);
        List<NamedBlob> blobs = new ArrayList<>();
        if (event.descriptor().isEmpty()) {
            blobs.add(new NamedBlob(version + ", descriptor", event.digest()));
        }
        blobs.addAll(files(version, descriptor.artifacts()));
        descriptor
                .texts()
                .forEach((name, digest) -> blobs.add(new NamedBlob(version + ", text '" + name + "'", digest)));
        return blobs;
    }

    private static List<NamedBlob> ofRun(String run, RunLogged event) {
        List<NamedBlob> blobs = new ArrayList<>(files(run, event.artifacts()));
        event.points().ifPresent(points -> blobs.add(new NamedBlob(run + ", points", points.digest())));
        return blobs;
    }

    private static List<NamedBlob> files(String place, List<ArtifactEntry> entries) {
        return entries.stream()
                .map(entry -> new NamedBlob(place + ", artifact '" + entry.path() + "'", entry.digest()))
                .toList();
    }
}
