package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.index.DerivedIndex;
import dev.modelregistry.core.index.LineageEntries;
import dev.modelregistry.core.index.ModelEntries;
import dev.modelregistry.core.index.RunEntries;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.core.search.Tokens;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index of a registry: the store's own, or one that is derived from the journals in memory. Thread-safe. */
final class Indexing {
    /** The kinds of journals that say something that is searched for. */
    static final List<Kind<?>> INDEXED = List.of(Kind.MODEL, Kind.RUN, Kind.LINEAGE);

    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    private static final int PAGE = 1_000;

    private final Engine engine;
    private final RegistryStore store;
    private final Tokens tokens;
    private volatile @Nullable Used used;

    /**
     * The index that is used.
     *
     * @param derived the same where it is derived; else null
     */
    private record Used(IndexStore index, @Nullable DerivedIndex derived) {}

    Indexing(Engine engine, RegistryStore store) {
        this.tokens = new Tokens(new TokenKey(store)::get);
        this.engine = engine;
        this.store = store;
    }

    /** Found out when it is first needed: that takes a store that can be reached. */
    private Used used() {
        Used found = used;
        return found == null ? find() : found;
    }

    private synchronized Used find() {
        Used found = used;
        if (found == null) {
            found = store.index().map(stored -> new Used(stored, null)).orElseGet(() -> {
                DerivedIndex made =
                        new DerivedIndex(store, INDEXED.stream().map(Kind::name).toList(), new Following());
                return new Used(made, made);
            });
            used = found;
        }
        return found;
    }

    /**
     * The index, which knows at least what was acknowledged as long ago as this allows; or, where that may be served when the store cannot be
     * reached, what was known before.
     */
    IndexStore index(Freshness freshness) {
        DerivedIndex derived = used().derived();
        if (derived == null) {
            return used().index();
        }
        try {
            return derived.refreshed(freshness.maxAgeNanos());
        } catch (StoreUnavailableException away) {
            Optional<IndexStore> known = freshness.servesStale() ? derived.known() : Optional.empty();
            if (known.isEmpty()) {
                throw away;
            }
            LOG.warn("The store {} cannot be reached; searching what was known before", engine.location(), away);
            return known.get();
        }
    }

    /** That there is something new, however lately the index was brought up to date. */
    void doubt() {
        Used found = used;
        if (found != null && found.derived() != null) {
            found.derived().doubt();
        }
    }

    /** Reads all journals again, where the index is derived from them. */
    void deriveAnew() {
        DerivedIndex derived = used().derived();
        if (derived != null) {
            derived.deriveAnew();
        }
    }

    /** All entities that have such a value under a key, in the order of values. */
    List<String> entitiesWith(String key, Range range, Freshness freshness) {
        IndexStore asked = index(freshness);
        List<String> found = new ArrayList<>();
        Optional<Row> last = Optional.empty();
        do {
            Slice slice = asked.walk(new Walk(key, range, Direction.ASCENDING, last, Condition.ALWAYS, PAGE));
            slice.met().forEach(row -> found.add(row.entity()));
            last = slice.last();
        } while (last.isPresent());
        return found;
    }

    Tokens tokens() {
        return tokens;
    }

    /** What a commit does to the index. */
    List<Change> entries(JournalState before, JournalState after, Commit commit) {
        if (before instanceof ModelState model && after instanceof ModelState next) {
            return ModelEntries.of(model, next, commit, event -> engine.registered(event, commit.journal()));
        } else if (before instanceof RunState run && after instanceof RunState next && next.start() != null) {
            JournalId journal = JournalId.parse(commit.journal());
            return RunEntries.of(Runs.id(next.start().event().model(), journal), run, next);
        }
        return before instanceof LineageState node && after instanceof LineageState next
                ? LineageEntries.of(node, next, commit)
                : List.of();
    }

    /** Folds each journal once more beside the index, because what an entry replaces is known from the state alone. */
    private final class Following implements DerivedIndex.Source {
        private final Map<JournalId, JournalState> states = new HashMap<>();

        @Override
        public List<Change> changes(JournalId journal, CommitBytes bytes) {
            return changes(journal, Kind.of(journal), bytes);
        }

        private <S extends JournalState> List<Change> changes(JournalId journal, Kind<S> kind, CommitBytes bytes) {
            @SuppressWarnings("unchecked") // of this journal's kind, because it is this journal's
            S known = (S) states.getOrDefault(journal, kind.nothing());
            long expected = bytes.revision() - 1;
            S before = known.head().revision() == expected
                    ? known
                    : engine.journals().stateAt(journal, kind, expected); // another process had read so far
            Commit commit = CommitCodec.decode(journal, bytes);
            S after = kind.fold().apply(before, commit);
            List<Change> entries = entries(before, after, commit);
            states.put(journal, after); // last: what failed is asked for again
            return entries;
        }
    }
}
