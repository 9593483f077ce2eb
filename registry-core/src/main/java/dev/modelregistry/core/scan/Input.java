package dev.modelregistry.core.scan;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Reads forwards, numbers with their lowest byte first. <b>Must be closed.</b> */
final class Input implements Closeable {
    private static final int END = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int next;
    private int limit;
    private long before;

    Input(InputStream in) {
        this.in = in;
    }

    /** How many bytes were read. */
    long position() {
        return before + next;
    }

    /** The next byte, or −1 at the end. */
    int readOrEnd() throws IOException {
        return next < limit || fill() ? buffer[next++] & 0xff : END;
    }

    /** The next byte, which is read again later, or −1 at the end. */
    int peek() throws IOException {
        return next < limit || fill() ? buffer[next] & 0xff : END;
    }

    private boolean fill() throws IOException {
        before += limit;
        next = 0;
        limit = 0;
        int read = in.read(buffer, 0, buffer.length);
        limit = Math.max(0, read);
        return read > 0;
    }

    /** As many of the next bytes as are at hand, at least one, at most what fits. */
    int some(byte[] to) throws IOException {
        if (next == limit && !fill()) {
            throw cutOff();
        }
        int count = Math.min(to.length, limit - next);
        System.arraycopy(buffer, next, to, 0, count);
        next += count;
        return count;
    }

    int u8() throws IOException {
        int read = readOrEnd();
        if (read == END) {
            throw cutOff();
        }
        return read;
    }

    int u16() throws IOException {
        return u8() | u8() << 8;
    }

    long u32() throws IOException {
        return u16() | (long) u16() << 16;
    }

    /** Eight bytes, of which nobody needs the highest bit: larger numbers are taken for damage. */
    long u63() throws IOException {
        long read = i64();
        if (read < 0) {
            throw new Unfinished(Long.toUnsignedString(read) + ", before byte " + position()
                    + ", is too large; the file is damaged");
        }
        return read;
    }

    long i64() throws IOException {
        return u32() | u32() << 32;
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) u8();
        }
        return bytes;
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (next == limit) {
                long skipped = in.skip(left);
                if (skipped > 0) {
                    before += limit + skipped;
                    next = 0;
                    limit = 0;
                    left -= skipped;
                    continue;
                }
                // Only reading tells the end from a pause.
                if (!fill()) {
                    throw cutOff();
                }
            }
            int buffered = (int) Math.min(left, limit - next);
            next += buffered;
            left -= buffered;
        }
    }

    private Unfinished cutOff() {
        return new Unfinished("it ends at byte " + position() + " and should go on; the file is damaged or cut off");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
