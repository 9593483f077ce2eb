package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** GGUF, versions 2 and 3: metadata, the list of tensors, and tensors, which must lie in the file and fill it to its end. */
final class Gguf implements Recogniser {
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int UINT32 = 4;
    /** The bytes of a value by its type; −1 where it differs. */
    private static final int[] VALUE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, -1, -1, 8, 8, 8};

    private static final int LONGEST_NAME = 1 << 16;
    private static final int MAX_DIMENSIONS = 8;
    private static final int MAX_NESTING = 8;
    private static final int MAX_ALIGNMENT = 1 << 20;

    /** How many elements make a block of a type of tensors, and its bytes. */
    private record Block(int elements, int bytes) {}

    private static final Map<Long, Block> BLOCKS = Map.ofEntries(
            block(0, 1, 4), // F32
            block(1, 1, 2), // F16
            block(2, 32, 18), // Q4_0
            block(3, 32, 20), // Q4_1
            block(6, 32, 22), // Q5_0
            block(7, 32, 24), // Q5_1
            block(8, 32, 34), // Q8_0
            block(9, 32, 36), // Q8_1
            block(10, 256, 84), // Q2_K
            block(11, 256, 110), // Q3_K
            block(12, 256, 144), // Q4_K
            block(13, 256, 176), // Q5_K
            block(14, 256, 210), // Q6_K
            block(15, 256, 292), // Q8_K
            block(16, 256, 66), // IQ2_XXS
            block(17, 256, 74), // IQ2_XS
            block(18, 256, 98), // IQ3_XXS
            block(19, 256, 50), // IQ1_S
            block(20, 32, 18), // IQ4_NL
            block(21, 256, 110), // IQ3_S
            block(22, 256, 82), // IQ2_S
            block(23, 256, 136), // IQ4_XS
            block(24, 1, 1), // I8
            block(25, 1, 2), // I16
            block(26, 1, 4), // I32
            block(27, 1, 8), // I64
            block(28, 1, 8), // F64
            block(29, 256, 56), // IQ1_M
            block(30, 1, 2), // BF16
            block(34, 256, 54), // TQ1_0
            block(35, 256, 66), // TQ2_0
            block(39, 32, 17)); // MXFP4

    private static Map.Entry<Long, Block> block(long type, int elements, int bytes) {
        return Map.entry(type, new Block(elements, bytes));
    }

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.GGUF;
    }

    @Override
    public boolean claims(byte[] head) {
        return Recogniser.has(head, 0, "GGUF");
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        try (Input in = content.read()) {
            new Reader(in, content.size()).read();
        }
        return format();
    }

    private static final class Reader {
        private final Input in;
        private final long size;
        private long alignment = 32;

        Reader(Input in, long size) {
            this.in = in;
            this.size = size;
        }

        void read() throws IOException {
            in.skip(4);
            long version = in.u32();
            if (version != 2 && version != 3) {
                throw new Unfinished(
                        "its GGUF version is " + version + "; 2 and 3 are known, with the lowest byte first");
            }
            long tensors = in.u63();
            long values = in.u63();
            for (long i = 0; i < values; i++) {
                metadata();
            }
            long length = 0;
            for (long i = 0; i < tensors; i++) {
                length = Math.max(length, tensor());
            }
            long data = tensors == 0 ? in.position() : aligned(in.position());
            if (data + length != size && data + aligned(length) != size) {
                throw new Unfinished("its GGUF header tells of " + (data + length) + " bytes, but there are " + size
                        + "; it is damaged or cut off");
            }
        }

        private void metadata() throws IOException {
            String key = name();
            int type = type();
            if (key.equals("general.alignment")) {
                check(type == UINT32, "an alignment of another type than UINT32");
                alignment = in.u32();
                check(
                        alignment > 0 && alignment <= MAX_ALIGNMENT && alignment % 8 == 0,
                        "an alignment of " + alignment);
            } else {
                value(type, 0);
            }
        }

        private int type() throws IOException {
            long type = in.u32();
            check(type < VALUE_BYTES.length, "a value of type " + type);
            return (int) type;
        }

        private void value(int type, int depth) throws IOException {
            if (type == STRING) {
                in.skip(in.u63());
            } else if (type == ARRAY) {
                check(depth < MAX_NESTING, "arrays in arrays, more than " + MAX_NESTING + " deep");
                int element = type();
                long count = in.u63();
                int bytes = VALUE_BYTES[element];
                if (bytes > 0) {
                    check(count <= size, "an array of " + count + " values");
                    in.skip(count * bytes);
                } else {
                    for (long i = 0; i < count; i++) {
                        value(element, depth + 1);
                    }
                }
            } else {
                in.skip(VALUE_BYTES[type]);
            }
        }

        /** Where it ends, counted from where the first one begins. */
        private long tensor() throws IOException {
            String name = Findings.quote(name());
            long dimensions = in.u32();
            check(dimensions <= MAX_DIMENSIONS, "a tensor " + name + " of " + dimensions + " dimensions");
            long elements = 1;
            for (int i = 0; i < dimensions; i++) {
                long dimension = in.u63();
                // No type needs less than an eighth of a byte for an element.
                check(
                        dimension == 0 || elements <= size * 8 / dimension,
                        "a tensor " + name + " that is larger than the file");
                elements *= dimension;
            }
            long type = in.u32();
            Block block = BLOCKS.get(type);
            if (block == null) {
                throw new Unfinished(
                        "its GGUF header has a tensor " + name + " of type " + type + ", which is not known");
            }
            long offset = in.u63();
            check(offset <= size && offset % alignment == 0, "a tensor " + name + " at byte " + offset);
            return offset + (elements + block.elements() - 1) / block.elements() * block.bytes();
        }

        private String name() throws IOException {
            long length = in.u63();
            check(length <= LONGEST_NAME, "a name of " + length + " bytes");
            return new String(in.bytes((int) length), StandardCharsets.UTF_8);
        }

        private long aligned(long position) {
            return (position + alignment - 1) / alignment * alignment;
        }

        private static void check(boolean holds, String what) throws Unfinished {
            if (!holds) {
                throw new Unfinished("its GGUF header has " + what + ", which is not known or cannot be");
            }
        }
    }
}
