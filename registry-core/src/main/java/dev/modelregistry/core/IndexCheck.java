package dev.modelregistry.core;

import dev.modelregistry.core.index.Belongings;
import dev.modelregistry.core.index.EntrySet;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the index that a store keeps with the journals: journal by journal, and what belongs to no journal. What is to be done about a
 * difference is up to who asks. Used once, by one thread.
 */
final class IndexCheck {
    private static final int PAGE = 1_000;

    private final Engine engine;
    private final IndexStore index;
    private final Differences differences;
    private final Set<JournalId> withoutJournal = new HashSet<>();
    private long journals;
    private long entities;

    IndexCheck(Engine engine, IndexStore index, Differences differences) {
        this.engine = engine;
        this.index = index;
        this.differences = differences;
    }

    /** Hears of differences. */
    interface Differences {
        /**
         * What must be changed for the index to say what the journals say.
         *
         * @param owner whose entries these are
         */
        void found(IndexedJournal<?> owner, List<Change> changes);

        /** Entities that no journal can have. */
        void strangers(List<Change> removals);
    }

    /** Whether something is indexed of a journal. */
    static boolean isIndexed(JournalId journal) {
        return Indexing.INDEXED.stream().anyMatch(kind -> kind.name().equals(journal.kind()));
    }

    /** Compares what belongs to a journal. */
    void journal(JournalId id) {
        IndexedJournal<?> journal = IndexedJournal.read(engine, index, id);
        journal.compare(changes -> differences.found(journal, changes));
        journals += journal.head().equals(Head.NONE) ? 0 : 1;
        entities += journal.entities();
    }

    /** Compares what belongs to journals that there are not, page by page. */
    void orphans() {
        String after = "";
        List<String> page;
        do {
            page = index.entities("", after, PAGE);
            orphans(page);
            after = page.isEmpty() ? after : page.get(page.size() - 1);
        } while (page.size() == PAGE);
    }

    private void orphans(List<String> page) {
        Set<JournalId> owners = new LinkedHashSet<>();
        List<String> strangers = new ArrayList<>();
        for (String entity : page) {
            Optional<JournalId> owner = Belongings.owner(entity);
            owner.ifPresentOrElse(owners::add, () -> strangers.add(entity));
        }
        Set<JournalId> there = engine.journals().heads(List.copyOf(owners)).keySet();
        for (JournalId owner : owners) {
            if (!there.contains(owner) && withoutJournal.add(owner)) {
                journal(owner);
            }
        }
        if (!strangers.isEmpty()) {
            strangers(strangers);
        }
    }

    private void strangers(List<String> entities) {
        List<Change> removals = new ArrayList<>();
        index.entries(entities)
                .forEach((entity, entries) ->
                        removals.addAll(EntrySet.changes(entity, Set.<Entry>copyOf(entries), Set.of())));
        differences.strangers(removals);
    }

    /** How many journals were compared. */
    long journals() {
        return journals;
    }

    /** How many entities were compared. */
    long entities() {
        return entities;
    }
}
