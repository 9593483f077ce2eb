package dev.modelregistry.core;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.support.Micros;
import dev.modelregistry.storage.Garbage;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.GracePeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what nothing needs, and moves it. First it lists what is old, then it reads what is named: so what it takes for garbage was old before
 * it looked, and whoever would name it later makes it young before that, which the store sees. Whatever is in doubt stays. Thread-safe.
 */
final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    /** What clocks may differ by. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private static final int MAX_FAILURES = 100;
    private static final String STORED = "nothing needs it; stored ";
    private static final String TRASHED = "trashed ";

    private final Engine engine;

    Collector(Engine engine) {
        this.engine = engine;
    }

    /** One call: what may be garbage, what is named, and what has to come back from the trash. */
    private final class Sweep {
        private final Instant now = engine.store().now();
        private final Suspects suspects = new Suspects(this::isNamed);
        private final Marks marks = new Marks(engine, suspects::named);
        private final Set<Digest> inTrash = new HashSet<>();
        private final Deque<Digest> misplaced = new ArrayDeque<>();
        private final List<RuntimeException> failures = new ArrayList<>();

        private void isNamed(Digest digest) {
            if (inTrash.contains(digest)) {
                misplaced.add(digest);
            }
        }

        void listLive(GracePeriod age) {
            Suspects.forEach(engine.blobs()::list, blob -> {
                requirePast(blob);
                suspects.add(blob);
                if (!isOlder(blob, age)) {
                    suspects.spare(blob);
                }
            });
        }

        List<BlobInfo> listHidden() {
            List<BlobInfo> hidden = new ArrayList<>();
            Suspects.forEach(engine.blobs()::listTrash, blob -> {
                requirePast(blob);
                hidden.add(blob);
                suspects.add(blob);
                inTrash.add(blob.digest());
            });
            return hidden;
        }

        private boolean isOlder(BlobInfo blob, GracePeriod age) {
            return blob.storedAtMicros() <= Micros.of(now.minus(age.duration()));
        }

        private void requirePast(BlobInfo blob) {
            if (blob.storedAtMicros() > Micros.of(now.plus(SKEW))) {
                throw new RejectedException("blob " + blob.digest() + " was stored at " + time(blob) + ", but it is "
                        + now + " in " + engine.location() + ": a clock is wrong, and how old anything is cannot be"
                        + " told. Set it right, and put again what has a wrong time");
            }
        }

        /** Reads what is named by now. */
        void mark() {
            marks.advance();
            if (marks.isEmpty() && !suspects.left().isEmpty()) {
                throw new RejectedException("there are blobs but not a single journal in " + engine.location()
                        + ": either commits were lost, or nothing was registered yet. Nothing was moved");
            }
        }

        /** Reads what is named by now, and brings back what should not be in the trash; as much of it as can be. */
        void mend() {
            mark();
            while (!misplaced.isEmpty()) {
                Digest digest = misplaced.remove();
                try {
                    if (engine.blobs().renew(digest).isPresent()) {
                        LOG.info("Blob {} is back from the trash of {}: something names it", digest, engine.location());
                    }
                } catch (RuntimeException stays) {
                    note(stays);
                }
            }
        }

        /** One that cannot be moved must not keep the others; a store that is down should not be asked for each of them. */
        private void note(RuntimeException failure) {
            failures.add(failure);
            if (failures.size() >= MAX_FAILURES || failure instanceof RegistryClosedException) {
                requireNoFailures();
            }
        }

        private void requireNoFailures() {
            if (!failures.isEmpty()) {
                RuntimeException first = failures.get(0);
                failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
                failures.clear();
                throw first;
            }
        }

        List<BlobInfo> trash() {
            List<BlobInfo> moved = new ArrayList<>();
            try {
                for (List<BlobInfo> portion : Suspects.portions(suspects.left())) {
                    for (BlobInfo blob : portion) {
                        // First: where it cannot be known whether it was moved, it may have been.
                        if (suspects.isLeft(blob)
                                && inTrash.add(blob.digest())
                                && isMoved(Collector.this::isTrashed, blob)) {
                            moved.add(blob);
                        }
                    }
                    mend(); // whoever named one of them meanwhile gets it back
                }
            } catch (RuntimeException failed) {
                tryToMend(failed);
                throw failed;
            }
            requireNoFailures();
            return moved.stream().filter(suspects::isLeft).toList();
        }

        private void tryToMend(RuntimeException failed) {
            try {
                mend();
            } catch (RuntimeException again) { // readers and the next collector bring back what is needed
                failed.addSuppressed(again);
            }
        }

        /** What the store will not move has another time by now, and so is young. */
        private boolean isMoved(Predicate<BlobInfo> move, BlobInfo blob) {
            try {
                boolean isMoved = move.test(blob);
                if (!isMoved) {
                    suspects.spare(blob);
                }
                return isMoved;
            } catch (RuntimeException failed) {
                note(failed);
                return false;
            }
        }

        List<BlobInfo> purge(List<BlobInfo> hidden, GracePeriod age) {
            List<BlobInfo> purged = new ArrayList<>();
            for (List<BlobInfo> portion : Suspects.portions(hidden)) {
                mend();
                for (BlobInfo blob : portion) {
                    if (!suspects.isLeft(blob)) {
                        continue;
                    }
                    if (!isOlder(blob, age)) {
                        suspects.spare(blob);
                    } else if (isMoved(engine.blobs()::purge, blob)) {
                        purged.add(blob);
                    }
                }
            }
            requireNoFailures();
            return purged;
        }
    }

    private boolean isTrashed(BlobInfo seen) {
        return engine.blobs().trash(seen).isPresent();
    }

    /** In a transaction of the host one does not see what others commit. */
    private void requireFree() {
        if (engine.store().isWithinTransaction()) {
            throw new RejectedException("garbage cannot be collected within a transaction of the host; open the"
                    + " registry outside of it");
        }
        engine.store().cells().read(BlobStore.OWNER).ifPresent(owner -> {
            throw new RejectedException("the blobs in " + engine.location() + " are those of registry "
                    + owner.value().utf8() + ", whose journals are elsewhere; open that one to collect garbage");
        });
    }

    /** Says what would be trashed. */
    Garbage garbage(GracePeriod age) {
        Sweep sweep = new Sweep();
        sweep.listLive(age);
        sweep.mark();
        return garbage(STORED, sweep.suspects.left(), sweep.suspects);
    }

    /** Moves to the trash what nothing needs. */
    Garbage trash(GracePeriod age) {
        requireFree();
        Sweep sweep = new Sweep();
        sweep.listLive(age);
        List<BlobInfo> hidden = sweep.listHidden();
        sweep.mend();
        hidden.forEach(sweep.suspects::forget);
        Garbage garbage = garbage(STORED, sweep.trash(), sweep.suspects);
        LOG.info("Moved to the trash of {}: {}", engine.location(), garbage);
        return garbage;
    }

    /** Ends what is in the trash and nothing needs. */
    Garbage purge(GracePeriod inTrash) {
        requireFree();
        Sweep sweep = new Sweep();
        List<BlobInfo> hidden = sweep.listHidden();
        Garbage garbage = garbage(TRASHED, sweep.purge(hidden, inTrash), sweep.suspects);
        LOG.info("Purged from the trash of {}: {}", engine.location(), garbage);
        return garbage;
    }

    /** All that is in the trash. */
    List<Blob> trashed() {
        List<Blob> all = new ArrayList<>();
        Suspects.forEach(engine.blobs()::listTrash, blob -> all.add(blob(TRASHED, blob)));
        return all;
    }

    private static Garbage garbage(String what, List<BlobInfo> blobs, Suspects suspects) {
        return new Garbage(blobs.stream().map(blob -> blob(what, blob)).toList(), suspects.kept());
    }

    private static Blob blob(String what, BlobInfo blob) {
        return new Blob(blob.digest(), blob.size(), time(blob), what + time(blob));
    }

    private static Instant time(BlobInfo blob) {
        return CommitCodec.instant(blob.storedAtMicros());
    }
}
