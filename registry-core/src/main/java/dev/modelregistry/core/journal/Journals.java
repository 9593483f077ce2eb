package dev.modelregistry.core.journal;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The journals in use, with their last known states. Thread-safe. */
public final class Journals {
    /** States of models that nobody asked for lately are dropped and read again when they are needed. */
    private static final int KEPT = 20_000;

    private static final int PAGE = 1_000;
    /** A store may have to look at all names for each page of them. */
    private static final int NAMES = 50_000;

    private final RegistryStore store;
    private final InstantSource clock;
    private final LoadingCache<ModelName, Journal<ModelState>> journals;
    /** Names that differ in case alone share a journal; this finds it while anybody uses it. */
    private final LoadingCache<JournalId, Journal<ModelState>> shared;

    private final LoadingCache<JournalId, Journal<RunState>> runs;
    private final LoadingCache<JournalId, Journal<LineageState>> nodes;

    private final LoadingCache<JournalId, Journal<ReleaseSetState>> sets;

    private final Journal<SettingsState> settings;

    /**
     * The journals of a store.
     *
     * @param clock what dates commits
     * @param ids mints append ids
     */
    public Journals(RegistryStore store, InstantSource clock, Supplier<UUID> ids, Observer observer) {
        this.store = store;
        this.clock = clock;
        this.shared = Caffeine.newBuilder()
                .weakValues()
                .build(id -> new Journal<>(id, Kind.MODEL, store, clock, ids, observer));
        this.runs = Caffeine.newBuilder()
                .weakValues()
                .build(id -> new Journal<>(id, Kind.RUN, store, clock, ids, observer));
        this.nodes = Caffeine.newBuilder()
                .maximumSize(KEPT)
                .build(id -> new Journal<>(id, Kind.LINEAGE, store, clock, ids, observer));
        this.sets = Caffeine.newBuilder()
                .maximumSize(KEPT)
                .build(id -> new Journal<>(id, Kind.RELEASE_SET, store, clock, ids, observer));
        this.settings = new Journal<>(JournalId.SETTINGS, Kind.SETTINGS, store, clock, ids, observer);
        this.journals = Caffeine.newBuilder().maximumSize(KEPT).build(name -> shared.get(JournalId.of(name)));
    }

    /** The journal of a model, whether or not the model exists. */
    public Journal<ModelState> of(ModelName name) {
        return journals.get(name);
    }

    /** The journal of a training run, whether or not there is such a run; in memory while anybody uses it. */
    public Journal<RunState> run(JournalId id) {
        return runs.get(id);
    }

    /**
     * The journal of a name.
     *
     * @throws dev.modelregistry.error.UnsupportedFormatException if it is of a kind that this library does not know
     */
    public Journal<?> of(JournalId id) {
        Kind<?> kind = Kind.of(id);
        if (kind.equals(Kind.SETTINGS)) {
            return settings;
        }
        if (kind.equals(Kind.LINEAGE)) {
            return nodes.get(id);
        }
        if (kind.equals(Kind.RELEASE_SET)) {
            return sets.get(id);
        }
        return kind.equals(Kind.RUN) ? runs.get(id) : shared.get(id);
    }

    /** The journal of what is recorded about a node, whether or not anything is. */
    public Journal<LineageState> of(Node node) {
        return nodes.get(JournalId.of(node));
    }

    /** The journal of a release set, whether or not there is one. */
    public Journal<ReleaseSetState> releaseSet(String name) {
        return sets.get(JournalId.ofReleaseSet(name));
    }

    /** The names of the release sets that there are, in order. */
    public List<String> releaseSets() {
        return list(List.of(Kind.RELEASE_SET)).stream().map(JournalId::key).toList();
    }

    /** The journal of the registry's own settings. */
    public Journal<SettingsState> settings() {
        return settings;
    }

    /** Commits of a journal behind a revision, at most so many. */
    public List<Commit> commits(JournalId journal, long afterRevision, int limit) {
        return new Replay<>(journal, Kind.of(journal), store).commits(afterRevision, limit);
    }

    /**
     * Commits of a journal behind a revision and up to another one that was there before: at least one, at most so many.
     *
     * @throws CorruptStoreException if there is none
     */
    public List<Commit> page(JournalId journal, long afterRevision, long end, int limit) {
        return new Replay<>(journal, Kind.of(journal), store).page(afterRevision, end, limit);
    }

    /** When a journal's last commit is dated: from memory where the journal is in use and no newer head than the known one is there. */
    Instant timeOf(JournalId journal, Head head) {
        Journal<?> known = inUse(journal);
        return (known == null ? Optional.<Instant>empty() : known.timeOf(head))
                .orElseGet(() -> page(journal, head.revision() - 1, head.revision(), 1)
                        .get(0)
                        .time());
    }

    /** How many of a journal's commits are dated before an instant, up to one that is not. */
    long datedBefore(JournalId journal, Instant instant, long notBefore) {
        return new Replay<>(journal, Kind.of(journal), store).datedBefore(instant, notBefore);
    }

    /** The states of all models that there are, in the order of their journals, with few questions to the store. */
    public List<ModelState> states(Freshness freshness) {
        List<ModelState> all = new ArrayList<>();
        list(JournalId.MODEL, "", PAGE, page -> all.addAll(states(page, id -> of(ModelName.of(id.key())), freshness)));
        return all;
    }

