package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A line of a manifest with the store behind it.
 *
 * @param owner what has it, for messages
 */
record StoredArtifact(Engine engine, String owner, ArtifactEntry entry) implements Artifact {
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
        return named(blobs -> blobs.localPath(entry.digest()));
    }

    @Override
    public InputStream open() {
        return named(blobs -> blobs.open(entry.digest()));
    }

    private <T> T named(Function<BlobStore, T> use) {
        try {
            return engine.named(entry.digest(), use);
        } catch (NotFoundException missing) {
            CorruptStoreException gone = gone();
            gone.initCause(missing);
            throw gone;
        }
    }

    CorruptStoreException gone() {
        return new CorruptStoreException(what() + " is gone: no blob " + entry.digest() + " in "
                + engine.store().location());
    }

    private String what() {
        return owner + " artifact '" + entry.path() + "'";
    }

    @Override
    public String toString() {
        return what() + " (" + entry.size() + " bytes, " + entry.digest() + ")";
    }
}
