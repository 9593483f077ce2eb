package dev.modelregistry.core.memory;

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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores that pass every call on, for others to change one of them. */
final class Forwarding {
    private Forwarding() {}

    static class Store implements RegistryStore {
        final RegistryStore next;

        Store(RegistryStore next) {
            this.next = next;
        }

        @Override
        public String registryId() {
            return next.registryId();
        }

        @Override
        public String location() {
            return next.location();
        }

        @Override
        public Sharing sharing() {
            return next.sharing();
        }

        @Override
        public Durability durability() {
            return next.durability();
        }

        @Override
        public boolean encryptsBlobs() {
            return next.encryptsBlobs();
        }

        @Override
        public Optional<String> durabilityLoweredBy() {
            return next.durabilityLoweredBy();
        }

        @Override
        public Access access() {
            return next.access();
        }

        @Override
        public Optional<IndexImage> indexImage() {
            return next.indexImage();
        }

        @Override
        public boolean isWithinTransaction() {
            return next.isWithinTransaction();
        }

        @Override
        public Instant now() {
            return next.now();
        }

        @Override
        public JournalStore journals() {
            return next.journals();
        }

        @Override
        public BlobStore blobs() {
            return next.blobs();
        }

        @Override
        public CellStore cells() {
            return next.cells();
        }

        @Override
        public Optional<IndexStore> index() {
            return next.index();
        }

        @Override
        public void close() {
            next.close();
        }
    }

    static class Journals implements JournalStore {
        final JournalStore next;

        Journals(RegistryStore store) {
            this.next = store.journals();
        }

        @Override
        public AppendResult append(
                JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
            return next.append(journal, expected, commits, entries);
        }

        @Override
        public Slice read(JournalId journal, long afterRevision, int limit) {
            return next.read(journal, afterRevision, limit);
        }

        @Override
        public Map<JournalId, Head> heads(Collection<JournalId> journals) {
            return next.heads(journals);
        }

        @Override
        public List<String> kinds() {
            return next.kinds();
        }

        @Override
        public List<JournalId> list(String kind, String afterKey, int limit) {
            return next.list(kind, afterKey, limit);
        }

        @Override
        public void putSnapshot(JournalId journal, Snapshot snapshot) {
            next.putSnapshot(journal, snapshot);
        }

        @Override
        public Optional<Snapshot> latestSnapshot(JournalId journal, long atMostRevision) {
            return next.latestSnapshot(journal, atMostRevision);
        }
    }

    static class Blobs implements BlobStore {
        final BlobStore next;

        Blobs(RegistryStore store) {
            this.next = store.blobs();
        }

        @Override
        public BlobInfo put(InputStream content) throws IOException {
            return next.put(content);
        }

        @Override
        public InputStream open(Digest digest) {
            return next.open(digest);
        }

        @Override
        public Path localPath(Digest digest) {
            return next.localPath(digest);
        }

        @Override
        public Optional<BlobInfo> find(Digest digest) {
            return next.find(digest);
        }

        @Override
        public List<BlobInfo> list(Digest after, int limit) {
            return next.list(after, limit);
        }

        @Override
        public Optional<BlobInfo> renew(Digest digest) {
            return next.renew(digest);
        }

        @Override
        public Optional<BlobInfo> trash(BlobInfo seen) {
            return next.trash(seen);
        }

        @Override
        public List<BlobInfo> listTrash(Digest after, int limit) {
            return next.listTrash(after, limit);
        }

        @Override
        public boolean purge(BlobInfo seen) {
            return next.purge(seen);
        }
    }

    static class Cells implements CellStore {
        final CellStore next;

        Cells(RegistryStore store) {
            this.next = store.cells();
        }

        @Override
        public Optional<Cell> read(CellId id) {
            return next.read(id);
        }

        @Override
        public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
            return next.compareAndSet(id, expectedVersion, value);
        }

        @Override
        public List<CellId> list(String space, String afterName, int limit) {
            return next.list(space, afterName, limit);
        }
    }

    /** A store with other journals. */
    static RegistryStore with(RegistryStore store, JournalStore journals) {
        return new Store(store) {
            @Override
            public JournalStore journals() {
                return journals;
            }
        };
    }

    /** A store with other blobs. */
    static RegistryStore with(RegistryStore store, BlobStore blobs) {
        return new Store(store) {
            @Override
            public BlobStore blobs() {
                return blobs;
            }
        };
    }

    /** A store with other cells. */
    static RegistryStore with(RegistryStore store, CellStore cells) {
        return new Store(store) {
            @Override
            public CellStore cells() {
                return cells;
            }
        };
    }
}
