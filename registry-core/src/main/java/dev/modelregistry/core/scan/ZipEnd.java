package dev.modelregistry.core.scan;

import java.io.IOException;
import java.io.InputStream;

/**
 * The end of a ZIP file: where its directory is. Only what has nothing between, behind or in front of its parts is accepted, so that all
 * readers find the same directory, from whichever side they search.
 *
 * @param entries how many there are
 * @param directory where the directory begins
 * @param directoryEnd where it ends
 */
record ZipEnd(long entries, long directory, long directoryEnd) {
    private static final String SIGNATURE = "PK\u0005\u0006";
    private static final String SIGNATURE_64 = "PK\u0006\u0006";
    private static final String LOCATOR_64 = "PK\u0006\u0007";
    private static final int LENGTH = 22;
    private static final int LENGTH_64 = 56;
    private static final int LENGTH_LOCATOR = 20;
    private static final int LONGEST_COMMENT = 0xffff;

    /** @throws Unfinished if there is no end, or it leaves room for doubt */
    static ZipEnd read(Window file) throws IOException {
        long at = file.size() - LENGTH;
        if (at < 0 || !has(file, at, SIGNATURE)) {
            throw new Unfinished(
                    "its ZIP directory is not at the very end; it is cut off, has a comment, or something was appended");
        }
        try (Input in = new Input(file.open(at + SIGNATURE.length()))) {
            long disks = in.u32();
            int entriesHere = in.u16();
            int entries = in.u16();
            long size = in.u32();
            long offset = in.u32();
            if (disks != 0 || entriesHere != entries || in.u16() != 0) {
                throw new Unfinished(
                        "its ZIP directory is one of several parts, or has a comment; neither is supported");
            }
            if (at >= LENGTH_LOCATOR && has(file, at - LENGTH_LOCATOR, LOCATOR_64)) {
                return read64(file, at - LENGTH_LOCATOR, entries, size, offset);
            }
            return placed(entries, offset, size, at);
        }
    }

    /** The larger numbers go before the smaller ones, which must be the same or all ones. */
    private static ZipEnd read64(Window file, long locator, int entries, long size, long offset) throws IOException {
        long at = locator - LENGTH_64;
        if (at < 0 || !has(file, at, SIGNATURE_64)) {
            throw new Unfinished("its ZIP64 end is not where it must be; the file is damaged, or has extensions");
        }
        try (Input in = new Input(file.open(at + SIGNATURE_64.length()))) {
            long length = in.u63();
            in.skip(4);
            long disks = in.i64();
            long entriesHere = in.u63();
            long entries64 = in.u63();
            long size64 = in.u63();
            long offset64 = in.u63();
            in.skip(LOCATOR_64.length());
            long diskOfEnd = in.u32();
            long placeOfEnd = in.u63();
            boolean fits = length == LENGTH_64 - 12
                    && disks == 0
                    && diskOfEnd == 0
                    && in.u32() <= 1
                    && placeOfEnd == at
                    && entriesHere == entries64
                    && (entries == 0xffff || entries == entries64)
                    && (size == 0xffff_ffffL || size == size64)
                    && (offset == 0xffff_ffffL || offset == offset64);
            if (!fits) {
                throw new Unfinished(
                        "its ZIP end and ZIP64 end contradict each other; readers differ in which they believe");
            }
            return placed(entries64, offset64, size64, at);
        }
    }

    private static ZipEnd placed(long entries, long offset, long size, long end) throws Unfinished {
        if (offset > end || offset + size != end) {
            throw new Unfinished(
                    "its ZIP directory should be at byte " + offset + " and " + size + " bytes long, but ends at byte "
                            + end + "; something was put in front or between, or is missing");
        }
        return new ZipEnd(entries, offset, end);
    }

    private static boolean has(Window file, long at, String signature) throws IOException {
        return Recogniser.has(file.bytes(at, signature.length()), 0, signature);
    }

    /** Whether a reader that searches from the end would take it for a ZIP file. By chance that happens to one in 60,000 files. */
    static boolean isAtEndOf(Content content) throws IOException {
        long from = Math.max(0, content.size() - LENGTH - LONGEST_COMMENT);
        try (InputStream tail = content.open(from)) {
            byte[] bytes = tail.readAllBytes();
            for (int i = 0; i <= bytes.length - LENGTH; i++) {
                if (bytes[i] == 'P' && Recogniser.has(bytes, i, SIGNATURE)) {
                    return true;
                }
            }
            return false;
        }
    }
}
