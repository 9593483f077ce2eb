package dev.modelregistry.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** That a loader of a ZIP file finds nothing in it that was not scanned. */
class ZipTest {
    private static final Bytes EVIL = Bytes.of(0x80, 2, "cos\nsystem\nX", Bytes.u32(2), "id", 0x85, "R.");
    private static final Bytes WEIGHTS = Bytes.of(
            0x80,
            2,
            "ctorch._utils\n_rebuild_tensor_v2\n",
            "((U",
            7,
            "storagectorch\nFloatStorage\nU",
            1,
            "0U",
            3,
            "cpuK",
            1,
            "tQK",
            0,
            ")))tR.");
    private static final Bytes ARRAY = array("<f4", "(2,)", 8);

    static Bytes array(String type, String shape, int bytes) {
        return npy("'" + type + "'", shape, bytes);
    }

    static Bytes npy(String type, String shape, int bytes) {
        String header = "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat((63 - 10 - header.length() % 64 + 128) % 64) + "\n";
        return Bytes.of("\u0093NUMPY", 1, 0, Bytes.u16(header.length()), header, Bytes.zeros(bytes));
    }

    /** An entry, each part of which can be made different in one place only. */
    private static final class Entry {
        private String name;
        private String localName;
        private final byte[] data;
        private byte[] packed;
        private int method = 8;
        private int flags;
        private int localFlags = -1;
        private long crc;
        private long size;
        private long localSize = -1;
        private Bytes extra = Bytes.of();
        private Bytes before = Bytes.of();
        private Bytes behind = Bytes.of();
        private String comment = "";

        Entry(String name, Bytes data) {
            this.name = name;
            this.localName = name;
            this.data = data.array();
            this.size = data.length();
            CRC32 sum = new CRC32();
            sum.update(this.data);
            this.crc = sum.getValue();
            Deflater deflater = new Deflater(9, true);
            deflater.setInput(this.data);
            deflater.finish();
            byte[] buffer = new byte[this.data.length + 100];
            this.packed = Arrays.copyOf(buffer, 0);
            int length = deflater.deflate(buffer);
            this.packed = Arrays.copyOf(buffer, length);
            deflater.end();
        }

        Entry stored() {
            method = 0;
            packed = data;
            return this;
        }

        /** Zeros in front of the data, the sizes behind it. */
        Entry followed(Bytes signature, boolean wide) {
            flags |= 8;
            behind = Bytes.of(
                    signature,
                    Bytes.u32(crc),
                    wide ? Bytes.u64(packed.length) : Bytes.u32(packed.length),
                    wide ? Bytes.u64(size) : Bytes.u32(size));
            return this;
        }

        private Bytes local() {
            boolean follow = (flags & 8) != 0;
            return Bytes.of(
                    before,
                    "PK\u0003\u0004",
                    Bytes.u16(20),
                    Bytes.u16(localFlags < 0 ? flags : localFlags),
                    Bytes.u16(method),
                    Bytes.u32(0),
                    Bytes.u32(follow ? 0 : crc),
                    Bytes.u32(follow ? 0 : packed.length),
                    Bytes.u32(follow ? 0 : localSize < 0 ? size : localSize),
                    Bytes.u16(localName.length()),
                    Bytes.u16(extra.length()),
                    localName,
                    extra,
                    packed,
                    behind);
        }

        private Bytes central(long offset) {
            return Bytes.of(
                    "PK\u0001\u0002",
                    Bytes.u16(20),
                    Bytes.u16(20),
                    Bytes.u16(flags),
                    Bytes.u16(method),
                    Bytes.u32(0),
                    Bytes.u32(crc),
                    Bytes.u32(packed.length),
                    Bytes.u32(size),
                    Bytes.u16(name.length()),
                    Bytes.u16(extra.length()),
                    Bytes.u16(comment.length()),
                    Bytes.u16(0),
                    Bytes.u16(0),
                    Bytes.u32(0),
                    Bytes.u32(offset + before.length()),
                    name,
                    extra,
                    comment);
        }
    }

