package dev.modelregistry.core.standby;

import dev.modelregistry.RegistryEngine.LastKnown;
import dev.modelregistry.RegistryEngine.Settings;
import dev.modelregistry.RegistryEngine.StoreOpener;
import dev.modelregistry.core.codec.StateCodec;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.support.LocalCopies;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry has on this disk of the models that are served: kept while the store can be reached, and used where it cannot be before it has said anything. Thread-safe. <b>Must
 * be closed.</b>
 */
public final class Standby implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);

    private final LastKnown settings;
    private final InstantSource clock;
    private final Duration retryEvery;
    private final Shelf shelf;
    private final LocalCopies copies = new LocalCopies();
    private final Keeping keeping;
    private final RegistryStore store;
    private final String registryId;

    /**
     * Opens the store, or what stands for it until it can be.
     *
     * @param mode what to do if there is no registry, and nothing is kept of one
     * @throws StoreUnavailableException if the store cannot be reached, and nothing is kept that is new enough
     * @throws InvalidInputException if the store is within a transaction of the host
     */
    public Standby(StoreOpener opener, OpenMode mode, LastKnown settings, Settings host) {
        this.settings = settings;
        this.clock = host.clock().orElse(InstantSource.system());
        this.retryEvery = host.pollInterval();
        this.shelf = new Shelf(settings.directory(), settings.location(), settings.blobs());
        this.store = open(opener, mode);
        this.registryId = store.registryId();
        this.keeping = new Keeping(shelf, store, settings.maxAge(), worker(host.threads()));
    }

    /** One thread, which is there while there is something to do. */
    private static ExecutorService worker(ThreadFactory threads) {
        ThreadPoolExecutor worker =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        worker.allowCoreThreadTimeOut(true);
        return worker;
    }

    private RegistryStore open(StoreOpener opener, OpenMode mode) {
        List<Kept> all = shelf.all();
        try {
            // Where one was, none is created: its volume may not be mounted yet.
            RegistryStore opened = opener.open(all.isEmpty() ? mode : OpenMode.EXISTING);
            if (opened.isWithinTransaction()) {
                opened.close();
                throw new InvalidInputException(
                        "a registry within a transaction of the host is there or not; open it without lastKnown");
            }
            return opened;
        } catch (NotFoundException missing) {
            if (all.isEmpty()) {
                throw missing;
            }
            return late(opener, all, missing);
        } catch (StoreUnavailableException away) {
            return late(opener, all, away);
        }
    }

    private LateStore late(StoreOpener opener, List<Kept> all, RegistryException failure) {
        Kept newest = all.stream()
                .max(Comparator.comparing(Kept::at))
                .orElseThrow(() -> unavailable("nothing of it is kept", failure));
        requireRecent("what is kept of it", newest, failure);
        LOG.warn(
                "Registry {} in {} cannot be reached; starting from what was known of it at {}, kept in {}: {}",
                newest.registryId(),
                newest.location(),
                newest.at(),
                settings.directory(),
                failure.getMessage());
        return new LateStore(opener, newest, failure, clock, retryEvery);
    }

    private void requireRecent(String what, Kept kept, RegistryException failure) {
        Duration age = Duration.between(kept.at(), clock.instant());
        if (age.compareTo(settings.maxAge()) > 0) {
            throw unavailable(
                    what + " was known at " + kept.at() + ", which is " + age + " ago and more than the "
                            + settings.maxAge() + " that lastKnown allows",
                    failure);
        }
    }

    private StoreUnavailableException unavailable(String what, RegistryException failure) {
        return new StoreUnavailableException(
                "the store in " + settings.location() + " cannot be reached, and " + what + " in "
                        + settings.directory()
                        + ". See to it that the store can be reached; if that registry is gone for good, delete the directory. "
                        + failure.getMessage(),
                failure);
    }

    /** The store, which may come later. */
    public RegistryStore store() {
        return store;
    }

    /** Where things are kept, for messages. */
    public Path directory() {
        return settings.directory();
    }

    /**
     * A model as it was known.
     *
     * @param at when that was the store's
     */
    public record Resumed(ModelState state, Instant at) {}

    /** The models that are known where the store could not be reached, and no older than they may be; none where it could be, for it knows better. */
    public List<Resumed> atStart() {
        return !(store instanceof LateStore)
                ? List.of()
                : shelf.all().stream()
                        .filter(kept -> kept.registryId().equals(registryId))
                        .filter(kept ->
                                Duration.between(kept.at(), clock.instant()).compareTo(settings.maxAge()) <= 0)
                        .flatMap(kept -> resumed(kept).stream())
                        .toList();
    }

    /**
     * A model as it was known, where the store cannot be reached.
     *
     * @throws StoreUnavailableException if it is not known, or that is too long ago
     */
    public Resumed resume(JournalId journal, StoreUnavailableException failure) {
        Kept kept = shelf.read(journal)
                .filter(each -> each.registryId().equals(registryId))
                .orElseThrow(() -> unavailable("nothing of " + journal + " is kept", failure));
        requireRecent("what is kept of " + journal, kept, failure);
        return resumed(kept).orElseThrow(() -> unavailable("nothing of " + journal + " is kept", failure));
    }

    private static Optional<Resumed> resumed(Kept kept) {
        try {
            return StateCodec.decode(kept.snapshot()).map(state -> new Resumed(state, kept.at()));
        } catch (CorruptStoreException damaged) {
            LOG.warn("A state that was kept cannot be used: {}", damaged.getMessage());
            return Optional.empty();
        }
    }

    /** A file of a model in a place of its own, verified; empty if it is not kept, or is damaged. It stays until this is closed. */
    public Optional<Path> path(JournalId journal, Digest digest) {
        if (!shelf.has(journal, digest)) {
            return Optional.empty();
        }
        try {
            return Optional.of(copies.path(digest, () -> shelf.open(journal, digest)));
        } catch (CorruptStoreException damaged) {
            LOG.warn("A file that was kept is as if it were not there: {}", damaged.getMessage());
            shelf.remove(journal, digest);
            return Optional.empty();
        }
    }

    /** Keeps what is served of a model, by and by, unless that was done lately. Never waits, never throws. */
    public void keep(Keeping.Wish wish) {
        keeping.wish(wish);
    }

    /** Ends keeping, and deletes what was handed out. The store stays open. */
    @Override
    public void close() {
        keeping.close();
        copies.deleteAll();
    }
}
