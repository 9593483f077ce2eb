package dev.modelregistry.checkpoint;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.security.MessageDigest;
import java.util.List;

/** The tree of RFC 6962, section 2.1. */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private MerkleTree() {}

    static Digest root(List<Bytes> leaves) {
        int size = leaves.size();
        if (size < 2) {
            return size == 0 ? Digest.of(new byte[0]) : hash(LEAF, leaves.get(0).array());
        }
        int left = Integer.highestOneBit(size - 1); // the largest power of two below the size
        return hash(
                NODE,
                root(leaves.subList(0, left)).bytes(),
                root(leaves.subList(left, size)).bytes());
    }

    private static Digest hash(byte what, byte[]... parts) {
        MessageDigest computation = Digest.sha256();
        computation.update(what);
        for (byte[] part : parts) {
            computation.update(part);
        }
        return Digest.of(computation);
    }
}