    private static Bytes end(int entries, int size, long offset, String comment) {
        return Bytes.of(
                "PK\u0005\u0006",
                Bytes.u32(0),
                Bytes.u16(entries),
                Bytes.u16(entries),
                Bytes.u32(size),
                Bytes.u32(offset),
                Bytes.u16(comment.length()),
                comment);
    }

    private static Bytes end64(int entries, int size, long offset) {
        return Bytes.of(
                "PK\u0006\u0006",
                Bytes.u64(44),
                Bytes.u16(45),
                Bytes.u16(45),
                Bytes.u64(0),
                Bytes.u64(entries),
                Bytes.u64(entries),
                Bytes.u64(size),
                Bytes.u64(offset),
                "PK\u0006\u0007",
                Bytes.u32(0),
                Bytes.u64(offset + size),
                Bytes.u32(1));
    }

    private record Parts(Bytes entries, Bytes directory, int count) {
        Bytes whole() {
            return Bytes.of(entries, directory, end(count, directory.length(), entries.length(), ""));
        }
    }

    private static Parts parts(Entry... entries) {
        List<Object> local = new ArrayList<>();
        List<Object> central = new ArrayList<>();
        int offset = 0;
        for (Entry entry : entries) {
            local.add(entry.local());
            central.add(entry.central(offset));
            offset += entry.local().length();
        }
        return new Parts(Bytes.of(local.toArray()), Bytes.of(central.toArray()), entries.length);
    }

    private static Bytes zip(Entry... entries) {
        return parts(entries).whole();
    }

    private static Entry text(String name) {
        return new Entry(name, Bytes.of("some text"));
    }

    static Bytes sample() {
        return zip(text("a").followed(Bytes.of("PK\u0007\b"), false), new Entry("x.npy", ARRAY).stored());
    }

    private static void assertRefused(Bytes zip, String reason) {
        Scan scan = zip.scan();

        assertThat(scan.format()).isNotEqualTo(ArtifactFormat.UNKNOWN);
        assertThat(scan.findings()).anyMatch(finding -> finding.contains(reason));
    }

    private static void assertClean(Bytes zip, ArtifactFormat format) {
        assertThat(zip.scan()).isEqualTo(new Scan(format, List.of()));
    }

    // What writers write

    @Test
    void plainFilesAreClean() {
        assertClean(zip(text("a.txt"), text("d/b.txt").stored()), ArtifactFormat.ZIP);
        assertClean(zip(new Entry("d/", Bytes.of()).stored(), new Entry("empty", Bytes.of())), ArtifactFormat.ZIP);
        assertClean(zip(), ArtifactFormat.ZIP);
    }

