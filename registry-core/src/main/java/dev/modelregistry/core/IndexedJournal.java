package dev.modelregistry.core;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.index.Belongings;
import dev.modelregistry.core.index.EntrySet;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.spi.support.IndexKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Compares the index with what one journal says, while others write to both. A commit changes its entries in the very moment in which it
 * joins the journal. So an entry that differs from the journal as it was is a difference still, unless a commit since then was about that
 * entry, and then it is right. Nobody has to stop, and nothing has to be looked at twice. Used once, by one thread.
 */
final class IndexedJournal<S extends JournalState> {
    private static final int PAGE = 500;

    private final Engine engine;
    private final IndexStore index;
    private final JournalId id;
    private final Kind<S> kind;
    private final Belongings belongings;
    private final ExpectedEntries expected;
    /** What was said since the entries were computed with which the index is being compared. */
    private final Set<Said> said = new HashSet<>();

    private S state;
    /** The first page, which is all that most journals have. */
    private final List<Commit> beginning = new ArrayList<>();

    private long entities;

    private record Said(String entity, Entry entry) {
        static Said of(Change change) {
            return new Said(change.entity(), indexed(new Entry(change.key(), change.value())));
        }
    }

    private IndexedJournal(Engine engine, IndexStore index, JournalId id, Kind<S> kind) {
        this.engine = engine;
        this.index = index;
        this.id = id;
        this.kind = kind;
        this.belongings = Belongings.of(id);
        this.expected = new ExpectedEntries(engine, id, this::commits);
        this.state = kind.nothing();
        advance((before, commit) -> {
            if (beginning.size() < PAGE) {
                beginning.add(commit);
            }
        });
    }

    /** Reads a journal of an indexed kind from its beginning; there may be nothing to be read. */
    static IndexedJournal<?> read(Engine engine, IndexStore index, JournalId id) {
        return new IndexedJournal<>(engine, index, id, Kind.of(id));
    }

    private interface Step<S> {
        void take(S before, Commit commit);
    }

    private void advance(Step<S> step) {
        JournalStore journals = engine.store().journals();
        Slice slice;
        do {
            slice = journals.read(id, state.head().revision(), PAGE);
            for (CommitBytes bytes : slice.commits()) {
                Commit commit = CommitCodec.decode(id, bytes);
                S before = state;
                state = kind.fold().apply(before, commit);
                step.take(before, commit);
            }
            if (slice.commits().isEmpty()
                    && state.head().revision() < slice.head().revision()) {
                throw new CorruptStoreException("journal " + id + " has nothing behind revision "
                        + state.head().revision() + ", but its head is "
                        + slice.head().revision()
                        + ": commits were lost");
            }
        } while (state.head().revision() < slice.head().revision());
    }

    private List<Commit> commits(long after, int limit) {
        return after < beginning.size()
                ? beginning.subList((int) after, (int) Math.min(beginning.size(), after + limit))
                : engine.journals().commits(id, after, limit);
    }

    JournalId id() {
        return id;
    }

    /** Up to where the journal was read. */
    Head head() {
        return state.head();
    }

    /** How many entities were compared. */
    long entities() {
        return entities;
    }

    /** Compares, and gives what must be changed in the index, page by page; it is true of the index as of {@link #head()}. */
    void compare(Consumer<List<Change>> differences) {
        Optional<String> reached = Optional.of("");
        while (reached.isPresent()) {
            reached = comparePage(reached.get(), differences);
        }
    }

    /** Compares what is to be expected of the next entities, with all that is there in between; gives the last one. */
    private Optional<String> comparePage(String after, Consumer<List<Change>> differences) {
        said.clear();
        NavigableMap<String, Set<Entry>> shall = expected.members(state, after, PAGE);
        Optional<String> end = shall.size() < PAGE ? Optional.empty() : Optional.of(shall.lastKey());
        List<String> asked = new ArrayList<>();
        if (after.isEmpty()) {
            asked.add(belongings.own());
            shall.put(belongings.own(), expected.own(state));
        }
        String looked = after;
        boolean isMore = true;
        while (isMore) {
            List<String> there = members(looked);
            asked.addAll(there.stream().filter(entity -> isInside(entity, end)).toList());
            tell(changes(asked, shall), differences);
            asked.clear();
            isMore = there.size() == PAGE && isInside(there.get(PAGE - 1), end);
            looked = there.isEmpty() ? looked : there.get(there.size() - 1);
        }
        tell(changes(List.copyOf(shall.keySet()), shall), differences); // which the index does not have at all
        return end;
    }

    private List<String> members(String after) {
        return belongings
                .members()
                .map(prefix -> index.entities(prefix, after, PAGE))
                .orElse(List.of());
    }

    private static boolean isInside(String entity, Optional<String> end) {
        return end.isEmpty() || Bytes.UTF8_ORDER.compare(entity, end.get()) <= 0;
    }

    /** What makes of entities what they shall be, which is forgotten by that. */
    private List<Change> changes(List<String> asked, Map<String, Set<Entry>> shall) {
        List<Change> changes = new ArrayList<>();
        Map<String, List<Entry>> found = asked.isEmpty() ? Map.of() : index.entries(asked);
        for (String entity : asked) {
            Set<Entry> has = Set.copyOf(found.getOrDefault(entity, List.of()));
            Set<Entry> wanted = Optional.ofNullable(shall.remove(entity)).orElse(Set.of()).stream()
                    .map(IndexedJournal::indexed)
                    .collect(Collectors.toSet());
            changes.addAll(EntrySet.changes(entity, has, wanted));
            entities += has.isEmpty() && wanted.isEmpty() ? 0 : 1;
        }
        return changes;
    }

    /** An entry as an index gives it back. */
    private static Entry indexed(Entry entry) {
        return new Entry(entry.key(), IndexKey.value(IndexKey.of(entry.value()).all()));
    }

    private void tell(List<Change> changes, Consumer<List<Change>> differences) {
        List<Change> still = changes.isEmpty() ? changes : still(changes);
        if (!still.isEmpty()) {
            differences.accept(still);
        }
    }

    /** Reads on to the journal's end, and leaves out of differences that were told last what was said since. */
    List<Change> still(List<Change> changes) {
        advance((before, commit) ->
                engine.indexing().entries(before, state, commit).forEach(change -> said.add(Said.of(change))));
        return unsaid(changes);
    }

    /** Leaves out of differences that were told last what was said since, up to {@link #head()}. */
    List<Change> unsaid(List<Change> changes) {
        return changes.stream()
                .filter(change -> !said.contains(Said.of(change)))
                .toList();
    }
}
