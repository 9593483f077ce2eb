package dev.modelregistry.examples.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Rows in the binary form that PostgreSQL's COPY takes. Not thread-safe. */
final class CopyRows {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** What stands before all rows: a signature, no flags, no extension. */
    static byte[] beginning() {
        return new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0};
    }

    /** What stands behind all rows. */
    static byte[] end() {
        return new byte[] {(byte) 0xff, (byte) 0xff};
    }

    /** Adds a row of {@code bytea} and {@code bigint}. */
    void add(@Nullable Object... columns) {
        try {
            out.writeShort(columns.length);
            for (Object column : columns) {
                if (column instanceof Long number) {
                    out.writeInt(Long.BYTES);
                    out.writeLong(number);
                } else if (column instanceof byte[] array) {
                    out.writeInt(array.length);
                    out.write(array);
                } else {
                    out.writeInt(-1);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The rows until now, which are not here any more then. */
    byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
