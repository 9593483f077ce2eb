package dev.modelregistry.encryption;

import dev.modelregistry.error.InvalidInputException;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * A key of 256 bits with an id. The id is written in the clear into every blob that is encrypted with the key, so that the key is found
 * again; two keys must never have the same one. No two blobs are encrypted with the same bits: each has a key of its own that is derived
 * from this one. Immutable, thread-safe. Never shows the key.
 */
public final class EncryptionKey {
    private static final int SIZE = 32;
    private static final Pattern ID = Pattern.compile("[!-~]{1," + BlobHeader.KEY_ID + "}");

    private final String id;
    private final byte[] key;

    private EncryptionKey(String id, byte[] key) {
        this.id = id;
        this.key = key;
    }

    /**
     * A key from its bytes, which are copied. They should come from a generator of keys ({@code KeyGenerator} for AES, initialised with 256) or a key
     * management service; a password is no key.
     *
     * @throws InvalidInputException if the id is not 1 to 88 printable ASCII characters without blanks, or there are not 32 bytes
     */
    public static EncryptionKey of(String id, byte[] key) {
        if (!isId(id)) {
            throw new InvalidInputException("key id '" + id + "' is not 1 to " + BlobHeader.KEY_ID
                    + " printable ASCII characters without blanks");
        }
        if (key.length != SIZE) {
            throw new InvalidInputException("key '" + id + "' has " + key.length + " bytes; give " + SIZE);
        }
        return new EncryptionKey(id, key.clone());
    }

    /**
     * A key of the JDK.
     *
     * @throws InvalidInputException if the id is malformed, or the key does not give its bytes, as one that stays in hardware, or they are
     *     not 32
     */
    public static EncryptionKey of(String id, SecretKey key) {
        Objects.requireNonNull(id, "key id");
        byte[] bytes = key.getEncoded();
        if (bytes == null) {
            throw new InvalidInputException("key '" + id
                    + "' does not give its bytes; have the hardware or the service make a data key, and give that one");
        }
        return of(id, bytes);
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What the key is called. */
    public String id() {
        return id;
    }

    /** Whether it is the same id and the same key, in a time that does not depend on where they differ. */
    boolean isSameAs(EncryptionKey other) {
        return id.equals(other.id) && MessageDigest.isEqual(key, other.key);
    }

    /** The key for one blob. */
    byte[] derive(byte[] salt, byte[] info) {
        return Hkdf.sha256(key, salt, info, SIZE);
    }

    /** The id alone. */
    @Override
    public String toString() {
        return "key '" + id + "'";
    }
}
