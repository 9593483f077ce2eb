package dev.modelregistry.jdbc;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.jdbc.database.Session;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.support.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob on its way in. Up to a few megabytes it waits in memory for one transaction that stores chunks and blob together. A larger one is
 * stored piece by piece, each in a transaction of its own, so that no connection is held while a slow stream is read; a row says that it
 * is under way, and goes when it is done. Whoever finds such a row a day later removes what it left. Not thread-safe.
 */
final class Upload implements AutoCloseable {
    /** Under rows of a megabyte, H2 2.5 damages its file unless its WRITE_DELAY is 0. */
    static final int CHUNK = 1 << 18;

    private static final Logger log = LoggerFactory.getLogger(Upload.class);
    private static final int CHUNKS_AT_ONCE = 16;
    private static final int ATTEMPTS = 5;
    private static final Duration LEFT_BEHIND = Duration.ofHours(24);
    private static final int SWEPT_AT_ONCE = 100;

    private final Transactions transactions;
    private final Tables tables;
    private final InstantSource clock;
    private final BlobCipher cipher;
    private final byte[] id = newId();
    private final MessageDigest sha256 = Digest.sha256();
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private final String insertUpload;
    private final String insertChunk;
    private @Nullable Digest digest;
    private int parts;
    private long size;
    private boolean isUnderWay;

    Upload(Transactions transactions, Tables tables, InstantSource clock, BlobCipher cipher) {
        this.transactions = transactions;
        this.tables = tables;
        this.clock = clock;
        this.cipher = cipher;
        this.insertUpload =
                transactions.dialect().insertIfAbsent(tables.name("upload"), "upload", "upload, started_at");
        this.insertChunk =
                transactions.dialect().insertIfAbsent(tables.name("chunk"), "upload, part", "upload, part, bytes");
    }

    private static byte[] newId() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    /** Takes in a whole stream, whose own failures come out unchanged. */
    void take(InputStream content) throws IOException {
        OutputStream chunks = cipher.encrypt(new Chunks());
        byte[] piece = new byte[CHUNK];
        for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
            sha256.update(piece, 0, length);
            size += length;
            chunks.write(piece, 0, length);
        }
        chunks.close();
        digest = Digest.of(sha256);
    }

    /** Cuts what is to be stored into chunks. */
    private final class Chunks extends OutputStream {
        private byte[] chunk = {};
        private int length;

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            for (int done = 0; done < count; ) {
                if (chunk.length == 0) {
                    chunk = new byte[CHUNK];
                }
                int taken = Math.min(count - done, CHUNK - length);
                System.arraycopy(bytes, offset + done, chunk, length, taken);
                length += taken;
                done += taken;
                if (length == CHUNK) {
                    add();
                }
            }
        }

        private void add() {
            if (waiting.size() == CHUNKS_AT_ONCE) {
                store();
            }
            waiting.add(new Object[] {id, parts++, length == CHUNK ? chunk : Arrays.copyOf(chunk, length)});
            chunk = new byte[0];
            length = 0;
        }

        @Override
        public void close() {
            if (length > 0) {
                add();
            }
        }
    }

    /** Stores what waits, without making it count. Where it cannot be known whether that was done, it is done again. */
    private void store() {
        long now = Micros.of(clock.instant());
        boolean isFirst = !isUnderWay;
        isUnderWay = true; // from here on there may be something to remove
        for (int attempt = 1; !stored(isFirst, now); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new StoreUnavailableException("cannot upload a blob: " + attempt
                        + " times it could not be known whether a part of it was stored; nothing counts, put it again");
            }
        }
        waiting.clear();
    }

    /** False if that cannot be known. */
    private boolean stored(boolean isFirst, long now) {
        try {
            return transactions.write("upload a blob", session -> {
                if (isFirst) {
                    session.update(insertUpload, id, now);
                }
                session.updateAll(insertChunk, waiting);
                return true;
            });
        } catch (OutcomeUnknownException unknown) {
            log.debug("A part of an upload may be stored", unknown);
            return false;
        }
    }

    byte[] id() {
        return id;
    }

    long size() {
        return size;
    }

    Digest digest() {
        if (digest == null) {
            throw new IllegalStateException("the stream was not taken in");
        }
        return digest;
    }

    /** Stores what still waits, in the transaction that makes the blob count. */
    void settle(Session session) throws SQLException {
        session.updateAll(insertChunk, waiting);
        if (isUnderWay && session.update(tables.sql("DELETE FROM {upload} WHERE upload = ?"), id) == 0) {
            throw new StoreUnavailableException(
                    "the upload of blob " + digest() + " took more than " + LEFT_BEHIND.toHours()
                            + " hours, and what there was of it was removed; nothing was stored, put it again");
        }
    }

    /** Removes what was stored and does not count. Where that fails, {@link #sweep} will. */
    @Override
    public void close() {
        if (isUnderWay) {
            tryToRemove(transactions, tables, id);
        }
    }

    /** Does nothing for an upload that became a blob: its row is gone. */
    private static void tryToRemove(Transactions transactions, Tables tables, byte[] id) {
        try {
            transactions.write("remove what is left of an upload", session -> {
                int underWay = session.update(tables.sql("DELETE FROM {upload} WHERE upload = ?"), id);
                if (underWay == 1) {
                    session.update(tables.sql("DELETE FROM {chunk} WHERE upload = ?"), id);
                }
                return underWay;
            });
        } catch (RegistryException later) {
            log.debug("What is left of an upload was not removed", later);
        }
    }

    /** Removes what uploads left behind whose process died long ago. */
    static void sweep(Transactions transactions, Tables tables, InstantSource clock) {
        long old = Micros.of(clock.instant().minus(LEFT_BEHIND));
        List<byte[]> left = transactions.read(
                "look for old uploads",
                session -> session.list(
                        tables.sql("SELECT upload FROM {upload} WHERE started_at < ? ORDER BY started_at LIMIT ?"),
                        row -> row.getBytes(1),
                        old,
                        SWEPT_AT_ONCE));
        left.forEach(id -> tryToRemove(transactions, tables, id));
    }
}
