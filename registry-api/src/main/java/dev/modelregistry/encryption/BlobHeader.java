package dev.modelregistry.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;

/**
 * What stands in front of an encrypted blob, always of the same size, so that the size of the plain bytes follows from that of the stored
 * ones: eight bytes that say what this is, with the format as the last of them, a salt, and the id of the key, filled up with zeros.
 */
final class BlobHeader {
    static final int SALT = 32;
    static final int KEY_ID = 88;

    private static final byte[] MAGIC = {'m', 'r', '-', 'b', 'l', 'o', 'b', 1};

    static final int SIZE = MAGIC.length + SALT + KEY_ID;

    private final String keyId;
    private final byte[] salt;

    /**
     * A header.
     *
     * @param keyId which key the blob's own is derived from
     * @param salt random, and different in each blob
     */
    BlobHeader(String keyId, byte[] salt) {
        this.keyId = keyId;
        this.salt = salt;
    }

    String keyId() {
        return keyId;
    }

    /** The blob's own key. */
    byte[] derive(EncryptionKey master, byte[] info) {
        return master.derive(salt, info);
    }

    byte[] encode() {
        byte[] header = Arrays.copyOf(MAGIC, SIZE);
        System.arraycopy(salt, 0, header, MAGIC.length, SALT);
        byte[] id = keyId.getBytes(US_ASCII);
        System.arraycopy(id, 0, header, MAGIC.length + SALT, id.length);
        return header;
    }

    /** Empty if these bytes are not what {@link #encode} gives. */
    static Optional<BlobHeader> decode(byte[] header) {
        String filled = new String(header, MAGIC.length + SALT, KEY_ID, US_ASCII);
        int end = filled.indexOf(0);
        BlobHeader found = new BlobHeader(
                end < 0 ? filled : filled.substring(0, end),
                Arrays.copyOfRange(header, MAGIC.length, MAGIC.length + SALT));
        return EncryptionKey.isId(found.keyId) && Arrays.equals(found.encode(), header)
                ? Optional.of(found)
                : Optional.empty();
    }

    /** The format that some bytes claim to have; empty if they are no encrypted blob at all. */
    static Optional<Integer> format(byte[] header) {
        int last = MAGIC.length - 1;
        return Arrays.equals(header, 0, last, MAGIC, 0, last) ? Optional.of(header[last] & 0xff) : Optional.empty();
    }
}
