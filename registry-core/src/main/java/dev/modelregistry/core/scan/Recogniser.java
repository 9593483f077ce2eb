package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Knows one format. */
interface Recogniser {
    /** How many bytes of the beginning are enough for {@link #claims}. */
    int HEAD = 16;

    ArtifactFormat format();

    /** Whether the beginning is that of the format, so that it is worth while to read on. */
    boolean claims(byte[] head);

    /**
     * Reads all of a content that it claims.
     *
     * @return the format, or {@link ArtifactFormat#UNKNOWN} if it is something else in spite of its beginning; findings do not count then
     * @throws Unfinished if it is of the format but cannot be read to its end
     */
    ArtifactFormat read(Content content, Findings findings) throws IOException;

    /** Whether bytes are at a position; each character stands for a byte. */
    static boolean has(byte[] head, int position, String bytes) {
        byte[] expected = bytes.getBytes(StandardCharsets.ISO_8859_1);
        int end = position + expected.length;
        return head.length >= end && Arrays.equals(head, position, end, expected, 0, expected.length);
    }
}
