package dev.modelregistry.contract;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.RegistryStore;
import java.util.Optional;

/** Trashes and purges blobs as they are at this moment. */
public final class Trash {
    private Trash() {}

    /** Whether it was there and is in the trash now. */
    public static boolean trash(RegistryStore store, Digest digest) {
        return store.blobs().find(digest).flatMap(store.blobs()::trash).isPresent();
    }

    /** What is known of a blob in the trash, if it is there. */
    public static Optional<BlobInfo> find(BlobStore blobs, Digest digest) {
        return blobs.listTrash(Digest.ZERO, 1_000).stream()
                .filter(blob -> blob.digest().equals(digest))
                .findFirst();
    }

    /** Whether it was in the trash and is gone now. */
    public static boolean purge(RegistryStore store, Digest digest) {
        return find(store.blobs(), digest).filter(store.blobs()::purge).isPresent();
    }

    /** Whether it was there, or in the trash, and is gone now. */
    public static boolean end(RegistryStore store, Digest digest) {
        trash(store, digest);
        return purge(store, digest);
    }
}
