package dev.modelregistry.core.scan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes put together by tests, and scanned. */
record Bytes(byte[] array) implements Content {
    /** Of texts, in which each character stands for a byte, of single bytes, of other bytes. */
    static Bytes of(Object... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer one) {
                bytes.write(one);
            } else if (part instanceof String text) {
                bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            } else if (part instanceof Bytes other) {
                bytes.writeBytes(other.array);
            } else {
                bytes.writeBytes((byte[]) part);
            }
        }
        return new Bytes(bytes.toByteArray());
    }

    static Bytes hex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits));
    }

    static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Numbers with the lowest byte first. */
    static Bytes u16(long value) {
        return number(value, 2);
    }

    static Bytes u32(long value) {
        return number(value, 4);
    }

    static Bytes u64(long value) {
        return number(value, 8);
    }

    private static Bytes number(long value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return new Bytes(bytes);
    }

    static Bytes zeros(int count) {
        return new Bytes(new byte[count]);
    }

    Bytes first(int count) {
        return new Bytes(Arrays.copyOf(array, count));
    }

    /** With other bytes instead of those at a position. */
    Bytes with(int position, Object... parts) {
        byte[] replaced = array.clone();
        byte[] by = of(parts).array;
        System.arraycopy(by, 0, replaced, position, by.length);
        return new Bytes(replaced);
    }

    int length() {
        return array.length;
    }

    /** As a file. */
    Scan scan() {
        try {
            Path file = Files.createTempFile("scan", "");
            try {
                Files.write(file, array);
                return ArtifactScanner.scan(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long size() {
        return array.length;
    }

    @Override
    public InputStream open(long position) {
        return new ByteArrayInputStream(array, (int) position, array.length - (int) position);
    }
}
