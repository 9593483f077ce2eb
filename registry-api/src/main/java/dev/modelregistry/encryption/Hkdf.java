package dev.modelregistry.encryption;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys from keys: HKDF (RFC 5869) with HMAC-SHA-256. */
final class Hkdf {
    private static final int HASH = 32;

    private Hkdf() {}

    /** So many bytes, at most 8160, from a key, a salt, and what they are for. */
    static byte[] sha256(byte[] key, byte[] salt, byte[] info, int length) {
        if (length > 255 * HASH) {
            throw new IllegalArgumentException(length + " bytes are more than the counter of one byte gives");
        }
        // Extract. A salt of no bytes is one of zeros to HMAC, and refused by the JDK.
        Mac hmac = hmac(hmac(salt.length == 0 ? new byte[HASH] : salt).doFinal(key));
        // Expand.
        byte[] output = new byte[length];
        byte[] block = {};
        for (int done = 0; done < length; done += block.length) {
            hmac.update(block);
            hmac.update(info);
            hmac.update((byte) (done / HASH + 1));
            block = hmac.doFinal();
            System.arraycopy(block, 0, output, done, Math.min(HASH, length - done));
        }
        return output;
    }

    private static Mac hmac(byte[] key) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            return hmac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256, which every one must have", impossible);
        }
    }
}
