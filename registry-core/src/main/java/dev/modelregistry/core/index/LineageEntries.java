package dev.modelregistry.core.index;

import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.LineageState.Standing;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which entries a node has that something was recorded about, and so which ones a commit adds and removes. Pure. */
public final class LineageEntries {
    private LineageEntries() {}

    /** The changes of a commit that leads from one state to another one. */
    public static List<Change> of(LineageState before, LineageState after) {
        return after.about()
                .map(node -> EntrySet.changes(EntryNames.node(node), of(before), of(after)))
                .orElse(List.of());
    }

    /** All that a node has. */
    public static Set<Entry> of(LineageState state) {
        Set<Entry> entries = new LinkedHashSet<>();
        state.about().ifPresent(node -> entries.add(entry(EntryNames.NODE, node)));
        state.inputs(Standing.HOLDS).forEach(input -> entries.add(entry(EntryNames.INPUT, input)));
        state.inputs(Standing.RETRACTED).forEach(input -> entries.add(entry(EntryNames.RETRACTED, input)));
        return entries;
    }

    private static Entry entry(String key, Node node) {
        return new Entry(key, new Value.Text(node.toString()));
    }
}
