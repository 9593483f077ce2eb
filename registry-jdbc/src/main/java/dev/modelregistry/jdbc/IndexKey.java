package dev.modelregistry.jdbc;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.IndexStore.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value of the index as bytes that compare, unsigned, like the values: {@code n} and eight bytes for a number, {@code t} and UTF-8 for a
 * text. Databases limit the size of keys, so one that is long is cut behind its start, and the SHA-256 of all of it is put there: heads
 * are equal where values are, and starts are in the order of the values.
 */
final class IndexKey {
    static final int MAX_HEAD = 200;

    private static final int START = MAX_HEAD - 32;
    private static final int MAX_TEXT = 1024;

    private final byte[] head;
    private final byte @Nullable [] whole;

    private IndexKey(byte[] head, byte @Nullable [] whole) {
        this.head = head;
        this.whole = whole;
    }

    static IndexKey of(Value value) {
        byte[] bytes = bytes(value);
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

    /** At most {@link #MAX_HEAD} bytes. */
    byte[] head() {
        return head;
    }

    /** All of it if it is longer than the head, else null. */
    byte @Nullable [] whole() {
        return whole;
    }

    /** All of it. */
    byte[] all() {
        return whole == null ? head : whole;
    }

    /** No head of a value that is at least this one is before this. */
    byte[] lowest() {
        return Arrays.copyOf(all(), Math.min(all().length, START));
    }

    /** No head of a value that is at most this one is behind this. */
    byte[] highest() {
        byte[] start = lowest();
        byte[] highest = Arrays.copyOf(start, start.length + 33);
        Arrays.fill(highest, start.length, highest.length, (byte) 0xff);
        return highest;
    }

    /** In front of all values of its kind. */
    byte[] kind() {
        return new byte[] {head[0]};
    }

    /** Behind all values of its kind. */
    byte[] behindKind() {
        return new byte[] {(byte) (head[0] + 1)};
    }
}