    /** The states of some models, in the order of their names, with few questions to the store about where they end. */
    public List<ModelState> models(List<ModelName> names, Freshness freshness) {
        return states(names.stream().map(JournalId::of).toList(), id -> of(ModelName.of(id.key())), freshness);
    }

    /** What is recorded about some nodes, in their order, with few questions to the store about where that ends. */
    public List<LineageState> recorded(List<Node> about, Freshness freshness) {
        return states(about.stream().map(JournalId::of).toList(), nodes::get, freshness);
    }

    /** The states of some training runs, with one question to the store about where they end. */
    public List<RunState> runs(List<JournalId> ids, Freshness freshness) {
        return states(ids, this::run, freshness);
    }

    private <S extends JournalState> List<S> states(
            List<JournalId> page, Function<JournalId, Journal<S>> journal, Freshness freshness) {
        Instant at = clock.instant();
        long nanos = System.nanoTime();
        Map<JournalId, Head> heads = heads(page);
        return page.stream()
                .map(id -> journal.apply(id).state(freshness, heads.getOrDefault(id, Head.NONE), nanos, at))
                .toList();
    }

    /** The journals of a model's training runs, in the order in which they started. */
    public List<JournalId> runs(ModelName model) {
        List<JournalId> all = new ArrayList<>();
        list(JournalId.RUN, JournalId.keysOfRuns(model), NAMES, all::addAll);
        return all;
    }

    /** All journals that there are, in their order. */
    public List<JournalId> list() {
        return list(Kind.ALL);
    }

    private List<JournalId> list(List<Kind<?>> kinds) {
        List<JournalId> all = new ArrayList<>();
        kinds.forEach(kind -> list(kind.name(), "", NAMES, all::addAll));
        return all;
    }

    /** Does something with each journal of a kind that there is, in their order, without having all their names in memory. */
    public void forEach(Kind<?> kind, Consumer<JournalId> action) {
        list(kind.name(), "", NAMES, page -> page.forEach(action));
    }

    /**
     * Refuses to go by the journals that are known if there are others.
     *
     * @throws UnsupportedFormatException if there are journals of a kind that this library does not know
     */
    public void requireKnownKinds() {
        for (String kind : store.journals().kinds()) {
            if (Kind.find(kind).isEmpty()) {
                throw new UnsupportedFormatException(
                        "there are journals of kind '" + kind + "', which this library does not know; upgrade it");
            }
        }
    }

    /** All journals of a kind whose keys begin so, page by page. */
    private void list(String kind, String prefix, int limit, Consumer<List<JournalId>> action) {
        String last = prefix;
        List<JournalId> page;
        List<JournalId> wanted;
        do {
            page = store.journals().list(kind, last, limit);
            wanted = page.stream().filter(id -> id.key().startsWith(prefix)).toList();
            action.accept(wanted);
            last = page.isEmpty() ? last : page.get(page.size() - 1).key();
        } while (wanted.size() == limit);
    }

    /** Where each journal that there is ends, in the order of the journals. */
    public SortedMap<JournalId, Head> heads() {
        return headsOf(Kind.ALL);
    }

    /** Where each journal ends that there is of some kinds, in the order of the journals. */
    public SortedMap<JournalId, Head> headsOf(List<Kind<?>> kinds) {
        List<JournalId> ids = list(kinds);
        if (!ids.contains(JournalId.SETTINGS)) {
            ids.add(JournalId.SETTINGS); // models may rest on rules that were not there yet when the journals were
            // listed
        }
        return heads(ids);
    }

    /** Where each of these journals ends that is there, in the order of the journals. */
    public SortedMap<JournalId, Head> heads(List<JournalId> ids) {
        SortedMap<JournalId, Head> all = new TreeMap<>();
        for (int start = 0; start < ids.size(); start += PAGE) {
            all.putAll(store.journals().heads(ids.subList(start, Math.min(start + PAGE, ids.size()))));
        }
        return all;
    }

    /** The state after a commit of a journal, or after its last one if there are fewer. */
    public <S extends JournalState> S stateAt(JournalId journal, Kind<S> kind, long revision) {
        return new Replay<>(journal, kind, store).at(revision);
    }

    /** Keeps a snapshot of a journal's last state if it is long and has none that is nearly as new. */
    public <S extends JournalState> void snapshotIfDue(JournalId journal, Kind<S> kind, S state) {
        Replay<S> replay = new Replay<>(journal, kind, store);
        replay.start(state.head());
        replay.snapshotIfDue(state);
    }

    /** Has the next reader of a journal look at the store, however little current its read may be: there may be new commits of our own. */
    public void doubt(JournalId journal) {
        Journal<?> known = inUse(journal);
        if (known != null) {
            known.doubt();
        }
    }

    private @Nullable Journal<?> inUse(JournalId journal) {
        if (journal.equals(JournalId.SETTINGS)) {
            return settings;
        }
        return switch (journal.kind()) {
            case JournalId.RUN -> runs.getIfPresent(journal);
            case JournalId.LINEAGE -> nodes.getIfPresent(journal);
            case JournalId.RELEASE_SET -> sets.getIfPresent(journal);
            default -> shared.getIfPresent(journal);
        };
    }
}
