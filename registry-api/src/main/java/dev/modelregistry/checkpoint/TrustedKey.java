package dev.modelregistry.checkpoint;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A name and an Ed25519 public key, whose signatures somebody believes. Immutable.
 *
 * <p>Written as other tools for signed notes write it: {@code <name>+<id>+<base 64 of the byte 01 and the 32 bytes of the key>}.
 */
public final class TrustedKey {
    static final String ALGORITHM = "Ed25519";
    /** How signed notes name the kind of a key. */
    private static final byte KIND = 1;

    private static final int SIZE = 32;
    /** What stands before the 32 bytes where a public key of this kind is encoded as X.509 has it; see RFC 8410, section 4. */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** No space of any kind, no plus, and no control character. */
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Z}\\p{Cc}\\p{Cs}+]{1,256}");

    private final String name;
    private final byte[] raw;
    private final byte[] id;
    private final PublicKey key;

    private TrustedKey(String name, byte[] raw) {
        this.name = name;
        this.raw = raw;
        this.id = id(name, raw);
        this.key = key(raw);
    }

    /**
     * A key under a name.
     *
     * @param name 1 to 256 characters without spaces, control characters and {@code +}; by custom a host and a path that are yours, such as
     *     {@code example.com/registry}, which need not exist
     * @param key an Ed25519 key
     * @throws InvalidInputException if the name is malformed or the key is of another kind
     */
    public static TrustedKey of(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length != X509.length + SIZE || Arrays.mismatch(encoded, X509) != X509.length) {
            throw new InvalidInputException("the public key of '" + name + "' is of the kind " + key.getAlgorithm()
                    + "; expected an Ed25519 key");
        }
        return new TrustedKey(checkedName(name), Arrays.copyOfRange(encoded, X509.length, encoded.length));
    }

    /**
     * Reads what {@link #toString()} gives.
     *
     * @throws InvalidInputException if the text is malformed, its id is not that of its name and key, or the key is of another kind
     */
    public static TrustedKey parse(String text) {
        String[] parts = text.split("\\+", 3);
        byte[] kindAndKey =
                parts.length < 3 ? new byte[0] : Base64Text.decode(parts[2]).orElse(new byte[0]);
        if (kindAndKey.length != 1 + SIZE || kindAndKey[0] != KIND) {
            // Without the text: whoever mistakes the file may have given the private key.
            throw new InvalidInputException(
                    "the text of " + text.length()
                            + " characters is no public key: it is not of the form <name>+<id>+<base 64 of the byte 01 and an Ed25519 key>");
        }
        TrustedKey key = new TrustedKey(checkedName(parts[0]), Arrays.copyOfRange(kindAndKey, 1, kindAndKey.length));
        if (!key.toString().equals(text)) {
            throw new InvalidInputException("the id of key '" + key.name + "' is not "
                    + HexFormat.of().formatHex(key.id) + ", as its name and bytes have it: one of them was changed");
        }
        return key;
    }

    static String checkedName(String name) {
        if (!isName(name)) {
            throw new InvalidInputException(
                    "key name '" + name + "' is not 1 to 256 characters without spaces, control characters and '+'");
        }
        return name;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static byte[] id(String name, byte[] raw) {
        MessageDigest computation = Digest.sha256();
        computation.update(name.getBytes(StandardCharsets.UTF_8));
        computation.update((byte) '\n');
        computation.update(KIND);
        computation.update(raw);
        return Arrays.copyOf(computation.digest(), NoteSignature.ID_SIZE);
    }

    private static PublicKey key(byte[] raw) {
        byte[] encoded = Arrays.copyOf(X509, X509.length + SIZE);
        System.arraycopy(raw, 0, encoded, X509.length, SIZE);
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            Signature.getInstance(ALGORITHM).initVerify(key); // says whether it is a point of the curve
            return key;
        } catch (GeneralSecurityException refused) {
            throw new InvalidInputException(
                    "the bytes " + HexFormat.of().formatHex(raw) + " are no Ed25519 public key", refused);
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    byte[] id() {
        return id;
    }

    /** Name and id, as messages have them. */
    String label() {
        return name + "+" + HexFormat.of().formatHex(id);
    }

    boolean verifies(Bytes text, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(text.array());
            return check.verify(signature);
        } catch (SignatureException malformed) {
            return false; // such as one of another length
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("this key was good before", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedKey that && name.equals(that.name) && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    /** {@code <name>+<id>+<base 64 of the byte 01 and the 32 bytes of the key>}. */
    @Override
    public String toString() {
        byte[] kindAndKey = new byte[1 + SIZE];
        kindAndKey[0] = KIND;
        System.arraycopy(raw, 0, kindAndKey, 1, SIZE);
        return label() + "+" + Base64.getEncoder().encodeToString(kindAndKey);
    }
}
