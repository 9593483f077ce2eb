package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** NumPy's format for an array: a header in Python's notation, and as many bytes as it tells of. */
final class Npy implements Recogniser {
    private static final String SIGNATURE = "\u0093NUMPY";
    private static final int LONGEST_HEADER = 1 << 16;

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.NUMPY;
    }

    @Override
    public boolean claims(byte[] head) {
        return Recogniser.has(head, 0, SIGNATURE);
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        try (Input in = content.read()) {
            in.skip(SIGNATURE.length());
            int version = in.u8();
            in.skip(1);
            if (version < 1 || version > 3) {
                throw new Unfinished("its NumPy format has version " + version + "; 1 to 3 are known");
            }
            long length = version == 1 ? in.u16() : in.u32();
            if (length > LONGEST_HEADER) {
                throw new Unfinished(
                        "its NumPy header has " + length + " bytes; at most " + LONGEST_HEADER + " are read");
            }
            NpyHeader header = NpyHeader.parse(new String(in.bytes((int) length), StandardCharsets.ISO_8859_1));
            if (header.holdsObjects()) {
                findings.add(
                        "its elements are objects of Python, which are kept as a pickle; save an array of numbers");
            } else if (header.bytes(content.size()) != content.size() - in.position()) {
                throw new Unfinished("its NumPy header does not tell of the " + (content.size() - in.position())
                        + " bytes that follow; it is damaged or cut off");
            }
        }
        return format();
    }
}
