package dev.modelregistry.fs;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.fs.Publisher.Staged;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A large blob on its way into {@code tmp/}. The caller's thread reads and hashes, a second one encrypts (if this registry is) and writes, a third one
 * syncs what was written so far, so that it takes as long as the slowest of the three and not as long as all. Memory: two buffers. The threads end
 * with the upload, and interrupts of the caller do not reach the file.
 */
final class Upload implements AutoCloseable {
    static final int BUFFER = 1 << 20;

    private static final int BUFFERS_PER_SYNC = 16;

    private final Publisher publisher;
    /** Takes the plain bytes; writes to {@link #staged}. */
    private final OutputStream content;

    private final Staged staged;
    private final MessageDigest sha256 = Digest.sha256();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "registry-fs-upload");
        thread.setDaemon(true);
        return thread;
    });
    private Future<?> written = CompletableFuture.completedFuture(null);
    private Future<?> synced = CompletableFuture.completedFuture(null);
    private long size;

    Upload(Publisher publisher, BlobCipher cipher) {
        this.publisher = publisher;
        this.content = cipher.encrypt(new StagedStream());
        this.staged = publisher.begin("a blob");
    }

    /** Takes in a whole stream, of which the first buffer was read already. The stream's own failures come out unchanged. */
    void copy(byte[] start, InputStream rest) throws IOException {
        byte[] current = start;
        byte[] other = new byte[BUFFER];
        int length = start.length;
        for (int buffers = 1; length > 0; buffers++) {
            write(current, length);
            // A disk that lags behind must not hold up the hash.
            if (buffers % BUFFERS_PER_SYNC == 0 && synced.isDone()) {
                sync();
            }
            sha256.update(current, 0, length);
            size += length;
            byte[] next = other;
            other = current;
            current = next;
            length = rest.readNBytes(current, 0, BUFFER);
        }
        write(() -> {
            content.close();
            return content;
        });
        await(written);
    }

    private void write(byte[] bytes, int length) {
        write(() -> {
            content.write(bytes, 0, length);
            return content;
        });
    }

    private void write(Callable<OutputStream> action) {
        await(written);
        written = threads.submit(action);
    }

    /** The staged file as a stream. */
    private final class StagedStream extends OutputStream {
        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            staged.write(bytes, offset, length);
        }
    }

    private void sync() {
        await(synced);
        synced = threads.submit(staged::force);
    }

    Digest digest() {
        return Digest.of(sha256);
    }

    long size() {
        return size;
    }

    /** Syncs the bytes and gives them a name that counts. @return whether it was free */
    boolean publish(Path name) {
        publisher.prepare(name, "a blob");
        sync();
        await(synced);
        return staged.publish(name);
    }

    /** Waits for another thread, whatever happens to this one. */
    private static void await(Future<?> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (InterruptedException later) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw failed.getCause() instanceof RegistryException known
                            ? known
                            : new IllegalStateException(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes what is left in {@code tmp/}. */
    @Override
    public void close() {
        try {
            await(written);
            await(synced);
        } catch (RegistryException reportedBefore) {
            // the put has failed with it
        } finally {
            staged.close();
            threads.shutdown();
        }
    }
}
