package dev.modelregistry.spi;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CellStore.CellId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Immutable byte strings under their SHA-256. Thread-safe. The guarantees are those of {@link RegistryStore}, G7 above all: a blob
 * appears whole or not at all, and whatever is read is verified before its end is reached.
 *
 * <p>Deleting takes two steps, so that it can be undone: {@link #trash} hides a blob, {@link #renew} brings it back, {@link #purge} ends
 * it. Both steps name the time that the blob had when somebody decided on them, and do nothing where it has another one by now: so whoever
 * renews a blob keeps it, however old that decision is. These three can also throw {@link dev.modelregistry.error.OutcomeUnknownException}:
 * {@link #find} tells.
 */
public interface BlobStore {
    /**
     * The cell in which a registry that keeps its blobs in another store writes its id there: what nothing names in that store's own journals
     * may be named in the owner's.
     */
    CellId OWNER = new CellId("blobs", "owner");

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
     * Makes now the time of a blob, if need be out of the trash, and does not read it. To be called before a commit that is to name a blob
     * which somebody stored long ago.
     *
     * @return what is known of it now; empty if there is no such blob, also not in the trash
     */
    Optional<BlobInfo> renew(Digest digest);

    /**
     * Hides a blob, unless it was put or renewed since it was seen.
     *
     * @param seen what {@link #find} or {@link #list} gave; its time counts
     * @return what is known of it in the trash; empty if this has not put it there
     */
    Optional<BlobInfo> trash(BlobInfo seen);

    /** Blobs in the trash, in the order of their digests as in {@link #list}; the time of each is when it was trashed. */
    List<BlobInfo> listTrash(Digest after, int limit);

    /**
     * Ends a blob for ever, if it has been in the trash ever since it was seen there.
     *
     * @param seen what {@link #listTrash} gave; its time counts
     * @return whether it was ended
     */
    boolean purge(BlobInfo seen);

    /**
     * A stored blob.
     *
     * @param digest SHA-256 of its bytes
     * @param size in bytes
     * @param storedAtMicros when it was last put, renewed or trashed, in microseconds since 1970
     */
    record BlobInfo(Digest digest, long size, long storedAtMicros) {}
}
