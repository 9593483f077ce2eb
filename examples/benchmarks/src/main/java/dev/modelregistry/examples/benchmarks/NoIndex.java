package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import java.util.List;
import java.util.Map;

/** An index that nobody asks while versions are registered. */
final class NoIndex implements IndexStore {
    private static UnsupportedOperationException unasked() {
        return new UnsupportedOperationException("there is nothing to search in");
    }

    @Override
    public Slice walk(Walk walk) {
        throw unasked();
    }

    @Override
    public List<Integer> counts(List<Condition.Has> conditions, int atMost) {
        throw unasked();
    }

    @Override
    public Map<String, List<Value>> values(String key, List<String> entities) {
        throw unasked();
    }

    @Override
    public Map<String, List<Entry>> entries(List<String> entities) {
        throw unasked();
    }

    @Override
    public List<String> entities(String prefix, String after, int limit) {
        throw unasked();
    }

    @Override
    public boolean amend(JournalId journal, JournalStore.Head head, List<Change> changes) {
        throw unasked();
    }
}
