package dev.modelregistry.core;

import dev.modelregistry.core.journal.Appending;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.storage.Reindexed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index that a store keeps say what the journals say. Each change holds only if the journal still ends where it was read to;
 * else what was said since is left out, and it is tried again. Used once, by one thread.
 */
final class Reindexer implements IndexCheck.Differences {
    private static final Logger LOG = LoggerFactory.getLogger(Reindexer.class);
    /** What one transaction changes at most. */
    private static final int MAX_CHANGES = 5_000;

    private static final int MAX_ATTEMPTS = 100;
    /** A journal that there never is. */
    private static final JournalId NOBODY = new JournalId("nobody", "nothing");

    private static final int MAX_FAILURES = 100;

    private final Engine engine;
    /** Which others wrote to each time when they were to be mended. */
    private final Set<JournalId> busy = new TreeSet<>();

    private final List<RuntimeException> failures = new ArrayList<>();
    private long added;
    private long removed;

    Reindexer(Engine engine) {
        this.engine = engine;
    }

    Reindexed run() {
        requireWritable();
        Optional<IndexStore> index = engine.store().index();
        if (index.isEmpty()) {
            engine.indexing().deriveAnew();
            return new Reindexed(0, 0, 0, 0, List.of());
        }
        IndexCheck check = new IndexCheck(engine, index.get(), this);
        IndexCheck onceMore = new IndexCheck(engine, index.get(), this);
        for (Kind<?> kind : Indexing.INDEXED) {
            engine.journals().forEach(kind, id -> trying(() -> check.journal(id)));
        }
        trying(check::orphans);
        List<JournalId> again = List.copyOf(busy);
        busy.clear();
        again.forEach(id -> trying(() -> onceMore.journal(id)));
        Reindexed done = new Reindexed(check.journals(), check.entities(), added, removed, List.copyOf(busy));
        LOG.info("Reindexed {}: {}", engine.location(), done);
        requireNoFailures();
        return done;
    }

    private void requireWritable() {
        if (engine.store().isWithinTransaction()) {
            throw new RejectedException("a registry cannot be reindexed within a transaction of the host, which does"
                    + " not see what others commit; open the registry outside of it");
        }
        if (engine.store().access() == Access.READ_ONLY) {
            throw new RejectedException(engine.location() + " may only be read, so its index cannot be mended; open it"
                    + " where it may be written to");
        }
    }

    /** One journal that cannot be read must not keep the others. */
    private void trying(Runnable step) {
        try {
            step.run();
        } catch (CorruptStoreException
                | UnsupportedFormatException
                | NotFoundException
                | InvalidInputException unreadable) {
            failures.add(unreadable);
            if (failures.size() >= MAX_FAILURES) {
                requireNoFailures();
            }
        }
    }

    private void requireNoFailures() {
        if (!failures.isEmpty()) {
            RuntimeException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    @Override
    public void found(IndexedJournal<?> owner, List<Change> changes) {
        for (int from = 0; from < changes.size(); from += MAX_CHANGES) {
            amend(owner, changes.subList(from, Math.min(changes.size(), from + MAX_CHANGES)));
        }
    }

    /** Where somebody was first, writers of this process wait for the next try; those of others do not. */
    private void amend(IndexedJournal<?> owner, List<Change> changes) {
        List<Change> now = owner.unsaid(changes); // others of the same page may have been tried more than once
        boolean isDone = now.isEmpty() || isAmended(owner.id(), owner.head(), now);
        for (int attempt = 1; !isDone && attempt < MAX_ATTEMPTS; attempt++) {
            Appending.pause(attempt);
            isDone = engine.journals().of(owner.id()).inTurn(() -> {
                List<Change> left = owner.still(owner.still(changes)); // the second time there is little to be read
                return left.isEmpty() || isAmended(owner.id(), owner.head(), left);
            });
        }
        if (!isDone) {
            busy.add(owner.id());
        }
    }

    private boolean isAmended(JournalId journal, Head head, List<Change> changes) {
        boolean isAmended = engine.store().index().orElseThrow().amend(journal, head, changes);
        if (isAmended) {
            long put = changes.stream().filter(Change.Put.class::isInstance).count();
            added += put;
            removed += changes.size() - put;
        }
        return isAmended;
    }

    /** Nobody's: they may go at any time. If not now, then somebody else is about it. */
    @Override
    public void strangers(List<Change> removals) {
        for (int from = 0; from < removals.size(); from += MAX_CHANGES) {
            isAmended(NOBODY, Head.NONE, removals.subList(from, Math.min(removals.size(), from + MAX_CHANGES)));
        }
    }
}
