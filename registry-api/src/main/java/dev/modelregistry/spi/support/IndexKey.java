package dev.modelregistry.spi.support;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.IndexStore.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value of an index as bytes that compare, unsigned, like the values: {@code n} and eight bytes for a number, {@code t} and UTF-8 for a
 * text, so that numbers come before texts. Databases limit the size of keys, so one that is long is cut behind its start, and the SHA-256 of
 * all of it is put there: heads are equal where values are, and starts are in the order of the values. The order of heads is that of every
 * index: texts that agree in their first 167 bytes of UTF-8 and are longer than 199 are in some order that is the same everywhere.
 * Immutable. The arrays go out without a copy: do not modify them.
 */
public final class IndexKey implements Comparable<IndexKey> {
    /** The size of the longest head. */
    public static final int MAX_HEAD = 200;

    private static final int START = MAX_HEAD - 32;
    private static final int MAX_TEXT = 1024;

    private final byte[] head;
    private final byte @Nullable [] whole;

    private IndexKey(byte[] head, byte @Nullable [] whole) {
        this.head = head;
        this.whole = whole;
    }

    /** The key of a value. */
    public static IndexKey of(Value value) {
        return of(bytes(value));
    }

    /** The key of all texts that begin so: of it, {@link #all()}, {@link #lowest()} and {@link #highest()} are of use. */
    public static IndexKey startingWith(String prefix) {
        return of(bytes(new Value.Text(prefix)));
    }

    /** A place in the order of keys, such as {@link #lowest()} and {@link #highest()} give. */
    public static IndexKey at(byte[] head) {
        return new IndexKey(head, null);
    }

    private static IndexKey of(byte[] bytes) {
        if (bytes.length <= MAX_HEAD) {
            return new IndexKey(bytes, null);
        }
        byte[] head = Arrays.copyOf(bytes, MAX_HEAD);
        System.arraycopy(Digest.of(bytes).bytes(), 0, head, START, 32);
        return new IndexKey(head, bytes);
    }

    private static byte[] bytes(Value value) {
        if (value instanceof Value.Text text) {
            String indexed = text.text().substring(0, Math.min(text.text().length(), MAX_TEXT));
            byte[] utf8 = indexed.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(utf8.length + 1)
                    .put((byte) 't')
                    .put(utf8)
                    .array();
        }
        long bits = Double.doubleToLongBits(((Value.Numeric) value).number() + 0.0); // -0 is 0
        // Negative numbers are in reverse order, and in front.
        return ByteBuffer.allocate(9)
                .put((byte) 'n')
                .putLong(bits ^ (bits >> 63 | Long.MIN_VALUE))
                .array();
    }

    /** The value of a key, as far as it is indexed; the inverse of {@link #of(Value)}. */
    public static Value value(byte[] all) {
        if (all[0] == 't') {
            return new Value.Text(new String(all, 1, all.length - 1, StandardCharsets.UTF_8));
        }
        long bits = ByteBuffer.wrap(all, 1, 8).getLong();
        return new Value.Numeric(Double.longBitsToDouble(bits ^ (~(bits >> 63) | Long.MIN_VALUE)));
    }

    /** At most {@link #MAX_HEAD} bytes. */
    public byte[] head() {
        return head;
    }

    /** All of it if it is longer than the head, else null. */
    public byte @Nullable [] whole() {
        return whole;
    }

    /** All of it. */
    public byte[] all() {
        return whole == null ? head : whole;
    }

    /** Whether heads alone tell what comes before this and what behind it. */
    public boolean isShort() {
        return all().length <= START;
    }

    /** No head of a value that is at least this one is before this. */
    public byte[] lowest() {
        return Arrays.copyOf(all(), Math.min(all().length, START));
    }

    /** No head of a value that begins with this one, or is at most this one, is behind this. */
    public byte[] highest() {
        byte[] start = lowest();
        byte[] highest = Arrays.copyOf(start, start.length + 33);
        Arrays.fill(highest, start.length, highest.length, (byte) 0xff);
        return highest;
    }

    /** In front of all values of its kind. */
    public byte[] kind() {
        return new byte[] {head[0]};
    }

    /** Behind all values of its kind. */
    public byte[] behindKind() {
        return new byte[] {(byte) (head[0] + 1)};
    }

    /** By heads. */
    @Override
    public int compareTo(IndexKey other) {
        return Arrays.compareUnsigned(head, other.head);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexKey that && Arrays.equals(head, that.head);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(head);
    }

    @Override
    public String toString() {
        return value(all()).toString();
    }
}
