package dev.modelregistry.jdbc;

import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.support.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The chunks of an upload in order, one query for each, so that no connection is held while somebody reads slowly. Not thread-safe. */
final class ChunkStream extends InputStream {
    private final Gate gate;
    private final Transactions transactions;
    private final byte[] upload;
    private final String selectChunk;
    private final Runnable requireThere;
    private byte[] chunk = {};
    private int position;
    private int part;

    /**
     * A stream of an upload.
     *
     * @param requireThere throws if the blob does not consist of this upload any more; run when a chunk is missing
     */
    ChunkStream(Gate gate, Transactions transactions, Tables tables, byte[] upload, Runnable requireThere) {
        this.gate = gate;
        this.transactions = transactions;
        this.upload = upload;
        this.selectChunk = tables.sql("SELECT bytes FROM {chunk} WHERE upload = ? AND part = ?");
        this.requireThere = requireThere;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (position == chunk.length && !fetch()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, bytes, offset, count);
        position += count;
        return count;
    }

    /** Whether there is another chunk. */
    private boolean fetch() {
        gate.enterToRead();
        byte[] next = transactions.read(
                "read a chunk of a blob",
                session -> session.first(selectChunk, row -> row.getBytes(1), upload, part)
                        .orElse(new byte[0]));
        if (next.length == 0) {
            requireThere.run();
        }
        chunk = next;
        position = 0;
        part++;
        return next.length > 0;
    }
}
