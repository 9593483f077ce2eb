package dev.modelregistry.contract;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One store under test: made new for each test, on ground of its own where no registry is yet. <b>Is closed by the
 * suite</b> after it has closed the stores. {@link #open()} may be called by several threads at once.
 *
 * <p>A fixture declares how its store differs, it cannot opt out: whatever it answers, the suite asserts something.
 */
public interface StoreFixture extends AutoCloseable {
    /**
     * What opens the store; child processes make one of the same class by its public constructor without parameters.
     */
    StoreProvider provider();

    /** The ground's address, for {@link #provider()} here and in child processes. */
    String url();

    /**
     * Opens a store on the ground, creating the registry if this is the first time. Stores that were opened before may
     * still be open, or be closed; all of them are the same registry.
     */
    RegistryStore open();

    /** What a second process finds at {@link #url()} while a store is open in this one. */
    SecondProcess secondProcess();

    /**
     * Does damage from outside, behind the store's back; empty if nothing outside the store can reach what it holds.
     */
    Optional<Damage> damage();

    /**
     * An index over the store's journals, for those who derive one; empty to have the suite check {@link
     * RegistryStore#index()}. Asked once for each store.
     *
     * @param store whose journals
     * @param changes what a commit of the suite's own does to the index
     */
    Optional<IndexStore> derivedIndex(RegistryStore store, Function<CommitBytes, List<IndexStore.Change>> changes);

    /** Opens the ground for reading only, once a store created it; empty if it is never opened that way. */
    Optional<RegistryStore> openReadOnly();

    /** Frees the ground. All stores are closed by now. */
    @Override
    void close();

    /** What a second process finds at a URL that this process has open. */
    enum SecondProcess {
        /** The same registry. Obligatory if the store's sharing is wider than one process. */
        SHARES,
        /**
         * Nothing: it is refused with {@link dev.modelregistry.error.RejectedException}, until this process closes its
         * stores.
         */
        IS_REFUSED,
        /** A registry of its own: the URL names nothing outside of one process. */
        FINDS_ANOTHER
    }

    /**
     * Damage, done to the ground while no store is open on it. Where a store keeps several commits in one piece, the
     * piece is what counts; the suite appends commits one by one before it damages any.
     */
    interface Damage {
        /** Changes one byte within a commit's bytes, and nothing else. */
        void flipByteOfCommit(JournalId journal, long revision);

        /** Takes a commit away that is not the last one, as a deleted file or row. */
        void removeCommit(JournalId journal, long revision);

        /** Exchanges two commits, each with whatever is kept beside its bytes, as by renamed files or a wrong key. */
        void exchangeCommits(JournalId journal, long one, long other);

        /** Changes one byte of a blob, not its size. */
        void flipByteOfBlob(Digest digest);

        /** Cuts the last byte off a blob. */
        void truncateBlob(Digest digest);

        /** Changes one byte within a snapshot's state. */
        void flipByteOfSnapshot(JournalId journal, long revision);
    }
}
