package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import java.io.InputStream;
import java.nio.file.Path;

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
        try {
            return engine.blobs().localPath(entry.digest());
        } catch (NotFoundException gone) {
            throw new CorruptStoreException(gone(), gone);
        }
    }

    @Override
    public InputStream open() {
        try {
            return engine.blobs().open(entry.digest());
        } catch (NotFoundException gone) {
            throw new CorruptStoreException(gone(), gone);
        }
    }

    /** What is known of it without reading it, if it is there. */
    BlobInfo info() {
        return engine.blobs().find(entry.digest()).orElseThrow(() -> new CorruptStoreException(gone()));
    }

    private String gone() {
        return what() + " is gone: no blob " + entry.digest() + " in "
                + engine.store().location();
    }

    private String what() {
        return owner + " artifact '" + entry.path() + "'";
    }

    @Override
    public String toString() {
        return what() + " (" + entry.size() + " bytes, " + entry.digest() + ")";
    }
}
