package dev.modelregistry.spi;

import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Immutable byte strings under their SHA-256. Thread-safe. The guarantees are those of {@link RegistryStore}, G7 above all: a blob
 * appears whole or not at all, and whatever is read is verified before its end is reached.
 *
 * <p>Deleting takes two steps, so that it can be undone: {@link #trash} hides a blob, {@link #restore} brings it back, {@link #purge}
 * ends it. These three can also throw {@link dev.modelregistry.error.OutcomeUnknownException}: {@link #find} tells. Where
 * nothing can be deleted, as in a transaction of the host, trash and purge throw {@link
 * dev.modelregistry.error.InvalidInputException}, whether or not there is such a blob.
 */
public interface BlobStore {
    /**
     * Stores what the stream gives, in constant memory, and leaves the stream open. Bytes that are stored already are kept once, renewed
     * (their {@link BlobInfo#storedAtMicros() time} is now), and taken out of the trash if they are there.
     *
     * @throws IOException if the stream fails, unchanged; nothing is stored
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; nothing is stored
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether the bytes are stored; put them again
     * @throws dev.modelregistry.error.RejectedException if the store may only be read
     */
    BlobInfo put(InputStream content) throws IOException;

    /**
     * Streams a blob, verifying it: the last byte is only given out when the digest fits, so a caller that reads to the end has the
     * right bytes. <b>The stream must be closed.</b>
     *
     * @throws dev.modelregistry.error.NotFoundException if there is no such blob, or it is in the trash
     * @throws dev.modelregistry.error.CorruptStoreException from here or from the stream, if the bytes are damaged (G9)
     */
    InputStream open(Digest digest);

    /**
     * A file with the blob's bytes, verified before the path is returned; once for each open store is enough, while the file's size
     * and time of modification stay as they were. The file is read-only and belongs to the store; it lives until the blob is trashed or
     * the store is closed.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is no such blob, or it is in the trash
     * @throws dev.modelregistry.error.CorruptStoreException if the bytes are damaged (G9)
     */
    Path localPath(Digest digest);

    /** What is known of a blob without reading it; empty if there is no such blob, or it is in the trash. */
    Optional<BlobInfo> find(Digest digest);

    /** Blobs in the order of their digests, behind {@code after} (exclusive; {@link Digest#ZERO} to begin), those in the trash left out. */
    List<BlobInfo> list(Digest after, int limit);

    /**
     * Hides a blob.
     *
     * @return whether it was there
     */
    boolean trash(Digest digest);

    /**
     * Brings a blob back from the trash.
     *
     * @return whether it was in the trash
     */
    boolean restore(Digest digest);

    /**
     * Ends a blob that is in the trash, for ever.
     *
     * @return whether it was in the trash
     */
    boolean purge(Digest digest);

    /**
     * A stored blob.
     *
     * @param digest SHA-256 of its bytes
     * @param size in bytes
     * @param storedAtMicros when it was last put, in microseconds since 1970
     */
    record BlobInfo(Digest digest, long size, long storedAtMicros) {}
}
