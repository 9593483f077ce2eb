package dev.modelregistry.core.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a ZIP file says of an entry, in its directory or in front of the data.
 *
 * @param offset where the data's header is; 0 in that header itself
 */
record ZipEntryHeader(String name, int flags, int method, long crc, long packed, long size, long offset) {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int SIZES_FOLLOW = 1 << 3;
    private static final int UTF_8 = 1 << 11;
    /** How hard the packer tried. */
    private static final int EFFORT = 1 << 1 | 1 << 2;

    private static final int LONGEST_NAME = 1024;
    private static final long ELSEWHERE = 0xffff_ffffL;

    private static final int ZIP64 = 1;
    /** Another name, which some readers prefer. */
    private static final int UNICODE_PATH = 0x7075;

    /** The sizes are behind the data, too; in front of it there may be zeros. */
    boolean sizesFollow() {
        return (flags & SIZES_FOLLOW) != 0;
    }

    boolean isDirectory() {
        return name.endsWith("/");
    }

    static ZipEntryHeader readCentral(Input in) throws IOException {
        signature(in, "PK\u0001\u0002", "directory entry");
        in.skip(4);
        Fixed fixed = Fixed.read(in);
        int commentLength = in.u16();
        int disk = in.u16();
        in.skip(6);
        long offset = in.u32();
        String name = name(in, fixed.nameLength, fixed.flags);
        if (commentLength != 0 || disk != 0) {
            throw new Unfinished(
                    "its entry " + Findings.quote(name) + " has a comment or is on another disk; neither is supported");
        }
        Extra extra = Extra.read(in, fixed.extraLength, name);
        long size = extra.next(fixed.size);
        long packed = extra.next(fixed.packed);
        return new ZipEntryHeader(name, fixed.flags, fixed.method, fixed.crc, packed, size, extra.next(offset))
                .supported();
    }

    static ZipEntryHeader readLocal(Input in) throws IOException {
        signature(in, "PK\u0003\u0004", "entry");
        in.skip(2);
        Fixed fixed = Fixed.read(in);
        String name = name(in, fixed.nameLength, fixed.flags);
        Extra extra = Extra.read(in, fixed.extraLength, name);
        long size = extra.next(fixed.size);
        long packed = extra.next(fixed.packed);
        return new ZipEntryHeader(name, fixed.flags, fixed.method, fixed.crc, packed, size, 0);
    }

    /** What stands in the same order in both. */
    private record Fixed(int flags, int method, long crc, long packed, long size, int nameLength, int extraLength) {
        static Fixed read(Input in) throws IOException {
            int flags = in.u16();
            int method = in.u16();
            in.skip(4);
            return new Fixed(flags, method, in.u32(), in.u32(), in.u32(), in.u16(), in.u16());
        }
    }

    private static void signature(Input in, String signature, String what) throws IOException {
        long at = in.position();
        if (!Recogniser.has(in.bytes(signature.length()), 0, signature)) {
            throw new Unfinished(
                    "there is no ZIP " + what + " where one should be, " + at + " bytes on; the file is damaged");
        }
    }

    private static String name(Input in, int length, int flags) throws IOException {
        if (length == 0 || length > LONGEST_NAME) {
            throw new Unfinished(
                    "its ZIP file has a name of " + length + " bytes; 1 to " + LONGEST_NAME + " are expected");
        }
        byte[] bytes = in.bytes(length);
        String name;
        try {
            name = ((flags & UTF_8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unfinished(
                    "its ZIP file has a name that readers read differently, as it is neither ASCII nor marked as UTF-8: "
                            + Findings.quote(new String(bytes, StandardCharsets.ISO_8859_1)));
        }
        boolean plain = name.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\' || c == ':')
                && Arrays.stream(name.split("/"))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!plain) {
            throw new Unfinished("its ZIP file has the name " + Findings.quote(name)
                    + ", which leads out of a directory or is not read alike everywhere");
        }
        return name;
    }

    private ZipEntryHeader supported() throws Unfinished {
        if ((flags & ~(SIZES_FOLLOW | UTF_8 | EFFORT)) != 0) {
            throw new Unfinished(quoted() + " is encrypted or patched, which is not supported");
        }
        if (method != STORED && method != DEFLATED) {
            throw new Unfinished(
                    quoted() + " is packed by method " + method + "; 0 (stored) and 8 (deflated) are supported");
        }
        if (method == STORED && size != packed) {
            throw new Unfinished(quoted() + " is stored in " + packed + " bytes but has " + size);
        }
        if (isDirectory() && size != 0) {
            throw new Unfinished(quoted() + " is a directory but has " + size + " bytes");
        }
        return this;
    }

    String quoted() {
        return "its entry " + Findings.quote(name);
    }

    /** Whether a reader of the directory and one of the headers in front of the data see the same. */
    boolean fits(ZipEntryHeader local) {
        return name.equals(local.name)
                && flags == local.flags
                && method == local.method
                && fits(crc, local.crc)
                && fits(packed, local.packed)
                && fits(size, local.size);
    }

    private boolean fits(long here, long local) {
        return here == local || (sizesFollow() && local == 0);
    }

    /** Numbers that do not fit into four bytes, in the order in which they are asked for. */
    private static final class Extra {
        private final ByteBuffer numbers;
        private final String name;

        private Extra(ByteBuffer numbers, String name) {
            this.numbers = numbers;
            this.name = name;
        }

        static Extra read(Input in, int length, String name) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(in.bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer numbers = ByteBuffer.allocate(0);
            while (all.remaining() >= 4) {
                int kind = all.getShort() & 0xffff;
                int size = all.getShort() & 0xffff;
                if (size > all.remaining() || kind == UNICODE_PATH || (kind == ZIP64 && numbers.capacity() > 0)) {
                    throw damaged(name);
                }
                if (kind == ZIP64) {
                    numbers = all.slice(all.position(), size).order(ByteOrder.LITTLE_ENDIAN);
                }
                all.position(all.position() + size);
            }
            if (all.hasRemaining()) {
                throw damaged(name);
            }
            return new Extra(numbers, name);
        }

        private static Unfinished damaged(String name) {
            return new Unfinished("its entry " + Findings.quote(name)
                    + " has extra fields that are damaged, or give it another name or size");
        }

        long next(long number) throws Unfinished {
            if (number != ELSEWHERE) {
                return number;
            }
            if (numbers.remaining() < Long.BYTES) {
                throw damaged(name);
            }
            long large = numbers.getLong();
            if (large < 0) {
                throw damaged(name);
            }
            return large;
        }
    }
}
