package dev.modelregistry.core;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One process's way to a store that others use too: counts what it is asked, and fails as it is told. Closing it leaves the ground open,
 * so that several registries can share one.
 */
final class FaultyStore implements RegistryStore {
    /** How an append goes. */
    enum Fault {
        NONE,
        FAILS,
        UNKNOWN_AND_NOT_DONE,
        UNKNOWN_BUT_DONE,
        CONFLICT
    }

    final AtomicInteger appends = new AtomicInteger();
    final AtomicInteger headsAsked = new AtomicInteger();
    final AtomicInteger commitsRead = new AtomicInteger();
    final AtomicInteger snapshotsPut = new AtomicInteger();
    final AtomicInteger blobsPut = new AtomicInteger();
    /** The entries that came with appends, in their order. */
    final List<IndexStore.Change> entries = Collections.synchronizedList(new ArrayList<>());

    final Set<Digest> missingBlobs = ConcurrentHashMap.newKeySet();
    final Set<Digest> damagedBlobs = ConcurrentHashMap.newKeySet();
    /** So many of the next settings of cells are done, but with an unknown outcome. */
    final AtomicInteger cellsUnknown = new AtomicInteger();

    final AtomicInteger cellsRead = new AtomicInteger();
    /** How many questions failed because the store was down. */
    final AtomicInteger refused = new AtomicInteger();
    /** Whose questions. */
    final Set<Thread> refusedTo = ConcurrentHashMap.newKeySet();
    /** Every question to journals, blobs and cells fails. */
    volatile boolean down;
    /** What happens once between two questions of a store for where many journals end, those of models first. */
    volatile @Nullable Runnable amidHeads;
    /** Blobs alone cannot be opened. */
    volatile boolean blobsDown;
    /** The clock's question fails. */
    volatile boolean clockDown;

    volatile Access access = Access.READ_WRITE;
    /** Where images of the index are kept. */
    volatile Optional<IndexImage> image = Optional.empty();
    /** What a reader gets in place of a commit. */
    volatile BiFunction<JournalId, CommitBytes, CommitBytes> commitsAsRead = (journal, commit) -> commit;

    volatile UnaryOperator<JournalStore.Slice> slicesAsRead = UnaryOperator.identity();
    /** What a reader gets in place of a blob, as from a store that does not verify. */
    volatile BiFunction<Digest, InputStream, InputStream> blobsAsRead = (digest, content) -> content;

    volatile UnaryOperator<Optional<JournalStore.Snapshot>> snapshotsAsRead = UnaryOperator.identity();
    /** The ground itself, replaceable like a directory that somebody restores from a backup. */
    volatile JournalStore ground;

    /** So many of the next blobs cannot be trashed, renewed or purged. */
    final AtomicInteger movesFail = new AtomicInteger();
    /** After those, so many are done, but with an unknown outcome. */
    final AtomicInteger movesUnknown = new AtomicInteger();

    volatile Runnable beforeBlobRead = () -> {};
    volatile Runnable beforeBlobPut = () -> {};
    volatile Runnable whileBlobIsPut = () -> {};
    /** Not where there was nothing to be trashed or purged. */
    volatile Runnable afterTrash = () -> {};

    volatile Runnable afterPurge = () -> {};
    volatile Runnable beforeCellRead = () -> {};
    volatile Runnable afterCellSet = () -> {};
    volatile Runnable beforeAppend = () -> {};
    volatile Runnable afterAppend = () -> {};

    private final RegistryStore store;
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final JournalStore journals = new Journals();
    private final BlobStore blobs = new Blobs();
    private final CellStore cells = new Cells();
    private volatile boolean closed;

    FaultyStore(RegistryStore store) {
        this.store = store;
        this.ground = store.journals();
    }

    /** How the next appends go, in order. */
    synchronized void next(Fault... planned) {
        faults.addAll(List.of(planned));
    }

    private synchronized Fault fault() {
        Fault next = faults.poll();
        return next == null ? Fault.NONE : next;
    }

    private void requireUp() {
        requireOpen();
        if (down) {
            refusedTo.add(Thread.currentThread());
            refused.incrementAndGet();
            throw new StoreUnavailableException("the network is down");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new RegistryClosedException("the store is closed");
        }
    }

    private void requireMovable() {
        requireWritable();
        if (movesFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailableException("the disk is away for a moment");
        }
    }

    private void requireWritable() {
        requireUp();
        if (access == Access.READ_ONLY) {
            throw new RejectedException("the store is mounted read-only; write on the host that owns it");
        }
    }

    @Override
    public String registryId() {
        requireOpen();
        return store.registryId();
    }

    @Override
    public String location() {
        requireOpen();
        return "faulty:";
    }

    @Override
    public Sharing sharing() {
        requireOpen();
        return store.sharing();
    }

    @Override
    public Durability durability() {
        requireOpen();
        return store.durability();
    }

    @Override
    public boolean encryptsBlobs() {
        requireOpen();
        return store.encryptsBlobs();
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        requireOpen();
        return store.durabilityLoweredBy();
    }

    @Override
    public Access access() {
        requireOpen();
        return access;
    }

    @Override
    public Optional<IndexImage> indexImage() {
        return image;
    }

    @Override
    public boolean isWithinTransaction() {
        return store.isWithinTransaction();
    }

    @Override
    public Instant now() {
        requireOpen();
        if (clockDown) {
            throw new StoreUnavailableException("the network is down");
        }
        return store.now();
    }

    @Override
    public JournalStore journals() {
        return journals;
    }

    @Override
    public BlobStore blobs() {
        requireOpen();
        return blobs;
    }

