package dev.modelregistry.core.index;

import dev.modelregistry.core.state.RunState;
import dev.modelregistry.id.RunId;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import java.util.List;
import java.util.Set;

/** Which entries a training run has, and so which ones a commit adds and removes. Pure. */
public final class RunEntries {
    private RunEntries() {}

    /** The changes of a commit that leads from one state to another one. */
    public static List<Change> of(RunId run, RunState before, RunState after) {
        return EntrySet.changes(EntryNames.run(run), entries(before), entries(after));
    }

    /** All that a run has. */
    public static Set<Entry> of(RunState state) {
        return entries(state).entries();
    }

    private static EntrySet entries(RunState state) {
        EntrySet entries = new EntrySet(Target.RUNS);
        RunState.Start start = state.start();
        if (start == null) {
            return entries;
        }
        entries.kind();
        entries.name(Attribute.NAME, start.event().model().value());
        entries.time(Attribute.CREATED, start.entry().time());
        entries.text(Attribute.CREATED_BY, start.entry().actor().id());
        RunState.End end = state.end();
        entries.name(Attribute.STATUS, (end == null ? RunStatus.RUNNING : end.status()).wireName());
        if (end != null) {
            entries.time(Attribute.ENDED, end.entry().time());
        }
        state.facts().tags().forEach((key, value) -> entries.text(Attribute.TAG, key, value));
        state.facts().metrics().forEach((name, value) -> entries.number(Attribute.METRIC, name, value));
        state.facts().series().forEach((name, series) -> {
            if (state.facts().metrics().get(name) == null && Double.isFinite(series.last())) {
                entries.number(Attribute.METRIC, name, series.last());
            }
        });
        state.facts().parameters().forEach(entries::parameter);
        state.facts().inputs().forEach(entries::input);
        return entries;
    }
}
