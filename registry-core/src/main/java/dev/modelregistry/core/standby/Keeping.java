package dev.modelregistry.core.standby;

import dev.modelregistry.core.codec.StateCodec;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is served, on a thread of its own, so that neither a large file nor a slow disk delays a switch. Files come before the state that
 * names them, and those that no state names go after it. Thread-safe. <b>Must be closed.</b>
 */
public final class Keeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    /** How often the time of the last contact is kept, and a change of the model that moves nobody. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final long PATIENCE_SECONDS = 10;

    private final Shelf shelf;
    private final String registryId;
    private final String location;
    private final Duration maxAge;
    private final ExecutorService worker;
    private final Map<JournalId, Wish> wishes = new ConcurrentHashMap<>();
    private final Map<JournalId, Tried> tried = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    private final Map<JournalId, Head> written = new HashMap<>();
    private final Map<JournalId, Set<Digest>> verified = new HashMap<>();
    private final Set<JournalId> failing = new HashSet<>();

    /**
     * Keeps what is served of a registry.
     *
     * @param maxAge after which nobody can use what is kept
     * @param worker does it, one at a time
     */
    Keeping(Shelf shelf, RegistryStore store, Duration maxAge, ExecutorService worker) {
        this.shelf = shelf;
        this.registryId = store.registryId();
        this.location = store.location();
        this.maxAge = maxAge;
        this.worker = worker;
    }

    /**
     * What is to be kept of a model.
     *
     * @param journal the model's
     * @param at when this was the store's state
     * @param served who is served what; a change of that is kept at once
     * @param files those of the versions that are served; asked for where they are not known to be kept
     * @param trouble told when it cannot be kept, once until it can be
     */
    public record Wish(
            JournalId journal,
            ModelState state,
            Instant at,
            Object served,
            Supplier<List<KeptFile>> files,
            Consumer<Throwable> trouble) {}

    /**
     * A file to be kept.
     *
     * @param digest of its bytes
     * @param content opens its bytes, verified
     */
    public record KeptFile(Digest digest, Supplier<InputStream> content) {}

    private record Tried(Object served, Instant at) {}

    void wish(Wish wish) {
        Tried last = tried.get(wish.journal);
        boolean isDue = last == null
                || !last.served.equals(wish.served)
                || Duration.between(last.at, wish.at).abs().compareTo(EVERY) >= 0;
        if (!isDue || isClosed) {
            return;
        }
        tried.put(wish.journal, new Tried(wish.served, wish.at));
        wishes.put(wish.journal, wish); // in place of one that is out of date
        try {
            worker.execute(() -> fulfil(wish.journal));
        } catch (Throwable noThread) {
            LOG.warn("What is served of {} is not kept now", wish.journal, noThread);
        }
    }

    private void fulfil(JournalId journal) {
        Wish wish = wishes.remove(journal);
        if (wish == null || isClosed) {
            return;
        }
        try {
            keep(wish);
            if (failing.remove(journal)) {
                LOG.info("What is served of {} is kept again", journal);
            }
        } catch (Throwable notKept) {
            if (isClosed) {
                LOG.debug("What is served of {} was not kept before closing", journal, notKept);
            } else if (failing.add(journal)) {
                wish.trouble.accept(notKept);
            }
        }
    }

    private void keep(Wish wish) throws IOException {
        JournalId journal = wish.journal;
        Head head = wish.state.head();
        if (head.equals(written.get(journal)) && shelf.confirm(journal, head, wish.at)) {
            return;
        }
        Set<Digest> files = new HashSet<>();
        for (KeptFile file : wish.files.get()) {
            bring(journal, file);
            files.add(file.digest);
        }
        Kept kept = new Kept(registryId, location, wish.at, StateCodec.encode(wish.state));
        Optional<Kept> there = shelf.read(journal);
        if (there.filter(other -> isNewer(other, kept)).isPresent()) {
            return; // of a process that looked later; this one will see the same
        }
        shelf.write(journal, kept);
        shelf.prune(journal, files);
        if (written.isEmpty()) {
            shelf.sweep(maxAge);
        }
        written.put(journal, head);
    }

    private static boolean isNewer(Kept other, Kept mine) {
        return other.registryId().equals(mine.registryId())
                && other.snapshot().at().revision() > mine.snapshot().at().revision()
                && other.at().isAfter(mine.at());
    }

    /** Keeps a file that is not there, or not as it should be; what another process left is looked at once. */
    private void bring(JournalId journal, KeptFile file) throws IOException {
        Set<Digest> sound = verified.computeIfAbsent(journal, any -> new HashSet<>());
        boolean isThere =
                shelf.has(journal, file.digest) && (sound.contains(file.digest) || isSound(journal, file.digest));
        if (!isThere) {
            try (InputStream content = file.content.get()) {
                shelf.put(journal, file.digest, content, this::requireOpen);
            }
        }
        sound.add(file.digest);
    }

    private boolean isSound(JournalId journal, Digest digest) throws IOException {
        try (InputStream content = shelf.open(journal, digest)) {
            content.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (CorruptStoreException damaged) {
            LOG.warn("A file that was kept is kept anew: {}", damaged.getMessage());
            return false;
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new RegistryClosedException("the registry in " + location + " was closed");
        }
    }

    /** Waits for what is being written, which is given up soon. */
    @Override
    public void close() {
        isClosed = true;
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("What is served is still being kept while the registry in {} is closed", location);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
