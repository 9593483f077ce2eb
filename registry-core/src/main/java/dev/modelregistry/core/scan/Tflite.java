package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * TensorFlow Lite: a FlatBuffer. Its model and the buffers with its weights must lie in the file; other tables are not looked into, so that a
 * cut is noticed only if it goes through those.
 */
final class Tflite implements Recogniser {
    private static final int VERSION = 0;
    private static final int OPERATORS = 1;
    private static final int GRAPHS = 2;
    private static final int BUFFERS = 4;
    private static final int DATA = 0;
    private static final int FAR_OFFSET = 1;
    private static final int FAR_SIZE = 2;

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.TFLITE;
    }

    @Override
    public boolean claims(byte[] head) {
        return Recogniser.has(head, 4, "TFL3");
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        if (!(content instanceof Window file)) {
            throw new Unfinished("TensorFlow Lite's format is read only where it is not packed; store it");
        }
        Table model = new Table(file, u32(file, 0));
        if (model.field(VERSION) == 0 || u32(file, model.field(VERSION)) != 3) {
            throw new Unfinished("its TensorFlow Lite model is not of version 3; it is damaged");
        }
        vector(model, OPERATORS, 4);
        vector(model, GRAPHS, 4);
        long buffers = vector(model, BUFFERS, 4);
        long count = buffers == 0 ? 0 : u32(file, buffers);
        for (long i = 0; i < count; i++) {
            long at = buffers + 4 + 4 * i;
            buffer(new Table(file, at + u32(file, at)));
        }
        return format();
    }

    private static void buffer(Table buffer) throws IOException {
        vector(buffer, DATA, 1);
        long offset = buffer.field(FAR_OFFSET) == 0 ? 0 : u64(buffer.file(), buffer.field(FAR_OFFSET));
        long size = buffer.field(FAR_SIZE) == 0 ? 0 : u64(buffer.file(), buffer.field(FAR_SIZE));
        // 0 and 1 stand for none.
        if (offset > 1 || offset < 0) {
            buffer.file().part(offset, size);
        }
    }

    /** Where a vector is, having checked that it lies in the file; or 0. */
    private static long vector(Table table, int field, int elementBytes) throws IOException {
        long at = table.field(field);
        if (at == 0) {
            return 0;
        }
        long vector = at + u32(table.file(), at);
        table.file().part(vector + 4, u32(table.file(), vector) * elementBytes);
        return vector;
    }

    /** A table, which begins with how far before it its fields are listed. */
    private record Table(Window file, long at) {
        /** Where the field's value is, or 0 if it is left out. */
        long field(int number) throws IOException {
            long fields = at - (int) u32(file, at);
            int entry = 4 + 2 * number;
            if (entry + 2 > u16(file, fields)) {
                return 0;
            }
            int offset = u16(file, fields + entry);
            return offset == 0 ? 0 : at + offset;
        }
    }

    private static int u16(Window file, long at) throws IOException {
        return buffer(file, at, 2).getShort() & 0xffff;
    }

    private static long u32(Window file, long at) throws IOException {
        return buffer(file, at, 4).getInt() & 0xffff_ffffL;
    }

    private static long u64(Window file, long at) throws IOException {
        return buffer(file, at, 8).getLong();
    }

    private static ByteBuffer buffer(Window file, long at, int length) throws IOException {
        return ByteBuffer.wrap(file.bytes(at, length)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
