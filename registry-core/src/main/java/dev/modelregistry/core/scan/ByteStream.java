package dev.modelregistry.core.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream that reads several bytes at a time by nature, and one as the shortest several. */
abstract class ByteStream extends InputStream {
    /** As {@link #read(byte[], int, int)}, for a length of at least 1 that fits. */
    abstract int some(byte[] to, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return some(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        return length == 0 ? 0 : some(to, offset, length);
    }

    /** The rest of a stream behind so many bytes; closes it if there are fewer. */
    static InputStream behind(long position, InputStream all) throws IOException {
        try {
            all.skipNBytes(position);
            return all;
        } catch (IOException e) {
            all.close();
            throw e;
        }
    }
}
