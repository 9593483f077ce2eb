package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.support.IndexKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an append does to the index, as rows: the last change to an entry counts, and all are in the order of their keys, so that two
 * appends that change the same entries wait for each other and do not deadlock.
 *
 * @param removed entity, attribute, head
 * @param put entity, attribute, head, whole
 */
record IndexChanges(List<@Nullable Object[]> removed, List<@Nullable Object[]> put) {
    /** So that the three columns of a key fit into what every database takes for one. */
    private static final int MAX_KEY = 1024;

    private record Entry(String entity, String key, Value value) {
        static Entry of(Change change) {
            return new Entry(change.entity(), change.key(), change.value());
        }
    }

    static IndexChanges of(List<Change> changes) {
        Map<Entry, Change> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(Entry.of(change), change));
        IndexChanges rows = new IndexChanges(new ArrayList<>(), new ArrayList<>());
        last.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Entry, Change> each) -> each.getKey().entity, Bytes.UTF8_ORDER)
                        .thenComparing(each -> each.getKey().key, Bytes.UTF8_ORDER))
                .forEach(each -> rows.add(each.getKey(), each.getValue()));
        return rows;
    }

    private void add(Entry entry, Change change) {
        byte[] entity = key("entity", entry.entity);
        byte[] attribute = key("attribute", entry.key);
        IndexKey value = IndexKey.of(entry.value);
        if (change instanceof Change.Put) {
            put.add(new Object[] {entity, attribute, value.head(), value.whole()});
        } else {
            removed.add(new Object[] {entity, attribute, value.head()});
        }
    }

    private static byte[] key(String what, String text) {
        byte[] key = Keys.utf8(text);
        if (key.length > MAX_KEY) {
            throw new InvalidInputException(what + " '" + text.substring(0, 40) + "…' has " + key.length
                    + " bytes of UTF-8; an index in a database takes " + MAX_KEY);
        }
        return key;
    }
}
