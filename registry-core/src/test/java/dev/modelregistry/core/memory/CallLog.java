package dev.modelregistry.core.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * A file of {@link LogRecord}s that the processes of one host take turns with. How it may be broken is a {@link Flaw}.
 */
final class CallLog {
    /** Length and checksum. */
    private static final int HEADER = Integer.BYTES + Long.BYTES;
    /**
     * File locks are between processes, and refused within one: the threads of one process stand in line here first.
     */
    private static final Map<Path, Object> LINES = new ConcurrentHashMap<>();

    private final Object line;
    private final FileChannel file;
    private final Flaw flaw;
    private final List<byte[]> unwritten = new ArrayList<>();
    private long end;

    /** What a store that works within one process may still get wrong. */
    enum Flaw {
        NONE,
        /** Processes do not take turns. */
        NO_LOCK,
        /** A call is acknowledged before it is in the file. */
        WRITE_BEHIND,
        /** The commits of a batch are written one after the other. */
        PIECEMEAL
    }

    CallLog(Path path, Flaw flaw) throws IOException {
        this.line = LINES.computeIfAbsent(path, key -> new Object());
        this.flaw = flaw;
        this.file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Runs an action while nobody else does, after everything that others have written was replayed. */
    <T> T inTurn(Consumer<LogRecord> replayed, Supplier<T> action) {
        synchronized (line) {
            try {
                FileLock lock = flaw == Flaw.NO_LOCK ? null : file.lock();
                try {
                    replay(replayed);
                    return action.get();
                } finally {
                    if (lock != null) {
                        lock.release();
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    void write(LogRecord record) {
        try {
            unwritten.add(LogRecord.encode(record));
            if (flaw == Flaw.WRITE_BEHIND && unwritten.size() < 5) {
                return;
            }
            if (flaw == Flaw.NO_LOCK) {
                pause();
            }
            for (byte[] bytes : unwritten) {
                writeOut(bytes);
            }
            unwritten.clear();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Makes the moment at which a flaw shows long enough to be hit. */
    static void pause() {
        long later = System.nanoTime() + 10_000_000;
        while (System.nanoTime() < later) {
            Thread.onSpinWait();
        }
    }

    private void writeOut(byte[] record) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(HEADER + record.length)
                .putInt(record.length)
                .putLong(checksum(record))
                .put(record)
                .flip();
        long start = end;
        while (entry.hasRemaining()) {
            file.write(entry, start + entry.position());
        }
        end += entry.limit();
    }

    /** Up to the end, or to what a killed writer has not finished and the next one overwrites. */
    private void replay(Consumer<LogRecord> replayed) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        while (readFully(header.clear(), end)) {
            byte[] record = new byte[header.getInt()];
            if (!readFully(ByteBuffer.wrap(record), end + HEADER) || checksum(record) != header.getLong()) {
                return;
            }
            end += HEADER + record.length;
            replayed.accept(LogRecord.decode(record));
        }
    }

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    private boolean readFully(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    void close() {
        synchronized (line) {
            try {
                file.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
