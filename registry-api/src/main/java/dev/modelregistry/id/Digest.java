package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** A SHA-256 digest, written {@code sha256:<64 lower-case hexadecimal digits>}. Immutable. */
public final class Digest implements Comparable<Digest> {
    /** 32 zero bytes: what the first commit of a journal names as its predecessor. */
    public static final Digest ZERO = new Digest(new byte[32]);

    private static final String PREFIX = "sha256:";
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        return new Digest(sha256().digest(content));
    }

    /**
     * The digest that a finished {@link #sha256() computation} gives; resets the computation.
     *
     * @throws InvalidInputException if it is not one of SHA-256
     */
    public static Digest of(MessageDigest finished) {
        return fromBytes(finished.digest());
    }

    /**
     * Reads {@code sha256:<hex>} or the bare 64 hexadecimal digits.
     *
     * @throws InvalidInputException if the text is neither
     */
    public static Digest parse(String text) {
        String hex = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        try {
            if (hex.length() == 64) {
                return new Digest(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
            }
        } catch (IllegalArgumentException notHex) {
            throw new InvalidInputException(notADigest(text), notHex);
        }
        throw new InvalidInputException(notADigest(text));
    }

    /**
     * The digest that these bytes are.
     *
     * @throws InvalidInputException if they are not 32
     */
    public static Digest fromBytes(byte[] bytes) {
        if (bytes.length != 32) {
            throw new InvalidInputException("a digest of " + bytes.length + " bytes; SHA-256 has 32");
        }
        return new Digest(bytes.clone());
    }

    private static String notADigest(String text) {
        return "digest " + quote(text) + " is not SHA-256; expected 'sha256:' and 64 hexadecimal digits";
    }

    /** A new SHA-256 computation. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /** The 64 lower-case hexadecimal digits, without prefix. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** The 32 bytes, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Digest other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return (int) INTS.get(bytes, 0); // the bytes of a digest are uniform already
    }

    @Override
    public String toString() {
        return PREFIX + hex();
    }
}
