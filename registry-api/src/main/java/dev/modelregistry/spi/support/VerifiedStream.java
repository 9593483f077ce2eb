package dev.modelregistry.spi.support;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Hashes a blob while it is read, and gives out its last bytes only if the hash is right. Throws {@link CorruptStoreException} if it is
 * not, and if the bytes end too early, or there are any of an empty blob. Not thread-safe. <b>Must be closed.</b>
 */
public final class VerifiedStream extends InputStream {
    private final InputStream source;
    private final Digest expected;
    private final Object place;
    private final MessageDigest sha256 = Digest.sha256();
    private long rest;
    private boolean verified;

    /**
     * A stream that reads another, and closes it.
     *
     * @param size how many bytes there should be
     * @param place where the blob is, for the message
     */
    public VerifiedStream(InputStream source, Digest expected, long size, Object place) {
        this.source = source;
        this.expected = expected;
        this.rest = size;
        this.place = place;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (rest == 0) {
            if (!verified && source.read() >= 0) { // of an empty blob nothing was read yet
                throw damaged("bytes follow its end");
            }
            verify();
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        int count = source.read(bytes, offset, (int) Math.min(length, rest));
        if (count < 0) {
            throw damaged("it ends " + rest + " bytes too early");
        }
        sha256.update(bytes, offset, count);
        rest -= count;
        if (rest == 0) {
            verify();
        }
        return count;
    }

    private void verify() {
        if (!verified) {
            Digest found = Digest.of(sha256);
            if (!found.equals(expected)) {
                throw damaged("expected " + expected + ", found " + found);
            }
            verified = true;
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private CorruptStoreException damaged(String how) {
        return new CorruptStoreException("blob " + expected + " in " + place + " is damaged: " + how);
    }
}
