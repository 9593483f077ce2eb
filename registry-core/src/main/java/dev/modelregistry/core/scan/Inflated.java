package dev.modelregistry.core.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What is deflated in another content. */
record Inflated(Content packed, long size, Budget budget) implements Content {
    @Override
    public InputStream open(long position) throws IOException {
        return ByteStream.behind(position, new Stream(new Input(packed.open(0)), budget));
    }

    /** One deflated stream. What follows it is left to be read. */
    static final class Stream extends ByteStream {
        private final Input packed;
        private final Budget budget;
        private final Inflater inflater = new Inflater(true);
        private final byte[] buffer = new byte[512];
        private long position;

        Stream(Input packed, Budget budget) {
            this.packed = packed;
            this.budget = budget;
        }

        /** How many bytes were taken from what is packed. */
        long packedBytes() {
            return inflater.getBytesRead();
        }

        @Override
        int some(byte[] to, int offset, int length) throws IOException {
            try {
                while (!inflater.finished()) {
                    int read = inflater.inflate(to, offset, length);
                    if (read > 0) {
                        position += read;
                        budget.spend(read);
                        return read;
                    }
                    if (inflater.needsDictionary()) {
                        throw damaged();
                    }
                    if (!inflater.finished() && inflater.needsInput()) {
                        inflater.setInput(buffer, 0, packed.some(buffer));
                    }
                }
                return -1;
            } catch (DataFormatException e) {
                throw damaged();
            }
        }

        private Unfinished damaged() {
            return new Unfinished("it cannot be unpacked beyond byte " + position + "; it is damaged");
        }

        @Override
        public void close() throws IOException {
            inflater.end();
            packed.close();
        }
    }
}
