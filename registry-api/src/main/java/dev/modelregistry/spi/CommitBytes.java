package dev.modelregistry.spi;

import dev.modelregistry.id.Digest;

/**
 * A commit as stores see it: bytes under a revision, with their hash. Immutable.
 *
 * @param revision 1 or more
 * @param hash SHA-256 of the bytes; a store checks it whenever it reads the bytes back (G9)
 * @param bytes the canonical bytes, at most {@link #MAX_SIZE}; they end with a line feed
 */
public record CommitBytes(long revision, Digest hash, Bytes bytes) {
    /** The largest commit, 1 MiB. */
    public static final int MAX_SIZE = 1 << 20;

    /** The commit with these bytes, hashed here. */
    public static CommitBytes of(long revision, Bytes bytes) {
        return new CommitBytes(revision, bytes.digest(), bytes);
    }

    /** The head of a journal that ends with this commit. */
    public JournalStore.Head head() {
        return new JournalStore.Head(revision, hash);
    }
}
