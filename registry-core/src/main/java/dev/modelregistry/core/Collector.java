package dev.modelregistry.core;

import dev.modelregistry.RegistryStorage;
import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.support.Micros;
import dev.modelregistry.storage.Garbage;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.Garbage.Need;
import dev.modelregistry.storage.GracePeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what nothing needs, and moves it. First it lists what is old, then it reads what is named: so what it takes for garbage was old before
 * it looked, and whoever would name it later makes it young before that, which the store sees. Whatever is in doubt stays. Thread-safe.
 */
final class Collector implements RegistryStorage {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    /** What clocks may differ by. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final Engine engine;

    Collector(Engine engine) {
        this.engine = engine;
    }

    /** One call: what may be garbage, what is named, and what has to come back from the trash. */
    private final class Collection {
        final Deque<Digest> misplaced = new ArrayDeque<>();
        final Suspects live = new Suspects(digest -> {});
        final Suspects hidden = new Suspects(misplaced::add);
        final Suspects moved = new Suspects(misplaced::add);
        final Marks marks = new Marks(engine, (journal, digest) -> {
            live.named(journal, digest);
            hidden.named(journal, digest);
            moved.named(journal, digest);
        });
        private final Instant now = engine.store().now();

        void listLive(GracePeriod age) {
            Suspects.forEach(engine.blobs()::list, blob -> {
                requirePast(blob);
                if (isOlder(blob, age)) {
                    live.add(blob);
                } else {
                    live.keep(blob, Need.RECENT);
                }
            });
        }

        void listHidden() {
            Suspects.forEach(engine.blobs()::listTrash, blob -> {
                requirePast(blob);
                hidden.add(blob);
            });
        }

        boolean isOlder(BlobInfo blob, GracePeriod age) {
            return blob.storedAtMicros() <= Micros.of(now.minus(age.duration()));
        }

        private void requirePast(BlobInfo blob) {
            if (blob.storedAtMicros() > Micros.of(now.plus(SKEW))) {
                throw new RejectedException("blob " + blob.digest() + " was stored at " + time(blob) + ", but it is "
                        + now
                        + " in " + engine.location() + ": a clock is wrong, and how old anything is cannot be told."
                        + " Set it right, and restore and put again what has a wrong time");
            }
        }

        /** Reads what is named by now. */
        void mark() {
            marks.advance();
            if (marks.isEmpty() && !(live.left().isEmpty() && hidden.left().isEmpty())) {
                throw new CorruptStoreException("there are blobs but not a single journal in " + engine.location()
                        + ": either commits were lost, or nothing was ever registered. Nothing was moved");
            }
        }

        /** Reads what is named by now, and brings back what should not be in the trash; as much of it as can be. */
        void mend() {
            mark();
            RuntimeException failed = null;
            while (!misplaced.isEmpty()) {
                Digest digest = misplaced.remove();
                try {
                    engine.blobs().renew(digest);
                    LOG.info("Blob {} is back from the trash of {}: something names it", digest, engine.location());
                } catch (RuntimeException stays) {
                    failed = first(failed, stays);
                }
            }
            if (failed != null) {
                throw failed;
            }
        }

        List<Blob> trash() {
            try {
                for (List<BlobInfo> portion : live.portions()) {
                    for (BlobInfo blob : portion) {
                        if (live.isLeft(blob) && engine.blobs().trash(blob)) {
                            moved.add(blob);
                        }
                    }
                    mend(); // whoever named one of them meanwhile gets it back
                }
            } catch (RuntimeException failed) {
                try {
                    mend();
                } catch (RuntimeException again) { // readers and the next collector bring back what is needed
                    failed.addSuppressed(again);
                }
                throw failed;
            }
            return unnamed(moved);
        }

        List<Blob> purge(GracePeriod inTrash) {
            List<Blob> purged = new ArrayList<>();
            for (List<BlobInfo> portion : hidden.portions()) {
                mend();
                for (BlobInfo blob : portion) {
                    if (!hidden.isLeft(blob)) {
                        continue;
                    }
                    if (!isOlder(blob, inTrash)) {
                        hidden.keep(blob, Need.RECENT);
                    } else if (engine.blobs().purge(blob)) {
                        purged.add(blob("trashed ", blob));
                    }
                }
            }
            return purged;
        }
    }

    private static RuntimeException first(@Nullable RuntimeException one, RuntimeException other) {
        if (one == null) {
            return other;
        }
        one.addSuppressed(other);
        return one;
    }

    /** In a transaction of the host one does not see what others commit. */
    private void requireFree() {
        engine.requireOpen();
        if (engine.store().isWithinTransaction()) {
            throw new RejectedException("garbage cannot be collected within a transaction of the host; open the"
                    + " registry outside of it");
        }
    }

    @Override
    public Garbage garbage(GracePeriod age) {
        engine.requireOpen();
        Collection collection = new Collection();
        collection.listLive(age);
        collection.mark();
        return new Garbage(unnamed(collection.live), collection.live.kept());
    }

    @Override
    public Garbage trash(GracePeriod age) {
        requireFree();
        Collection collection = new Collection();
        collection.listLive(age);
        collection.listHidden();
        collection.mend();
        Garbage garbage = new Garbage(collection.trash(), collection.live.kept());
        LOG.info("Moved to the trash of {}: {}", engine.location(), garbage);
        return garbage;
    }

    @Override
    public List<Blob> trashed() {
        engine.requireOpen();
        List<Blob> all = new ArrayList<>();
        Suspects.forEach(engine.blobs()::listTrash, blob -> all.add(blob("trashed ", blob)));
        return all;
    }

    @Override
    public boolean restore(Digest digest) {
        engine.requireOpen();
        return engine.blobs().find(digest).isEmpty()
                && engine.blobs().renew(digest).isPresent();
    }

    @Override
    public Garbage purge(GracePeriod inTrash) {
        requireFree();
        Collection collection = new Collection();
        collection.listHidden();
        collection.mend();
        Garbage garbage = new Garbage(collection.purge(inTrash), collection.hidden.kept());
        LOG.info("Purged from the trash of {}: {}", engine.location(), garbage);
        return garbage;
    }

    private static List<Blob> unnamed(Suspects suspects) {
        return suspects.left().stream()
                .map(blob -> blob("nothing names it; stored ", blob))
                .toList();
    }

    private static Blob blob(String reason, BlobInfo blob) {
        return new Blob(
                blob.digest(),
                blob.size(),
                CommitCodec.instant(blob.storedAtMicros()),
                reason + CommitCodec.instant(blob.storedAtMicros()));
    }

    private static Instant time(BlobInfo blob) {
        return CommitCodec.instant(blob.storedAtMicros());
    }
}
