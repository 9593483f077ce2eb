package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * ZIP: every entry is scanned. The entries must lie one behind the other from the first byte on up to the directory, in its order, and say the
 * same of themselves as it does; so there is nothing that one reader sees and another does not.
 */
final class Zip implements Recogniser {
    private static final long LONGEST_DIRECTORY = 8 << 20;

    private final ContentScanner inside;
    private final Budget budget;

    Zip(ContentScanner inside, Budget budget) {
        this.inside = inside;
        this.budget = budget;
    }

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.ZIP;
    }

    @Override
    public boolean claims(byte[] head) {
        return Recogniser.has(head, 0, "PK\u0003\u0004") || Recogniser.has(head, 0, "PK\u0005\u0006");
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        if (!(content instanceof Window file)) {
            throw new Unfinished("a ZIP file is read only where it is not packed; store it");
        }
        ZipEnd end = ZipEnd.read(file);
        if (end.directoryEnd() - end.directory() > LONGEST_DIRECTORY) {
            throw new Unfinished("its ZIP directory has more than " + LONGEST_DIRECTORY + " bytes");
        }
        return new Entries(file, end, findings).scan();
    }

    private final class Entries {
        private final Window file;
        private final ZipEnd end;
        private final Findings findings;
        private final Set<String> names = new HashSet<>();
        private final Set<ArtifactFormat> formats = EnumSet.noneOf(ArtifactFormat.class);

        Entries(Window file, ZipEnd end, Findings findings) {
            this.file = file;
            this.end = end;
            this.findings = findings;
        }

        ArtifactFormat scan() throws IOException {
            try (Input directory = new Input(file.part(end.directory(), end.directoryEnd() - end.directory())
                    .open(0))) {
                long next = 0;
                ZipEntryHeader entry = end.entries() == 0 ? null : ZipEntryHeader.readCentral(directory);
                for (long i = 1; entry != null; i++) {
                    ZipEntryHeader following = i == end.entries() ? null : ZipEntryHeader.readCentral(directory);
                    if (entry.offset() != next) {
                        throw new Unfinished(entry.quoted() + " is at byte " + entry.offset()
                                + " and not, as expected, at byte " + next + "; something lies between or twice");
                    }
                    next = following == null ? end.directory() : following.offset();
                    entry(entry, next);
                    entry = following;
                }
                if (next != end.directory() || directory.peek() >= 0) {
                    throw new Unfinished("there are entries or bytes that its ZIP directory does not count");
                }
            }
            return format();
        }

        private ArtifactFormat format() {
            if (formats.contains(ArtifactFormat.PICKLE) || formats.contains(ArtifactFormat.PYTORCH)) {
                return ArtifactFormat.PYTORCH;
            }
            return formats.equals(EnumSet.of(ArtifactFormat.NUMPY)) ? ArtifactFormat.NUMPY_ARCHIVE : ArtifactFormat.ZIP;
        }

        private void entry(ZipEntryHeader entry, long next) throws IOException {
            // Some readers do not tell cases apart.
            if (!names.add(entry.name().toLowerCase(Locale.ROOT))) {
                findings.add(entry.quoted() + " is there twice; readers differ in which one they take");
            }
            Window packed = data(entry, next);
            Content content =
                    entry.method() == ZipEntryHeader.STORED ? packed : new Inflated(packed, entry.size(), budget);
            Findings here = findings.in(entry.name());
            try {
                verify(entry, packed);
                if (!entry.isDirectory()) {
                    formats.add(inside.scan(content, here));
                }
            } catch (Unfinished e) {
                here.unfinished(e);
            }
        }

        /** Where the data is, if all that is in front of it and behind it is as the directory says. */
        private Window data(ZipEntryHeader entry, long next) throws IOException {
            try (Input in = new Input(file.open(entry.offset()))) {
                ZipEntryHeader local = ZipEntryHeader.readLocal(in);
                if (!entry.fits(local)) {
                    throw new Unfinished(entry.quoted()
                            + " is described differently in the ZIP directory and in front of its data, where it is "
                            + Findings.quote(local.name()));
                }
                Window packed = file.part(entry.offset() + in.position(), entry.packed());
                in.skip(entry.packed());
                long behind = next - entry.offset() - in.position();
                sizesBehind(entry, in, behind);
                return packed;
            }
        }

        /** With or without a signature, in four bytes or in eight: the room tells. */
        private static void sizesBehind(ZipEntryHeader entry, Input in, long room) throws IOException {
            boolean fits;
            if (entry.sizesFollow()) {
                boolean signature = room == 16 || room == 24;
                fits = (signature || room == 12 || room == 20)
                        && (!signature || Recogniser.has(in.bytes(4), 0, "PK\u0007\b"))
                        && in.u32() == entry.crc()
                        && (room > 16 ? in.i64() : in.u32()) == entry.packed()
                        && (room > 16 ? in.i64() : in.u32()) == entry.size();
            } else {
                fits = room == 0;
            }
            if (!fits) {
                throw new Unfinished(
                        entry.quoted() + " is followed by something that is neither its sizes nor the next entry");
            }
        }

        /** Reads all of it once, before anything is told about it. */
        private void verify(ZipEntryHeader entry, Window packed) throws IOException {
            CRC32 crc = new CRC32();
            long size;
            long used;
            if (entry.method() == ZipEntryHeader.DEFLATED) {
                try (Inflated.Stream in = new Inflated.Stream(new Input(packed.open(0)), budget)) {
                    size = update(crc, in, entry.size());
                    used = in.packedBytes();
                }
            } else {
                try (InputStream in = packed.open(0)) {
                    size = update(crc, in, entry.size());
                    used = size;
                }
            }
            if (size != entry.size() || used != packed.size() || crc.getValue() != entry.crc()) {
                throw new Unfinished("its size or checksum is not as the ZIP directory says; it is damaged");
            }
        }

        private static long update(CRC32 crc, InputStream in, long limit) throws IOException {
            byte[] buffer = new byte[8192];
            long size = 0;
            for (int read = in.read(buffer); read >= 0 && size <= limit; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
            return size;
        }
    }
}
