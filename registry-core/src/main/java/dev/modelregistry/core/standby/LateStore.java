package dev.modelregistry.core.standby;

import dev.modelregistry.RegistryEngine.StoreOpener;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that could not be reached at the start. Whatever is asked of it tries to reach it, one at a time and after a pause, and throws {@link StoreUnavailableException} until that
 * succeeds; from then on it is the store itself. It knows nothing of what is kept beside whose store it is. Thread-safe. <b>Must be closed.</b>
 */
final class LateStore implements RegistryStore {
    private static final Logger LOG = LoggerFactory.getLogger(LateStore.class);

    /** How much longer than a try the pause after it is, at least, within limits: a network that says nothing is not asked all the time. */
    private static final int IDLE = 9;

    private static final long MAX_IDLE = TimeUnit.SECONDS.toNanos(10);

    private final StoreOpener opener;
    private final Kept known;
    private final InstantSource clock;
    private final long retryEvery;
    private final CellStore cells = new LateCells();
    private final ReentrantLock reaching = new ReentrantLock();
    private volatile RegistryException failure;
    private volatile long retryAt;
    private volatile boolean isClosed;
    private volatile @Nullable RegistryStore reached;

    /**
     * A store that was just tried.
     *
     * @param known what is known of it
     * @param failure how that ended
     * @param clock the time until the store gives it
     * @param retryEvery how often to try, at most
     */
    LateStore(StoreOpener opener, Kept known, RegistryException failure, InstantSource clock, Duration retryEvery) {
        this.opener = opener;
        this.known = known;
        this.failure = failure;
        this.clock = clock;
        this.retryEvery = retryEvery.toNanos();
        this.retryAt = System.nanoTime() + this.retryEvery;
    }

    /** Who finds somebody else trying does not wait for him: that may take as long as the network's patience. */
    private RegistryStore store() {
        RegistryStore store = reached;
        if (store != null) {
            return store;
        }
        requireOpen();
        if (retryAt - System.nanoTime() > 0 || !reaching.tryLock()) {
            throw unavailable(failure);
        }
        try {
            store = reached;
            return store == null ? reach() : store;
        } finally {
            reaching.unlock();
        }
    }

    private RegistryStore reach() {
        long began = System.nanoTime();
        RegistryStore opened;
        try {
            opened = opener.open(OpenMode.EXISTING);
        } catch (StoreUnavailableException | NotFoundException stillAway) {
            failure = stillAway;
            throw unavailable(stillAway);
        } finally {
            long now = System.nanoTime();
            retryAt = now + Math.max(retryEvery, Math.min(MAX_IDLE, (now - began) * IDLE));
        }
        if (!opened.registryId().equals(known.registryId())) {
            failure = new StoreUnavailableException("registry " + opened.registryId() + " is in " + opened.location()
                    + " now, and what is served is of registry " + known.registryId()
                    + ", which is not touched; bring that back, or start this process anew if the other one is right");
            opened.close();
            throw unavailable(failure);
        }
        take(opened);
        LOG.info("Registry {} in {} is reached", known.registryId(), known.location());
        return opened;
    }

    private synchronized void take(RegistryStore opened) {
        if (isClosed) {
            opened.close();
        }
        requireOpen();
        reached = opened;
    }

    private StoreUnavailableException unavailable(RegistryException cause) {
        return new StoreUnavailableException(
                "registry " + known.registryId() + " in " + known.location()
                        + " has not been reached since this process started from what was known of it at " + known.at()
                        + ", and this needs it; it is tried again by itself: " + cause.getMessage(),
                cause);
    }

    private void requireOpen() {
        if (isClosed) {
            throw new RegistryClosedException("the store at " + known.location() + " was closed; open it again");
        }
    }

    @Override
    public String registryId() {
        requireOpen();
        return known.registryId();
    }

    @Override
    public String location() {
        requireOpen();
        return known.location();
    }

    @Override
    public Sharing sharing() {
        return store().sharing();
    }

    @Override
    public Durability durability() {
        return store().durability();
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        return store().durabilityLoweredBy();
    }

    @Override
    public Access access() {
        return store().access();
    }

    /** One that is has no thread that could try again. */
    @Override
    public boolean isWithinTransaction() {
        requireOpen();
        return false;
    }

    @Override
    public boolean encryptsBlobs() {
        return store().encryptsBlobs();
    }

    /** This host's time until the store is there: to be asked for the time is no reason to try. */
    @Override
    public Instant now() {
        RegistryStore store = reached;
        requireOpen();
        return store == null ? clock.instant() : store.now();
    }

    @Override
    public JournalStore journals() {
        return store().journals();
    }

    @Override
    public BlobStore blobs() {
        return store().blobs();
    }

    /** Those who count have them at hand before they count. */
    @Override
    public CellStore cells() {
        requireOpen();
        return cells;
    }

    @Override
    public Optional<IndexStore> index() {
        return store().index();
    }

    @Override
    public Optional<IndexImage> indexImage() {
        return store().indexImage();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        RegistryStore store = reached;
        if (store != null) {
            store.close();
        }
    }

    private final class LateCells implements CellStore {
        @Override
        public Optional<Cell> read(CellId id) {
            return store().cells().read(id);
        }

        @Override
        public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
            return store().cells().compareAndSet(id, expectedVersion, value);
        }

        @Override
        public List<CellId> list(String space, String afterName, int limit) {
            return store().cells().list(space, afterName, limit);
        }
    }

    @Override
    public String toString() {
        return known.location();
    }
}
