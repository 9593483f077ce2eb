package dev.modelregistry.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * One registry's storage: journals, blobs, cells and, where the store has one, an index. Thread-safe. <b>Must be closed.</b>
 *
 * <h2>Guarantees</h2>
 *
 * Every store gives all of them, to every process that its {@link #sharing()} allows:
 *
 * <ul>
 *   <li><b>G1 atomic visibility</b>: a batch of commits is seen whole or not at all, at any instant and after any crash.
 *   <li><b>G2 one winner</b>: of all appends that expect the same revision of a journal, at most one is appended.
 *   <li><b>G3 durable on return</b>: when {@code append}, {@code put} or {@code compareAndSet} has returned, the result survives what
 *       {@link #durability()} declares.
 *   <li><b>G4 read after append</b>: a read that begins after an append returned sees it, in every process.
 *   <li><b>G5 dense and ordered</b>: revisions of a journal are 1, 2, 3 …; a read gives them in order and leaves none out.
 *   <li><b>G6 three answers</b>: a conflict means that this append is not there and never will be; a failure ({@link
 *       dev.modelregistry.error.StoreUnavailableException}) means that nothing was changed; anything else is {@link
 *       dev.modelregistry.error.OutcomeUnknownException}. Repeating an append with the same bytes is answered with the same success.
 *   <li><b>G7 whole blobs</b>: a blob appears whole, under the digest of its bytes, and never changes.
 *   <li><b>G8 index agrees</b>: the index entries of a batch appear with the batch, or are derived from it.
 *   <li><b>G9 damage is reported</b>: damaged, missing or misplaced bytes are an error that names the place, the expected and the found
 *       hash (of encrypted bytes, which segment does not open); they are never skipped, truncated or repaired in
 *       silence.
 *   <li><b>G10 cells keep their word</b>: an acknowledged compare-and-set is never lost, and of those that expect the same version at
 *       most one succeeds.
 * </ul>
 *
 * Every method of a closed store throws {@link dev.modelregistry.error.RegistryClosedException}. A process may open the same store
 * several times, also one that it does not share with others. A store that may only be read throws
 * {@link dev.modelregistry.error.RejectedException} from every writing method and works otherwise.
 */
public interface RegistryStore extends AutoCloseable {
    /** The identity of this registry, minted when it was created. */
    String registryId();

    /** Where this is, for messages and logs; never with a password in it. */
    String location();

    /** Which processes may use this store at the same time. */
    Sharing sharing();

    /** What an acknowledged write survives. */
    Durability durability();

    /**
     * Why an acknowledged write survives less here than stores of this kind can give: the setting or the property of the ground, and what to
     * do about it. Empty if nothing stands in the way.
     */
    Optional<String> durabilityLoweredBy();

    /** Whether this store, as it was opened, can be written to. Found out at open, and leaving nothing behind. */
    Access access();

    /**
     * Whether what this does counts only when the host commits a transaction of its own, and reads what there was when that began. Then nothing
     * may be done that has to count at once, or has to see what others do.
     */
    boolean isWithinTransaction();

    /**
     * Whether all blobs are kept encrypted with the {@link dev.modelregistry.encryption.BlobCipher} that the store was opened with. A host
     * that gave keys to a store that answers no is refused, before any blob is written.
     */
    boolean encryptsBlobs();

    /**
     * The store's clock, by which commits are dated: the database's, or the host's for files and memory. Cheap; may be off by a clock's
     * usual error.
     */
    Instant now();

    /** The journals. */
    JournalStore journals();

    /** The blobs. */
    BlobStore blobs();

    /** The cells. */
    CellStore cells();

    /** The store's own index; empty where it has none, and then the engine keeps one in memory. */
    Optional<IndexStore> index();

    /** Where the engine may keep what its index in memory knew; empty where that can only be read from the journals again. */
    Optional<IndexImage> indexImage();

    /** Releases what the store holds. Closing twice does nothing. */
    @Override
    void close();
}
