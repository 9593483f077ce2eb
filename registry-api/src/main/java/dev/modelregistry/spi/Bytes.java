package dev.modelregistry.spi;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Some bytes that do not change, compared by content. The arrays go in and out without a copy: do not modify them. */
public final class Bytes {
    /** Texts in the order of their UTF-8 bytes, unsigned: the order that every store can give. */
    public static final Comparator<String> UTF8_ORDER = Bytes::compareAsUtf8;

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** UTF-16 is in another order where a surrogate meets one of the characters behind them. */
    private static int compareAsUtf8(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char one = left.charAt(i);
            char other = right.charAt(i);
            if (one != other) {
                boolean bothBehind = one >= Character.MIN_SURROGATE && other >= Character.MIN_SURROGATE;
                return bothBehind && Character.isSurrogate(one) != Character.isSurrogate(other)
                        ? (Character.isSurrogate(one) ? 1 : -1)
                        : Character.compare(one, other);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** These bytes; the array must not be modified any more. */
    public static Bytes of(byte[] array) {
        return new Bytes(array);
    }

    /**
     * The text's UTF-8 bytes.
     *
     * @throws InvalidInputException if the text has half a surrogate pair, which UTF-8 cannot hold
     */
    public static Bytes utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new Bytes(bytes);
        } catch (CharacterCodingException halfAPair) {
            throw new InvalidInputException(
                    "a text has half a surrogate pair; it cannot be written as UTF-8", halfAPair);
        }
    }

    /** The bytes themselves, not a copy; do not modify them. */
    public byte[] array() {
        return array;
    }

    /** How many. */
    public int size() {
        return array.length;
    }

    /** Their SHA-256, computed at each call. */
    public Digest digest() {
        return Digest.of(array);
    }

    /** A stream over them. */
    public InputStream stream() {
        return new ByteArrayInputStream(array);
    }

    /** Read as UTF-8. */
    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return array.length + " bytes";
    }
}
