package dev.modelregistry.core.scan;

import java.io.IOException;
import java.io.InputStream;

/** Bytes whose number is known, and which can be read again and again. */
interface Content {
    long size();

    /**
     * Reads on from a position up to the end. <b>The stream must be closed.</b>
     *
     * @throws Unfinished from here or from the stream, if there are not as many bytes as {@link #size} says, or other ones
     */
    InputStream open(long position) throws IOException;

    default Input read() throws IOException {
        return new Input(open(0));
    }

    /** The first bytes, or all if there are fewer. */
    default byte[] head(int length) throws IOException {
        try (InputStream in = open(0)) {
            return in.readNBytes(length);
        }
    }
}
