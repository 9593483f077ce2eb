package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;

/** Hashes a blob while it is read, and gives out its last bytes only if the hash is right. Not thread-safe. */
final class VerifiedStream extends InputStream {
    private final InputStream file;
    private final Digest expected;
    private final Path name;
    private final MessageDigest sha256 = Digest.sha256();
    private long rest;
    private boolean verified;

    VerifiedStream(InputStream file, Digest expected, long size, Path name) {
        this.file = file;
        this.expected = expected;
        this.rest = size;
        this.name = name;
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
            verify();
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        int count = file.read(bytes, offset, (int) Math.min(length, rest));
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
        file.close();
    }

    private CorruptStoreException damaged(String how) {
        return new CorruptStoreException("blob " + expected + " in " + name + " is damaged: " + how);
    }
}
