package dev.modelregistry.core.journal;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** The journals of the models in use, with their last known states. Thread-safe. */
public final class Journals {
    /** States of models that nobody asked for lately are dropped and read again when they are needed. */
    private static final int KEPT = 20_000;

    private static final int PAGE = 1_000;

    private final RegistryStore store;
    private final InstantSource clock;
    private final LoadingCache<ModelName, ModelJournal> journals;
    /** Names that differ in case alone share a journal; this finds it while anybody uses it. */
    private final LoadingCache<JournalId, ModelJournal> shared;

    /**
     * The journals of a store.
     *
     * @param clock what dates commits
     * @param ids mints append ids
     */
    public Journals(RegistryStore store, InstantSource clock, Supplier<UUID> ids, Observer observer) {
        this.store = store;
        this.clock = clock;
        this.shared = Caffeine.newBuilder().weakValues().build(id -> new ModelJournal(id, store, clock, ids, observer));
        this.journals = Caffeine.newBuilder().maximumSize(KEPT).build(name -> shared.get(JournalId.of(name)));
    }

    /** The journal of a model, whether or not the model exists. */
    public ModelJournal of(ModelName name) {
        return journals.get(name);
    }

    /** Commits of a journal behind a revision, at most so many. */
    public List<Commit> commits(JournalId journal, long afterRevision, int limit) {
        return new Replay(journal, store).commits(afterRevision, limit);
    }

    /** The states of all models that there are, in the order of their journals, with few questions to the store. */
    public List<ModelState> states(Freshness freshness) {
        List<ModelState> all = new ArrayList<>();
        String last = "";
        List<JournalId> page;
        do {
            page = store.journals().list(JournalId.MODEL, last, PAGE);
            Instant at = clock.instant();
            long nanos = System.nanoTime();
            Map<JournalId, Head> heads =
                    page.isEmpty() ? Map.of() : store.journals().heads(page);
            for (JournalId id : page) {
                all.add(of(ModelName.of(id.key())).state(freshness, heads.getOrDefault(id, Head.NONE), nanos, at));
                last = id.key();
            }
        } while (page.size() == PAGE);
        return all;
    }

    /** All journals of models that there are. */
    public List<JournalId> list() {
        List<JournalId> all = new ArrayList<>();
        List<JournalId> page;
        do {
            page = store.journals()
                    .list(
                            JournalId.MODEL,
                            all.isEmpty() ? "" : all.get(all.size() - 1).key(),
                            PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }
}
