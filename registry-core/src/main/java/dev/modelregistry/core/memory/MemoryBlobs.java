package dev.modelregistry.core.memory;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.LocalCopies;
import dev.modelregistry.spi.support.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Blobs in two maps under one lock: those that can be seen, and the trash. Thread-safe. */
final class MemoryBlobs implements BlobStore {
    private final InstantSource clock;
    private final Gate gate;
    private final BlobCipher cipher;
    private final LocalCopies files = new LocalCopies();
    /** Guarded by this, as is the trash. */
    private final NavigableMap<Digest, Blob> live = new TreeMap<>();

    private final NavigableMap<Digest, Blob> trash = new TreeMap<>();

    MemoryBlobs(InstantSource clock, Gate gate, BlobCipher cipher) {
        this.clock = clock;
        this.gate = gate;
        this.cipher = cipher;
    }

    /** @param stored the bytes, encrypted if this store is */
    private record Blob(BlobInfo info, Bytes stored) {}

    /** Reads the stream to its end before the lock is taken: streams may be slow, and may fail. */
    @Override
    public BlobInfo put(InputStream content) throws IOException {
        gate.enterToRead();
        Bytes bytes = Bytes.of(content.readAllBytes());
        return keep(bytes.digest(), bytes.size(), Bytes.of(cipher.encrypt(bytes.array())));
    }

    private synchronized BlobInfo keep(Digest digest, long size, Bytes bytes) {
        gate.enterToRead();
        BlobInfo info = new BlobInfo(digest, size, Micros.of(clock.instant()));
        trash.remove(digest);
        live.put(digest, new Blob(info, bytes));
        return info;
    }

    @Override
    public synchronized InputStream open(Digest digest) {
        return plain(require(digest));
    }

    @Override
    public synchronized Path localPath(Digest digest) {
        Blob blob = require(digest);
        return files.path(digest, () -> plain(blob));
    }

    private InputStream plain(Blob blob) {
        return cipher.decrypt(blob.stored.stream(), blob.info.size(), "blob " + blob.info.digest() + " in memory");
    }

    @Override
    public synchronized Optional<BlobInfo> find(Digest digest) {
        gate.enterToRead();
        return Optional.ofNullable(live.get(digest)).map(Blob::info);
    }

    @Override
    public synchronized List<BlobInfo> list(Digest after, int limit) {
        return list(live, after, limit);
    }

    @Override
    public synchronized List<BlobInfo> listTrash(Digest after, int limit) {
        return list(trash, after, limit);
    }

    private List<BlobInfo> list(NavigableMap<Digest, Blob> blobs, Digest after, int limit) {
        gate.enterToRead(limit);
        return blobs.tailMap(after, false).values().stream()
                .limit(limit)
                .map(Blob::info)
                .toList();
    }

    @Override
    public synchronized Optional<BlobInfo> renew(Digest digest) {
        gate.enterToRead();
        Optional<Blob> blob = Optional.ofNullable(live.get(digest)).or(() -> Optional.ofNullable(trash.remove(digest)));
        blob.map(this::now).ifPresent(known -> live.put(digest, known));
        return find(digest);
    }

    @Override
    public synchronized Optional<BlobInfo> trash(BlobInfo seen) {
        gate.enterToRead();
        Blob blob = live.get(seen.digest());
        if (blob == null || !blob.info.equals(seen)) {
            return Optional.empty();
        }
        files.delete(seen.digest());
        live.remove(seen.digest());
        Blob hidden = now(blob);
        trash.put(seen.digest(), hidden);
        return Optional.of(hidden.info);
    }

    private Blob now(Blob blob) {
        return new Blob(new BlobInfo(blob.info.digest(), blob.info.size(), Micros.of(clock.instant())), blob.stored);
    }

    @Override
    public synchronized boolean purge(BlobInfo seen) {
        gate.enterToRead();
        Blob blob = trash.get(seen.digest());
        return blob != null && blob.info.equals(seen) && trash.remove(seen.digest(), blob);
    }

    synchronized void deleteFiles() {
        files.deleteAll();
    }

    private Blob require(Digest digest) {
        gate.enterToRead();
        Blob blob = live.get(digest);
        if (blob == null) {
            throw new NotFoundException("blob " + digest + " is not in the store"
                    + (trash.containsKey(digest) ? "; it is in the trash and can be renewed" : ""));
        }
        return blob;
    }
}
