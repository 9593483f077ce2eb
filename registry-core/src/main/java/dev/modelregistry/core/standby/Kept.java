package dev.modelregistry.core.standby;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.support.Micros;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is kept of a model, beside its files. As bytes: a line that says what this is, then big-endian numbers and texts of UTF-8 with their length before them, in the order of
 * the components, and at the end the SHA-256 of all that. Immutable.
 *
 * @param registryId the registry
 * @param location where that was
 * @param at when the state was last known to be the store's
 * @param snapshot the model's state
 */
record Kept(String registryId, String location, Instant at, Snapshot snapshot) {
    private static final byte[] TITLE = "what was last known of a model, 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 32;

    /** The same, known to be the store's at a later time. */
    Kept confirmed(Instant later) {
        return new Kept(registryId, location, later, snapshot);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(TITLE);
            block(out, registryId.getBytes(StandardCharsets.UTF_8));
            block(out, location.getBytes(StandardCharsets.UTF_8));
            out.writeLong(Micros.of(at));
            head(out, snapshot.at());
            block(out, snapshot.state().array());
        } catch (IOException impossible) { // in memory
            throw new UncheckedIOException(impossible);
        }
        return sealed(bytes.toByteArray());
    }

    /**
     * Reads what {@link #encode} gave; empty if another version of this library wrote it in another way.
     *
     * @throws CorruptStoreException if the bytes are others
     */
    static Optional<Kept> decode(byte[] bytes) {
        ByteBuffer in = opened(bytes);
        byte[] title = new byte[Math.min(TITLE.length, in.remaining())];
        in.get(title);
        if (!Arrays.equals(title, TITLE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Kept(text(in), text(in), instant(in.getLong()), new Snapshot(head(in), Bytes.of(block(in)))));
        } catch (BufferUnderflowException | NegativeArraySizeException malformed) {
            throw new CorruptStoreException("it is not what its checksum is of", malformed);
        }
    }

    /**
     * That a state was still the store's, at a later time than it was kept. As bytes: the head, the time and the SHA-256 of both.
     *
     * @param head the state's
     */
    record Contact(Head head, Instant at) {
        byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(Long.BYTES + HASH + Long.BYTES);
            out.putLong(head.revision()).put(head.hash().bytes()).putLong(Micros.of(at));
            return sealed(out.array());
        }

        /**
         * Reads what {@link #encode} gave.
         *
         * @throws CorruptStoreException if the bytes are others
         */
        static Contact decode(byte[] bytes) {
            ByteBuffer in = opened(bytes);
            try {
                return new Contact(Kept.head(in), instant(in.getLong()));
            } catch (BufferUnderflowException malformed) {
                throw new CorruptStoreException("it is not what its checksum is of", malformed);
            }
        }
    }

    private static byte[] sealed(byte[] content) {
        byte[] sealed = Arrays.copyOf(content, content.length + HASH);
        System.arraycopy(Digest.of(content).bytes(), 0, sealed, content.length, HASH);
        return sealed;
    }

    private static ByteBuffer opened(byte[] sealed) {
        int length = Math.max(0, sealed.length - HASH);
        byte[] content = Arrays.copyOf(sealed, length);
        if (!Arrays.equals(Digest.of(content).bytes(), Arrays.copyOfRange(sealed, length, sealed.length))) {
            throw new CorruptStoreException("its " + sealed.length + " bytes do not end with their SHA-256");
        }
        return ByteBuffer.wrap(content);
    }

    private static void block(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void head(DataOutputStream out, Head head) throws IOException {
        out.writeLong(head.revision());
        out.write(head.hash().bytes());
    }

    private static byte[] block(ByteBuffer in) {
        byte[] block = new byte[in.getInt()];
        in.get(block);
        return block;
    }

    private static String text(ByteBuffer in) {
        return new String(block(in), StandardCharsets.UTF_8);
    }

    private static Head head(ByteBuffer in) {
        return new Head(in.getLong(), digest(in));
    }

    private static Digest digest(ByteBuffer in) {
        byte[] bytes = new byte[HASH];
        in.get(bytes);
        return Digest.fromBytes(bytes);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