    @Override
    public CellStore cells() {
        requireOpen();
        return cells;
    }

    @Override
    public Optional<IndexStore> index() {
        requireOpen();
        return store.index();
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Journals implements JournalStore {
        @Override
        public AppendResult append(
                JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
            requireWritable();
            appends.incrementAndGet();
            FaultyStore.this.entries.addAll(entries);
            beforeAppend.run();
            AppendResult result = switch (fault()) {
                case NONE -> ground.append(journal, expected, commits, entries);
                case FAILS -> throw new StoreUnavailableException("the disk is full");
                case UNKNOWN_AND_NOT_DONE -> throw new OutcomeUnknownException("the connection was cut early");
                case UNKNOWN_BUT_DONE -> {
                    ground.append(journal, expected, commits, entries);
                    throw new OutcomeUnknownException("the connection was cut late");
                }
                case CONFLICT ->
                    new AppendResult.Conflict(ground.heads(List.of(journal)).getOrDefault(journal, Head.NONE));
            };
            afterAppend.run();
            return result;
        }

        @Override
        public Slice read(JournalId journal, long afterRevision, int limit) {
            requireUp();
            Slice slice = slicesAsRead.apply(ground.read(journal, afterRevision, limit));
            commitsRead.addAndGet(slice.commits().size());
            return new Slice(
                    slice.head(),
                    slice.commits().stream()
                            .map(commit -> commitsAsRead.apply(journal, commit))
                            .toList());
        }

        @Override
        public Map<JournalId, Head> heads(Collection<JournalId> ids) {
            requireUp();
            headsAsked.incrementAndGet();
            Runnable meanwhile = amidHeads;
            if (meanwhile == null || ids.size() < 2) {
                return ground.heads(ids);
            }
            amidHeads = null;
            Map<Boolean, List<JournalId>> parts = ids.stream()
                    .collect(Collectors.partitioningBy(id -> id.kind().equals(JournalId.MODEL)));
            Map<JournalId, Head> heads = new HashMap<>(ground.heads(parts.get(true)));
            meanwhile.run();
            heads.putAll(ground.heads(parts.get(false)));
            return heads;
        }

        @Override
        public List<String> kinds() {
            requireUp();
            return ground.kinds();
        }

        @Override
        public List<JournalId> list(String kind, String afterKey, int limit) {
            requireUp();
            return ground.list(kind, afterKey, limit);
        }

        @Override
        public void putSnapshot(JournalId journal, Snapshot snapshot) {
            snapshotsPut.incrementAndGet();
            requireWritable();
            ground.putSnapshot(journal, snapshot);
        }

        @Override
        public Optional<Snapshot> latestSnapshot(JournalId journal, long atMostRevision) {
            requireUp();
            return snapshotsAsRead.apply(ground.latestSnapshot(journal, atMostRevision));
        }
    }

    private final class Cells implements CellStore {
        @Override
        public Optional<Cell> read(CellId id) {
            requireUp();
            beforeCellRead.run();
            cellsRead.incrementAndGet();
            return store.cells().read(id);
        }

        @Override
        public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
            requireWritable();
            boolean set = store.cells().compareAndSet(id, expectedVersion, value);
            if (cellsUnknown.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutcomeUnknownException("the connection was cut late");
            }
            afterCellSet.run();
            return set;
        }

        @Override
        public List<CellId> list(String space, String afterName, int limit) {
            requireUp();
            return store.cells().list(space, afterName, limit);
        }
    }

    private final class Blobs implements BlobStore {
        @Override
        public BlobInfo put(InputStream content) throws IOException {
            requireWritable();
            blobsPut.incrementAndGet();
            beforeBlobPut.run();
            BlobInfo info = store.blobs().put(content);
            whileBlobIsPut.run();
            return info;
        }

        private void check(Digest digest) {
            requireUp();
            beforeBlobRead.run();
            if (blobsDown) {
                throw new StoreUnavailableException("the blob server is down");
            }
            if (missingBlobs.contains(digest)) {
                throw new NotFoundException("no blob " + digest);
            }
            if (damagedBlobs.contains(digest)) {
                throw new CorruptStoreException("blob " + digest + " has other bytes");
            }
        }

        @Override
        public InputStream open(Digest digest) {
            check(digest);
            return blobsAsRead.apply(digest, store.blobs().open(digest));
        }

        @Override
        public Path localPath(Digest digest) {
            check(digest);
            return store.blobs().localPath(digest);
        }

        @Override
        public Optional<BlobInfo> find(Digest digest) {
            requireUp();
            return store.blobs().find(digest);
        }

        @Override
        public List<BlobInfo> list(Digest after, int limit) {
            requireUp();
            return store.blobs().list(after, limit);
        }

        @Override
        public Optional<BlobInfo> renew(Digest digest) {
            requireMovable();
            Optional<BlobInfo> renewed = store.blobs().renew(digest);
            if (movesUnknown.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutcomeUnknownException("the connection broke");
            }
            return renewed;
        }

        @Override
        public Optional<BlobInfo> trash(BlobInfo seen) {
            requireMovable();
            Optional<BlobInfo> trashed = store.blobs().trash(seen);
            trashed.ifPresent(any -> afterTrash.run());
            return trashed;
        }

        @Override
        public List<BlobInfo> listTrash(Digest after, int limit) {
            requireUp();
            return store.blobs().listTrash(after, limit);
        }

        @Override
        public boolean purge(BlobInfo seen) {
            requireMovable();
            boolean purged = store.blobs().purge(seen);
            if (purged) {
                afterPurge.run();
            }
            return purged;
        }
    }
}
