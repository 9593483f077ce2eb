package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** Gzip: one member or several, which are unpacked and scanned as one file. */
final class Gzip implements Recogniser {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final ContentScanner inside;
    private final Budget budget;

    Gzip(ContentScanner inside, Budget budget) {
        this.inside = inside;
        this.budget = budget;
    }

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.GZIP;
    }

    @Override
    public boolean claims(byte[] head) {
        return Recogniser.has(head, 0, "\u001f\u008b\b");
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        long size = 0;
        try (InputStream all = new Members(content, budget)) {
            byte[] buffer = new byte[8192];
            for (int read = all.read(buffer); read >= 0; read = all.read(buffer)) {
                size += read;
            }
        }
        ArtifactFormat format = inside.scan(new Unpacked(content, size, budget), findings.in("gzip"));
        if (format == ArtifactFormat.PICKLE || format == ArtifactFormat.PYTORCH) {
            findings.add("it is a pickle, packed by gzip");
        }
        return format();
    }

    private record Unpacked(Content packed, long size, Budget budget) implements Content {
        @Override
        public InputStream open(long position) throws IOException {
            return ByteStream.behind(position, new Members(packed, budget));
        }
    }

    /** Unpacks member after member, and checks each. */
    private static final class Members extends ByteStream {
        private final Content content;
        private final Budget budget;
        private final CRC32 crc = new CRC32();
        private Inflated.Stream member;
        private long data;
        private long unpacked;

        Members(Content content, Budget budget) throws IOException {
            this.content = content;
            this.budget = budget;
            this.member = member(0);
        }

        private Inflated.Stream member(long at) throws IOException {
            crc.reset();
            unpacked = 0;
            try (Input in = new Input(content.open(at))) {
                skipHeader(in);
                data = at + in.position();
            }
            return new Inflated.Stream(new Input(content.open(data)), budget);
        }

        private static void skipHeader(Input in) throws IOException {
            if (in.u8() != 0x1f || in.u8() != 0x8b || in.u8() != 8) {
                throw new Unfinished("something follows what gzip packed; it is damaged, or something was appended");
            }
            int flags = in.u8();
            if ((flags & RESERVED) != 0) {
                throw new Unfinished("its gzip header has flags that are not known");
            }
            in.skip(6);
            if ((flags & EXTRA) != 0) {
                in.skip(in.u16());
            }
            skipText(in, flags & NAME);
            skipText(in, flags & COMMENT);
            in.skip((flags & HEADER_CRC) == 0 ? 0 : 2);
        }

        private static void skipText(Input in, int flag) throws IOException {
            while (flag != 0 && in.u8() != 0) {
                // Up to a zero
            }
        }

        @Override
        int some(byte[] to, int offset, int length) throws IOException {
            while (true) {
                int read = member.read(to, offset, length);
                if (read > 0) {
                    crc.update(to, offset, read);
                    unpacked += read;
                    return read;
                }
                long next = checked(data + member.packedBytes());
                if (next == content.size()) {
                    return -1;
                }
                member.close();
                member = member(next);
            }
        }

        /** Where this member ends. */
        private long checked(long trailer) throws IOException {
            try (Input in = new Input(content.open(trailer))) {
                if (in.u32() != crc.getValue() || in.u32() != (unpacked & 0xffff_ffffL)) {
                    throw new Unfinished("its checksum does not fit what gzip packed; it is damaged");
                }
            }
            return trailer + 8;
        }

        @Override
        public void close() throws IOException {
            member.close();
        }
    }
}
