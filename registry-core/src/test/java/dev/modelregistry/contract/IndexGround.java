package dev.modelregistry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.index.DerivedIndex;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores with an index: their own, or the one that the fixture derives; a store with neither proves that it takes the entries without minding
 * them, and that its journals give an index to those who derive one.
 */
abstract class IndexGround extends Grounded {
    static final String FLIGHTS = "model/flights";
    static final List<String> KINDS = List.of("model", "run");

    /** One for each store, as a decorator has it. By identity, because closed stores may not be asked anything. */
    private final Map<RegistryStore, IndexStore> indexes = Collections.synchronizedMap(new IdentityHashMap<>());

    static Value text(String text) {
        return new Value.Text(text);
    }

    static Value number(double number) {
        return new Value.Numeric(number);
    }

    static Condition.Has has(String key, Value value) {
        return new Condition.Has(key, Range.OneOf.only(value));
    }

    final IndexStore index(RegistryStore of) {
        return indexes.computeIfAbsent(
                of,
                store -> store.index()
                        .or(() -> ground.derivedIndex(store, IndexCommits::changes))
                        .orElseGet(() ->
                                new DerivedIndex(store, KINDS, (journal, commit) -> IndexCommits.changes(commit))));
    }

    /** The entities that have such a value under a key, in the order of value and entity. */
    final List<String> find(String key, Range range) {
        return find(key, range, Condition.ALWAYS);
    }

    final List<String> find(String key, Range range, Condition filter) {
        Walk walk = new Walk(key, range, Direction.ASCENDING, Optional.empty(), filter, 100);
        return index(store).walk(walk).met().stream().map(Row::entity).toList();
    }

    final List<String> find(String key, Value value) {
        return find(key, Range.OneOf.only(value));
    }

    final List<String> all() {
        return index(store).entities("", "", 100);
    }

    final AppendResult tryAppend(Head expected, String salt, Change... changes) {
        return tryAppend(JOURNAL, expected, salt, List.of(changes));
    }

    final AppendResult tryAppend(JournalId journal, Head expected, String salt, List<Change> changes) {
        CommitBytes commit = IndexCommits.commit(expected.revision() + 1, salt, changes);
        return store.journals().append(journal, expected, List.of(commit), changes);
    }

    final Head append(Change... changes) {
        AppendResult result = tryAppend(Commits.head(store.journals(), JOURNAL), "", changes);
        assertThat(result).isInstanceOf(Appended.class);
        return ((Appended) result).head();
    }
}
