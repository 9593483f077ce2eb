package dev.modelregistry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What an index has to answer, by the plainest means: look at everything. For tests alone. Thread-safe. */
public final class ReferenceIndex implements IndexStore {
    private static final Comparator<String> UTF_8_ORDER =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

    private final NavigableMap<String, Set<Entry>> entities = new TreeMap<>(UTF_8_ORDER);

    private record Entry(String key, Value value) {}

    /** Derived from the journals of some kinds as they are now. */
    static ReferenceIndex of(JournalStore journals, List<String> kinds) {
        ReferenceIndex index = new ReferenceIndex();
        for (String kind : kinds) {
            for (JournalId journal : journals.list(kind, "", Integer.MAX_VALUE)) {
                Commits.readAll(journals, journal).forEach(commit -> index.apply(IndexCommits.changes(commit)));
            }
        }
        return index;
    }

    /** Applies changes in their order. */
    public synchronized void apply(List<Change> changes) {
        for (Change change : changes) {
            Set<Entry> entries = entities.computeIfAbsent(change.entity(), entity -> new HashSet<>());
            if (change instanceof Put put) {
                entries.add(new Entry(put.key(), put.value()));
            } else if (change instanceof Remove remove) {
                entries.remove(new Entry(remove.key(), remove.value()));
            }
            if (entries.isEmpty()) {
                entities.remove(change.entity());
            }
        }
    }

    @Override
    public synchronized List<String> find(String prefix, List<Condition> conditions, String after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 or more");
        }
        return entities.tailMap(after, false).entrySet().stream()
                .filter(entity -> entity.getKey().startsWith(prefix))
                .filter(entity -> conditions.stream().allMatch(condition -> isMet(condition, entity.getValue())))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isMet(Condition condition, Set<Entry> entries) {
        return entries.stream()
                .anyMatch(entry -> entry.key().equals(condition.key())
                        && isMet(condition.operator(), entry.value(), condition.value()));
    }

    private static boolean isMet(Operator operator, Value found, Value asked) {
        int order;
        if (found instanceof Value.Text one && asked instanceof Value.Text other) {
            order = UTF_8_ORDER.compare(one.text(), other.text());
        } else if (found instanceof Value.Numeric one && asked instanceof Value.Numeric other) {
            order = Double.compare(one.number(), other.number());
        } else {
            return false;
        }
        return switch (operator) {
            case EQUAL -> order == 0;
            case AT_MOST -> order <= 0;
            case AT_LEAST -> order >= 0;
        };
    }
}
