package dev.modelregistry.core.scan;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as it is on disk, so that reading at any position is cheap. */
record Window(FileChannel file, long start, long size) implements Content {
    /** @throws Unfinished if it would not lie within this one */
    Window part(long position, long length) throws Unfinished {
        if (position < 0 || length < 0 || position > size - length) {
            throw new Unfinished(length + " bytes were expected at byte " + position + ", but there are " + size
                    + " bytes in all; the file is damaged or cut off");
        }
        return new Window(file, start + position, length);
    }

    /** @throws Unfinished if they would not lie within this one */
    byte[] bytes(long position, int length) throws IOException {
        try (InputStream in = part(position, length).open(0)) {
            return in.readNBytes(length);
        }
    }

    @Override
    public InputStream open(long position) throws Unfinished {
        Window rest = part(position, size - position);
        return new Stream(rest);
    }

    private static final class Stream extends ByteStream {
        private final Window window;
        private long position;

        Stream(Window window) {
            this.window = window;
        }

        @Override
        int some(byte[] to, int offset, int length) throws IOException {
            int count = (int) Math.min(length, window.size - position);
            if (count == 0) {
                return -1;
            }
            int read = window.file.read(ByteBuffer.wrap(to, offset, count), window.start + position);
            if (read < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
            position += read;
            return read;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, window.size - position));
            position += skipped;
            return skipped;
        }
    }
}
