package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.storage.Part;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A line of a manifest with the store behind it.
 *
 * @param owner what has it
 */
record StoredArtifact(Engine engine, Owner owner, ArtifactEntry entry) implements Artifact {
    @Override
    public String name() {
        return entry.path();
    }

    @Override
    public Digest digest() {
        return entry.digest();
    }

    @Override
    public long size() {
        return entry.size();
    }

    @Override
    public Path path() {
        return unlessErased(() -> {
            try {
                return engine.named(entry.digest(), blobs -> blobs.localPath(entry.digest()));
            } catch (StoreUnavailableException away) {
                return KeptFiles.path(engine, owner.journal(), entry.digest(), what(), away);
            }
        });
    }

    @Override
    public InputStream open() {
        return unlessErased(() -> {
            try {
                return engine.named(entry.digest(), blobs -> blobs.open(entry.digest()));
            } catch (StoreUnavailableException away) {
                return KeptFiles.open(engine, owner.journal(), entry.digest(), what(), away);
            }
        });
    }

    /**
     * What another file is to share, stored already.
     *
     * @throws NotFoundException if it was erased
     */
    BlobInfo shared(Source.Sink sink) {
        return unlessErased(() -> engine.named(
                entry.digest(),
                blobs -> sink.known(entry.digest())
                        .orElseThrow(() ->
                                new NotFoundException("no blob " + entry.digest() + " in " + engine.location()))));
    }

    private <T> T unlessErased(Supplier<T> use) {
        return owner.read(engine, Part.artifact(entry.path()), () -> {
            try {
                return use.get();
            } catch (NotFoundException gone) {
                throw engine.gone(what(), entry.digest(), gone);
            }
        });
    }

    /** For messages. */
    String what() {
        return owner.words() + " artifact '" + entry.path() + "'";
    }

    @Override
    public String toString() {
        return what() + " (" + entry.size() + " bytes, " + entry.digest() + ")";
    }
}
