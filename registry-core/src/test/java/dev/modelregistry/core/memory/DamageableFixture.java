package dev.modelregistry.core.memory;

import dev.modelregistry.contract.StoreFixture.Damage;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Memory that plays at being damaged: what was damaged is remembered, and reported or, in a broken store, not. */
class DamageableFixture extends MemoryFixture implements Damage {
    private record Place(JournalId journal, long revision) {}

    private final Set<Place> commits = new HashSet<>();
    private final Set<Place> snapshots = new HashSet<>();
    private final Set<Digest> blobs = new HashSet<>();

    @Override
    public Optional<Damage> damage() {
        return Optional.of(this);
    }

    @Override
    public void flipByteOfCommit(JournalId journal, long revision) {
        commits.add(new Place(journal, revision));
    }

    @Override
    public void removeCommit(JournalId journal, long revision) {
        commits.add(new Place(journal, revision));
    }

    @Override
    public void exchangeCommits(JournalId journal, long one, long other) {
        commits.add(new Place(journal, one));
        commits.add(new Place(journal, other));
    }

    @Override
    public void flipByteOfBlob(Digest digest) {
        blobs.add(digest);
    }

    @Override
    public void truncateBlob(Digest digest) {
        blobs.add(digest);
    }

    @Override
    public void flipByteOfSnapshot(JournalId journal, long revision) {
        snapshots.add(new Place(journal, revision));
    }

    final boolean isDamaged(JournalId journal, CommitBytes commit) {
        return commits.contains(new Place(journal, commit.revision()));
    }

    private static CorruptStoreException report(String place, Digest expected) {
        return new CorruptStoreException(
                place + " is damaged: expected " + expected + ", found " + Digest.of(place.getBytes()));
    }

    @Override
    RegistryStore instance() {
        return Forwarding.with(Forwarding.with(ground, new DamagedJournals()), new DamagedBlobs());
    }

    class DamagedJournals extends Forwarding.Journals {
        DamagedJournals() {
            super(ground);
        }

        @Override
        public JournalStore.Slice read(JournalId journal, long afterRevision, int limit) {
            JournalStore.Slice slice = next.read(journal, afterRevision, limit);
            for (CommitBytes commit : slice.commits()) {
                if (isDamaged(journal, commit)) {
                    throw report(journal + " at " + commit.revision(), commit.hash());
                }
            }
            return slice;
        }

        @Override
        public Optional<JournalStore.Snapshot> latestSnapshot(JournalId journal, long atMostRevision) {
            Optional<JournalStore.Snapshot> snapshot = next.latestSnapshot(journal, atMostRevision);
            snapshot.filter(found ->
                            snapshots.contains(new Place(journal, found.at().revision())))
                    .ifPresent(found -> {
                        throw report("snapshot of " + journal, found.state().digest());
                    });
            return snapshot;
        }
    }

    private final class DamagedBlobs extends Forwarding.Blobs {
        DamagedBlobs() {
            super(ground);
        }

        @Override
        public InputStream open(Digest digest) {
            requireWhole(digest);
            return next.open(digest);
        }

        @Override
        public Path localPath(Digest digest) {
            requireWhole(digest);
            return next.localPath(digest);
        }

        private void requireWhole(Digest digest) {
            if (blobs.contains(digest)) {
                throw report("blob " + digest, digest);
            }
        }
    }

    /** Broken: reads go on behind a damaged commit as if it had never been. */
    static class Skipping extends DamageableFixture {
        @Override
        RegistryStore instance() {
            return Forwarding.with(ground, new Forwarding.Journals(ground) {
                @Override
                public Slice read(JournalId journal, long afterRevision, int limit) {
                    Slice slice = next.read(journal, afterRevision, limit);
                    List<CommitBytes> whole = slice.commits().stream()
                            .filter(commit -> !isDamaged(journal, commit))
                            .toList();
                    return new Slice(slice.head(), whole);
                }
            });
        }
    }
}
