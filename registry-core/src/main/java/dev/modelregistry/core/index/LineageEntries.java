package dev.modelregistry.core.index;

import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.LineageState.Standing;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.LineageEvent;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which entries a node has that something was recorded about, and so which ones a commit adds and removes. Pure. */
public final class LineageEntries {
    private LineageEntries() {}

    /** The changes of a commit that leads from one state to another one: what it says nothing of stays. */
    public static List<Change> of(LineageState before, LineageState after, Commit commit) {
        Set<Node> said = commit.events().stream()
                .filter(LineageEvent.class::isInstance)
                .map(event -> ((LineageEvent) event).edge().from())
                .collect(Collectors.toSet());
        return after.about()
                .map(node -> EntrySet.changes(EntryNames.node(node), entries(before, said), entries(after, said)))
                .orElse(List.of());
    }

    /** All that a node has. */
    public static Set<Entry> of(LineageState state) {
        return entries(state, state.inputs().toMap().keySet());
    }

    private static Set<Entry> entries(LineageState state, Set<Node> inputs) {
        Set<Entry> entries = new LinkedHashSet<>();
        state.about().ifPresent(node -> entries.add(entry(EntryNames.NODE, node)));
        for (Node input : inputs) {
            Standing standing = state.inputs().get(input);
            if (standing != null) {
                entries.add(entry(standing == Standing.HOLDS ? EntryNames.INPUT : EntryNames.RETRACTED, input));
            }
        }
        return entries;
    }

    private static Entry entry(String key, Node node) {
        return new Entry(key, new Value.Text(node.toString()));
    }
}
