package dev.modelregistry.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The segments of one blob in their order, each sealed with AES-256-GCM under the blob's own key. This is the STREAM construction (Hoang,
 * Reyhanitabar, Rogaway and Vizár, CRYPTO 2015): the nonce counts the segments and says which is the last one, so that none can be left
 * out, moved, repeated or cut off. No nonce is used twice with a key, because each blob has a key of its own. Not thread-safe.
 */
final class Segments {
    static final int PLAIN = 1 << 16;
    static final int TAG = 16;

    private static final int NONCE = 12;
    private static final byte[] INFO = "model-registry blob 1".getBytes(US_ASCII);

    private final int mode;
    private final Cipher aes;
    private final SecretKeySpec key;
    private final byte[] header;
    private long number;

    private Segments(int mode, EncryptionKey master, BlobHeader header) {
        try {
            this.mode = mode;
            this.aes = Cipher.getInstance("AES/GCM/NoPadding");
            this.key = new SecretKeySpec(header.derive(master, INFO), "AES");
            this.header = header.encode();
        } catch (GeneralSecurityException impossible) {
            throw broken(impossible);
        }
    }

    static Segments toSeal(EncryptionKey master, BlobHeader header) {
        return new Segments(Cipher.ENCRYPT_MODE, master, header);
    }

    static Segments toOpen(EncryptionKey master, BlobHeader header) {
        return new Segments(Cipher.DECRYPT_MODE, master, header);
    }

    /** How many segments so many plain bytes make. */
    static long count(long plain) {
        return Math.max(1, (plain + PLAIN - 1) / PLAIN);
    }

    /**
     * Seals the next segment. The header is authenticated with the first one.
     *
     * @return how many bytes there are in {@code sealed} now
     */
    int seal(byte[] plain, int offset, int length, boolean isLast, byte[] sealed) {
        try {
            return next(plain, offset, length, isLast, sealed);
        } catch (GeneralSecurityException impossible) {
            throw broken(impossible);
        }
    }

    /**
     * Opens the next segment.
     *
     * @return how many bytes there are in {@code plain} now
     * @throws AEADBadTagException if this is not what was sealed here; what is in {@code plain} then means nothing
     */
    int open(byte[] sealed, int length, boolean isLast, byte[] plain) throws AEADBadTagException {
        try {
            return next(sealed, 0, length, isLast, plain);
        } catch (AEADBadTagException altered) {
            throw altered;
        } catch (GeneralSecurityException impossible) {
            throw broken(impossible);
        }
    }

    private int next(byte[] input, int offset, int length, boolean isLast, byte[] output)
            throws GeneralSecurityException {
        ByteBuffer nonce =
                ByteBuffer.allocate(NONCE).put(new byte[3]).putLong(number).put((byte) (isLast ? 1 : 0));
        aes.init(mode, key, new GCMParameterSpec(8 * TAG, nonce.array()));
        if (number == 0) {
            aes.updateAAD(header);
        }
        number++;
        return aes.doFinal(input, offset, length, output, 0);
    }

    private static IllegalStateException broken(GeneralSecurityException impossible) {
        return new IllegalStateException("this JDK cannot do AES-256-GCM, which every one must", impossible);
    }
}
