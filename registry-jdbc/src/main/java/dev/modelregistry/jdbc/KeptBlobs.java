package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Blobs of which none is deleted: in a transaction of the host nobody sees what others are about to need, and it may be rolled back. */
record KeptBlobs(BlobStore next) implements BlobStore {
    private static InvalidInputException refused() {
        return new InvalidInputException(
                "bytes cannot be deleted in a transaction of the host, which may be rolled back; open the registry outside of it");
    }

    @Override
    public BlobInfo put(InputStream content) throws IOException {
        return next.put(content);
    }

    @Override
    public InputStream open(Digest digest) {
        return next.open(digest);
    }

    @Override
    public Path localPath(Digest digest) {
        return next.localPath(digest);
    }

    @Override
    public Optional<BlobInfo> find(Digest digest) {
        return next.find(digest);
    }

    @Override
    public List<BlobInfo> list(Digest after, int limit) {
        return next.list(after, limit);
    }

    @Override
    public boolean trash(Digest digest) {
        throw refused();
    }

    @Override
    public boolean restore(Digest digest) {
        return next.restore(digest);
    }

    @Override
    public boolean purge(Digest digest) {
        throw refused();
    }
}