    @Test
    void whatTheJdkWritesIsClean() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            zip.putNextEntry(new ZipEntry("dir/"));
            zip.putNextEntry(new ZipEntry("dir/größe.txt"));
            zip.write("text".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("b"));
            zip.write(new byte[100_000]);
        }

        assertClean(new Bytes(bytes.toByteArray()), ArtifactFormat.ZIP);
    }

    @Test
    void sizesMayFollowTheData() {
        Bytes signature = Bytes.of("PK\u0007\b");
        assertClean(
                zip(
                        text("a").followed(signature, false),
                        text("b").followed(signature, true),
                        text("c").followed(Bytes.of(), false),
                        text("d").stored().followed(Bytes.of(), true)),
                ArtifactFormat.ZIP);
    }

    @Test
    void zip64IsRead() {
        Parts parts = parts(text("a"), text("b"));
        Bytes end64 = end64(2, parts.directory.length(), parts.entries.length());

        assertClean(
                Bytes.of(parts.entries, parts.directory, end64, end(0xffff, -1, 0xffff_ffffL, "")), ArtifactFormat.ZIP);
        assertClean(
                Bytes.of(
                        parts.entries,
                        parts.directory,
                        end64,
                        end(2, parts.directory.length(), parts.entries.length(), "")),
                ArtifactFormat.ZIP);
        assertRefused(
                Bytes.of(
                        parts.entries,
                        parts.directory,
                        end64,
                        end(1, parts.directory.length(), parts.entries.length(), "")),
                "contradict each other");
        assertRefused(
                Bytes.of(
                        parts.entries,
                        parts.directory,
                        end64,
                        "x",
                        end(2, parts.directory.length(), parts.entries.length(), "")),
                "should be at byte");
    }

    // What is inside

    @Test
    void arraysAloneAreAnArchiveOfNumpy() {
        assertClean(zip(new Entry("x.npy", ARRAY), new Entry("y.npy", ARRAY).stored()), ArtifactFormat.NUMPY_ARCHIVE);
        assertClean(zip(new Entry("x.npy", ARRAY), text("readme.npy")), ArtifactFormat.ZIP);
    }

    @Test
    void aPickleInsideMakesItOneOfPytorch() {
        Entry storage = new Entry("archive/data/0", Bytes.hex("8002fe03ffee00c0")).stored();

        assertClean(zip(new Entry("archive/data.pkl", WEIGHTS).stored(), storage), ArtifactFormat.PYTORCH);
        assertThat(zip(new Entry("archive/data.pkl", EVIL).stored(), storage).scan())
                .isEqualTo(new Scan(
                        ArtifactFormat.PYTORCH,
                        List.of("in `archive/data.pkl`: pickle refers to `os.system`, which is not on the allow-list"
                                + " (at byte 2)")));
    }

    @Test
    void aPickleIsFoundUnderAnyName() {
        assertThat(zip(new Entry("readme.txt", EVIL)).scan().findings()).hasSize(1);
        assertThat(zip(new Entry("x.npy", ARRAY), new Entry("y.npy", EVIL))
                        .scan()
                        .format())
                .isEqualTo(ArtifactFormat.PYTORCH);
    }

    @Test
    void zipsInZipsAreScannedIfStored() {
        Bytes inner = zip(new Entry("data.pkl", EVIL));

        assertThat(zip(new Entry("model.pt", inner).stored()).scan())
                .isEqualTo(new Scan(
                        ArtifactFormat.PYTORCH,
                        List.of(
                                "in `model.pt`: in `data.pkl`: pickle refers to `os.system`, which is not on the allow-list"
                                        + " (at byte 2)")));
        assertRefused(zip(new Entry("model.pt", inner)), "a ZIP file is read only where it is not packed");
    }

    @Test
    void zipsInZipsAreReadToASmallDepth() {
        Bytes zip = zip(text("a"));
        for (int i = 0; i < 4; i++) {
            zip = zip(new Entry("a", zip).stored());
        }
        assertRefused(zip, "it is packed more than 4 times");
    }

    @Test
    void bombsAreNotUnpacked() throws IOException {
        Bytes zip = zip(new Entry("a", Bytes.zeros(100_000)), new Entry("b", Bytes.zeros(100_000)));
        Path file = Files.createTempFile("bomb", "");
        Files.write(file, zip.array());

        try (FileChannel channel = FileChannel.open(file)) {
            Scan scan = ArtifactScanner.scan(new Window(channel, 0, zip.length()), new Budget(150_000));

            assertThat(scan.findings())
                    .isNotEmpty()
                    .allMatch(finding -> finding.contains("it unpacks to more than the 150000 bytes"));
        } finally {
            Files.delete(file);
        }
    }

    // Tricks

    @Test
    void aCutAnywhereIsNeverClean() {
        Bytes zip = zip(new Entry("x.npy", ARRAY), new Entry("y.npy", ARRAY).stored());
        for (int length = 1; length < zip.length(); length++) {
            Scan scan = zip.first(length).scan();

            assertThat(scan.findings().isEmpty() && scan.format() != ArtifactFormat.UNKNOWN && length > 3)
                    .as("cut at %s: %s", length, scan)
                    .isFalse();
        }
    }

    /** Except for what nobody relies on: versions, times and attributes. */
    @Test
    void aByteThatIsDifferentIsNoticed() {
        Bytes zip = zip(new Entry("x", ARRAY), new Entry("y", ARRAY).stored());
        int directory = zip.length() - 22 - 2 * 47;
        for (int i = 0; i < zip.length(); i++) {
            boolean meta = isMeta(i - zip.length() + 22 + 2 * 47, 47) || i == 4 || i == 5 || (i >= 10 && i < 14);
            int second = new String(zip.array(), StandardCharsets.ISO_8859_1).indexOf("PK\u0003\u0004", 4);
            meta |= i == second + 4 || i == second + 5 || (i >= second + 10 && i < second + 14);
            if (!meta || i >= zip.length() - 22) {
                Scan scan = zip.with(i, zip.array()[i] ^ 0x55).scan();
                assertThat(scan.findings().isEmpty() && scan.format() == ArtifactFormat.NUMPY_ARCHIVE)
                        .as("byte %s of %s, directory at %s: %s", i, zip.length(), directory, scan)
                        .isFalse();
            }
        }
    }

    private static boolean isMeta(int inDirectory, int length) {
        int i = Math.floorMod(inDirectory, length);
        return inDirectory >= 0 && ((i >= 4 && i < 8) || (i >= 12 && i < 16) || (i >= 36 && i < 42));
    }

    @Test
    void nothingMayBeInFrontOfBetweenOrBehind() {
        Parts parts = parts(text("a"), text("b"));

        Entry second = text("b");
        second.before = Bytes.of("hidden");
        assertRefused(zip(text("a"), second), "neither its sizes nor the next entry");
        Entry first = text("a");
        first.before = Bytes.of("PK\u0003\u0004hidden");
        assertRefused(zip(first), "is at byte 10 and not, as expected, at byte 0");
        assertRefused(Bytes.of(parts.whole(), "x"), "is not at the very end");
        assertRefused(
                Bytes.of(
                        parts.entries,
                        "x",
                        parts.directory,
                        end(2, parts.directory.length(), parts.entries.length(), "")),
                "should be at byte");
        assertRefused(
                Bytes.of(
                        parts.entries,
                        "x",
                        parts.directory,
                        end(2, parts.directory.length(), parts.entries.length() + 1, "")),
                "neither its sizes nor the next entry");
        assertRefused(
                Bytes.of(
                        parts.entries,
                        parts.directory,
                        "x",
                        end(2, parts.directory.length(), parts.entries.length(), "")),
                "should be at byte");
        assertRefused(
                Bytes.of(
                        parts.entries,
                        parts.directory,
                        "x",
                        end(2, parts.directory.length() + 1, parts.entries.length(), "")),
                "does not count");
        assertRefused(
                Bytes.of(
                        parts.entries,
                        parts.directory,
                        end(2, parts.directory.length(), parts.entries.length(), "comment")),
                "not at the very end");
    }

    @Test
    void allEntriesAreInTheDirectoryAndOnlyOnce() {
        Parts both = parts(text("a"), text("b"));
        Parts one = parts(text("a"));

        assertRefused(
                Bytes.of(both.entries, one.directory, end(1, one.directory.length(), both.entries.length(), "")),
                "neither its sizes nor the next entry");
        assertRefused(
                Bytes.of(both.entries, both.directory, end(1, both.directory.length(), both.entries.length(), "")),
                "neither its sizes nor the next entry");
        assertRefused(
                Bytes.of(one.entries, both.directory, end(2, both.directory.length(), one.entries.length(), "")),
                "there is no ZIP entry");
        assertRefused(
                Bytes.of(both.entries, both.directory, end(3, both.directory.length(), both.entries.length(), "")),
                "should go on");
        assertRefused(
                Bytes.of(
                        one.entries,
                        one.directory,
                        one.directory,
                        end(2, 2 * one.directory.length(), one.entries.length(), "")),
                "neither its sizes nor the next entry");
    }

    @Test
    void namesAreUniqueAndSafe() {
        assertRefused(zip(text("data.pkl"), text("data.pkl")), "is there twice");
        assertRefused(zip(text("data.pkl"), text("DATA.PKL")), "is there twice");
        for (String name : List.of("../a", "a/../b", "/a", "a\\b", "C:a", "a\u0000b", "a\nb", "./a", "a//b")) {
            assertRefused(zip(text(name)), "leads out of a directory or is not read alike");
        }
        assertRefused(zip(text("gr\u00f6\u00dfe")), "neither ASCII nor marked as UTF-8");
    }

    @Test
    void theDirectoryAndTheHeadersSayTheSame() {
        Entry name = text("a");
        name.localName = "b";
        assertRefused(zip(name), "is described differently");
        Entry size = text("a");
        size.localSize = 3;
        assertRefused(zip(size), "is described differently");
        Entry flags = text("a");
        flags.localFlags = 2;
        assertRefused(zip(flags), "is described differently");
        Entry both = text("a");
        both.size = 3;
        assertRefused(zip(both), "its size or checksum is not as the ZIP directory says");
        Entry stored = text("a").stored();
        stored.size = 3;
        assertRefused(zip(stored), "is stored in 9 bytes but has 3");
        Entry crc = text("a");
        crc.crc++;
        assertRefused(zip(crc), "its size or checksum is not");
        Entry behind = text("a").followed(Bytes.of("PK\u0007\b"), false);
        behind.behind = behind.behind.with(12, 77);
        assertRefused(zip(behind), "neither its sizes nor the next entry");
        Entry more = text("a");
        more.packed = Arrays.copyOf(more.packed, more.packed.length + 5);
        assertRefused(zip(more), "its size or checksum is not");
    }

    @Test
    void whatIsNotSupportedIsAFinding() {
        Entry encrypted = text("a");
        encrypted.flags = 1;
        assertRefused(zip(encrypted), "is encrypted");
        Entry lzma = text("a");
        lzma.method = 14;
        assertRefused(zip(lzma), "is packed by method 14");
        Entry comment = text("a");
        comment.comment = "x";
        assertRefused(zip(comment), "has a comment");
        Entry damaged = text("a");
        damaged.packed[0] = (byte) 0xff;
        assertRefused(zip(damaged), "cannot be unpacked");
        Entry otherName = text("a");
        otherName.extra = Bytes.of(Bytes.u16(0x7075), Bytes.u16(6), 1, Bytes.u32(0), "b");
        assertRefused(zip(otherName), "give it another name");
        Entry extra = text("a");
        extra.extra = Bytes.of(Bytes.u16(0x4246), Bytes.u16(60), "xx");
        assertRefused(zip(extra), "extra fields that are damaged");
    }

    @Test
    void paddingInFrontOfTheDataIsFine() {
        Entry padded = text("a");
        padded.extra = Bytes.of(Bytes.u16(0x4246), Bytes.u16(2), "ZZ");

        assertClean(zip(padded), ArtifactFormat.ZIP);
    }

    @Test
    void anotherFormatWithAZipAtItsEndIsNotClean() {
        Bytes zip = zip(new Entry("data.pkl", EVIL));
        String finding = "it is a ZIP file as well, for readers that begin at the end";

        assertRefused(Bytes.of(ARRAY, zip), finding);
        assertRefused(Bytes.of(array("|u1", "(" + zip.length() + ",)", 0), zip), finding);
        assertRefused(
                Bytes.of(array("|u1", "(" + (zip.length() + 60_000) + ",)", 0), zip, Bytes.zeros(60_000)), finding);
        assertRefused(Bytes.of(Bytes.u64(2 + "{}".length()), "{}  ", zip), finding);
        assertThat(Bytes.of(Bytes.zeros(100), zip).scan().findings()).containsExactly(finding);
    }
}
