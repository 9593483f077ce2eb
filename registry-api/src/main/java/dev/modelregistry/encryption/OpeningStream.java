package dev.modelregistry.encryption;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** Decrypts what it reads, and gives out no byte of a segment before all of it has proved to be what was sealed. Not thread-safe. */
final class OpeningStream extends InputStream {
    private final InputStream stored;
    private final KeySource keys;
    private final Object blob;
    private final long count;
    private final byte[] sealed = new byte[Segments.PLAIN + Segments.TAG];
    private final byte[] plain = new byte[Segments.PLAIN];
    private @Nullable Segments segments;
    private String keyId = "";
    private long number;
    /** How many plain bytes are still to be decrypted. */
    private long rest;

    private int position;
    private int length;
    private @Nullable Throwable failure;

    OpeningStream(InputStream stored, KeySource keys, long size, Object blob) {
        this.stored = stored;
        this.keys = keys;
        this.blob = blob;
        this.count = Segments.count(size);
        this.rest = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        Objects.checkFromIndexSize(offset, wanted, bytes.length);
        if (wanted == 0) {
            return 0;
        }
        while (position == length) {
            if (number == count) {
                return -1;
            }
            advance();
        }
        int given = Math.min(wanted, length - position);
        System.arraycopy(plain, position, bytes, offset, given);
        position += given;
        return given;
    }

    /** Never reads on behind a failure, for segments would then be missing in what is given out. */
    private void advance() throws IOException {
        if (failure instanceof IOException before) {
            throw before;
        }
        if (failure instanceof RuntimeException before) {
            throw before;
        }
        try {
            openNext(segments != null ? segments : begin());
        } catch (IOException | RuntimeException failed) {
            failure = failed;
            throw failed;
        }
    }

    private Segments begin() throws IOException {
        byte[] start = stored.readNBytes(BlobHeader.SIZE);
        if (start.length < BlobHeader.SIZE) {
            throw damaged("it has " + start.length + " bytes, not even the " + BlobHeader.SIZE + " of its header");
        }
        BlobHeader header = BlobHeader.decode(start).orElseThrow(() -> noHeader(start));
        keyId = header.keyId();
        EncryptionKey key = BlobCipher.asked(() -> keys.find(keyId))
                .orElseThrow(() -> new InvalidInputException(blob + " is encrypted with the key '" + keyId
                        + "', which is not among the keys that were given; add it to the key source"));
        segments = Segments.toOpen(key, header);
        return segments;
    }

    private RuntimeException noHeader(byte[] start) {
        int format = BlobHeader.format(start).orElse(0);
        return format > 1
                ? new UnsupportedFormatException(blob + " is encrypted in format " + format
                        + ", this library knows 1; use a newer version of it, unless it is damaged")
                : damaged("it does not begin with the header of an encrypted blob");
    }

    private void openNext(Segments next) throws IOException {
        int size = (int) Math.min(rest, Segments.PLAIN);
        int found = stored.readNBytes(sealed, 0, size + Segments.TAG);
        if (found < size + Segments.TAG) {
            throw damaged("it ends in segment " + (number + 1) + " of " + count);
        }
        int opened;
        try {
            opened = next.open(sealed, found, number == count - 1, plain);
        } catch (AEADBadTagException altered) {
            CorruptStoreException damaged = damaged("segment " + (number + 1) + " of " + count
                    + " is not what was sealed there with the key '" + keyId + "'"
                    + (number == 0 ? ", or that key is another one of the same id" : ""));
            damaged.addSuppressed(altered);
            throw damaged;
        }
        if (number == count - 1 && stored.read() >= 0) {
            throw damaged("there are bytes behind its last segment");
        }
        position = 0;
        length = opened;
        rest -= opened;
        number++;
    }

    private CorruptStoreException damaged(String how) {
        return new CorruptStoreException(blob + " is damaged: " + how);
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
