package dev.modelregistry.core.memory;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One writing call to a {@link LogStore}, as it is kept in the log. */
sealed interface LogRecord {
    /** When it was made. */
    Instant time();

    record Append(Instant time, JournalId journal, Head expected, List<CommitBytes> commits) implements LogRecord {}

    record PutSnapshot(Instant time, JournalId journal, Snapshot snapshot) implements LogRecord {}

    record PutBlob(Instant time, Bytes content) implements LogRecord {}

    record MoveBlob(Instant time, Move move, BlobInfo seen) implements LogRecord {}

    record SetCell(Instant time, CellId cell, long expectedVersion, Bytes value) implements LogRecord {}

    enum Move {
        RENEW,
        TRASH,
        PURGE
    }

    static byte[] encode(LogRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(record.getClass().getSimpleName());
        out.writeLong(record.time().getEpochSecond());
        out.writeInt(record.time().getNano());
        if (record instanceof Append append) {
            out.writeUTF(append.journal.toString());
            write(out, append.expected);
            out.writeInt(append.commits.size());
            for (CommitBytes commit : append.commits) {
                write(out, commit.bytes());
            }
        } else if (record instanceof PutSnapshot put) {
            out.writeUTF(put.journal.toString());
            write(out, put.snapshot.at());
            write(out, put.snapshot.state());
        } else if (record instanceof PutBlob put) {
            write(out, put.content);
        } else if (record instanceof MoveBlob move) {
            out.writeUTF(move.move.name());
            out.writeUTF(move.seen.digest().hex());
            out.writeLong(move.seen.size());
            out.writeLong(move.seen.storedAtMicros());
        } else if (record instanceof SetCell set) {
            out.writeUTF(set.cell.space());
            out.writeUTF(set.cell.name());
            out.writeLong(set.expectedVersion);
            write(out, set.value);
        }
        return bytes.toByteArray();
    }

    static LogRecord decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String type = in.readUTF();
        Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
        return switch (type) {
            case "Append" -> {
                JournalId journal = JournalId.parse(in.readUTF());
                Head expected = readHead(in);
                List<CommitBytes> commits = new ArrayList<>();
                for (int left = in.readInt(); left > 0; left--) {
                    commits.add(CommitBytes.of(expected.revision() + 1 + commits.size(), readBytes(in)));
                }
                yield new Append(time, journal, expected, commits);
            }
            case "PutSnapshot" ->
                new PutSnapshot(time, JournalId.parse(in.readUTF()), new Snapshot(readHead(in), readBytes(in)));
            case "PutBlob" -> new PutBlob(time, readBytes(in));
            case "MoveBlob" ->
                new MoveBlob(
                        time,
                        Move.valueOf(in.readUTF()),
                        new BlobInfo(Digest.parse(in.readUTF()), in.readLong(), in.readLong()));
            case "SetCell" -> new SetCell(time, new CellId(in.readUTF(), in.readUTF()), in.readLong(), readBytes(in));
            default -> throw new AssertionError(type);
        };
    }

    private static void write(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.size());
        out.write(bytes.array());
    }

    private static Bytes readBytes(DataInputStream in) throws IOException {
        return Bytes.of(in.readNBytes(in.readInt()));
    }

    private static void write(DataOutputStream out, Head head) throws IOException {
        out.writeLong(head.revision());
        out.writeUTF(head.hash().hex());
    }

    private static Head readHead(DataInputStream in) throws IOException {
        return new Head(in.readLong(), Digest.parse(in.readUTF()));
    }
}
