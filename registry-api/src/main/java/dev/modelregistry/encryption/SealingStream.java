package dev.modelregistry.encryption;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Encrypts what is written to it. The last segment is written when it is closed, so what was not closed does not open; nor does what could
 * not be written. Writes nothing before something is written to it or it is closed. Not thread-safe.
 */
final class SealingStream extends OutputStream {
    private final OutputStream stored;
    private final byte[] header;
    private final Segments segments;
    private final byte[] waiting = new byte[Segments.PLAIN];
    private final byte[] sealed = new byte[Segments.PLAIN + Segments.TAG];
    private int length;
    private boolean begun;
    private boolean closed;
    /** Something is missing in what was stored, so it must not end like a blob. */
    private boolean failed;

    SealingStream(OutputStream stored, EncryptionKey key, byte[] salt) {
        BlobHeader described = new BlobHeader(key.id(), salt);
        this.stored = stored;
        this.header = described.encode();
        this.segments = Segments.toSeal(key, described);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /** Whole segments go straight through; but for a full one, that more follows must be known before it is sealed. */
    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (failed) {
            throw new IOException("an earlier write failed, and nothing can follow it");
        }
        int from = offset;
        int rest = count;
        while (rest > 0) {
            if (length == Segments.PLAIN) {
                seal(waiting, 0, length, false);
                length = 0;
            }
            if (length == 0 && rest > Segments.PLAIN) {
                seal(bytes, from, Segments.PLAIN, false);
                from += Segments.PLAIN;
                rest -= Segments.PLAIN;
            } else {
                int taken = Math.min(rest, Segments.PLAIN - length);
                System.arraycopy(bytes, from, waiting, length, taken);
                length += taken;
                from += taken;
                rest -= taken;
            }
        }
    }

    private void seal(byte[] plain, int offset, int count, boolean isLast) throws IOException {
        failed = true; // until it is written
        if (!begun) {
            begun = true;
            stored.write(header);
        }
        stored.write(sealed, 0, segments.seal(plain, offset, count, isLast, sealed));
        failed = false;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (stored) {
                if (!failed) {
                    seal(waiting, 0, length, true);
                }
            }
        }
    }
}
