package dev.modelregistry.core.index;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An index in memory over the journals of a store that has none. Before it answers it asks for the heads of all journals and reads what is
 * new, so an answer includes every append that returned before. Thread-safe.
 */
public final class DerivedIndex implements IndexStore {
    private static final int PAGE = 500;

    private final JournalStore journals;
    private final List<String> kinds;
    private final Source source;
    private final Map<JournalId, Head> seen = new HashMap<>();
    private final Entries entries = new Entries();

    /** What a commit does to the index. */
    public interface Source {
        /** The changes in their order; called for each commit of a journal in turn. */
        List<Change> changes(JournalId journal, CommitBytes commit);
    }

    /**
     * An index that reads its journals when it is first asked.
     *
     * @param kinds the kinds of journals to read
     */
    public DerivedIndex(JournalStore journals, List<String> kinds, Source source) {
        this.journals = journals;
        this.kinds = List.copyOf(kinds);
        this.source = source;
    }

    @Override
    public synchronized List<String> find(String prefix, List<Condition> conditions, String after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 or more");
        }
        refresh();
        return entries.find(prefix, conditions, after, limit);
    }

    private void refresh() {
        for (String kind : kinds) {
            journals.heads(journals(kind)).forEach((journal, head) -> {
                while (seen.getOrDefault(journal, Head.NONE).revision() < head.revision()) {
                    catchUp(journal);
                }
            });
        }
    }

    private List<JournalId> journals(String kind) {
        List<JournalId> all = new ArrayList<>();
        List<JournalId> page;
        do {
            page = journals.list(
                    kind, all.isEmpty() ? "" : all.get(all.size() - 1).key(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    private void catchUp(JournalId journal) {
        long after = seen.getOrDefault(journal, Head.NONE).revision();
        List<CommitBytes> page = journals.read(journal, after, PAGE).commits();
        if (page.isEmpty()) {
            throw new CorruptStoreException("journal " + journal + " has nothing behind revision " + after
                    + ", but its head is further: commits are missing");
        }
        for (CommitBytes commit : page) {
            source.changes(journal, commit).forEach(entries::apply);
            seen.put(journal, commit.head());
        }
    }
}
