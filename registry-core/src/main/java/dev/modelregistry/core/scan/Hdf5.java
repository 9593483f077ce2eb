package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;

/** HDF5: the superblock, which says how long the file is. What the groups hold is not looked into. */
final class Hdf5 implements Recogniser {
    static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.HDF5;
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
            switch (version) {
                case 0, 1 -> {
                    in.skip(4);
                    offsetsOf8Bytes(in.u8());
                    // A size, a reserved byte, two numbers of groups, flags; and a number more with its padding
                    in.skip(10 + (version == 1 ? 4 : 0));
                }
                case 2, 3 -> {
                    offsetsOf8Bytes(in.u8());
                    in.skip(2);
                }
                default -> throw new Unfinished("its HDF5 superblock has version " + version + "; 0 to 3 are known");
            }
            long base = in.u63();
            in.skip(8);
            long end = in.u63();
            if (base != 0) {
                throw new Unfinished("its HDF5 addresses count from byte " + base + ", not from the beginning");
            }
            if (end != content.size()) {
                throw new Unfinished("its HDF5 superblock tells of " + end + " bytes, but there are " + content.size()
                        + "; it is cut off, was not closed, or something was appended");
            }
        }
        return format();
    }

    private static void offsetsOf8Bytes(int bytes) throws Unfinished {
        if (bytes != 8) {
            throw new Unfinished("its HDF5 offsets have " + bytes + " bytes; only 8 are supported");
        }
    }

    /** Whether it begins behind something else, where its loaders look as well: at byte 512, 1024, 2048 and so on. */
    static boolean isBehindOther(Content content) throws IOException {
        try (Input in = content.read()) {
            for (long at = 512; at > 0 && at <= content.size() - SIGNATURE.length(); at *= 2) {
                in.skip(at - in.position());
                if (Recogniser.has(in.bytes(SIGNATURE.length()), 0, SIGNATURE)) {
                    return true;
                }
            }
            return false;
        }
    }
}
