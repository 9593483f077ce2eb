package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The lineage as it was: of the edges that the index has, those that were there then. */
final class PastLineage extends LineageReader {
    private final Supplier<SettingsState> settings;

    PastLineage(Engine engine, Inputs.States states, Supplier<SettingsState> settings, Predicate<ModelName> visible) {
        super(engine, states, visible);
        this.settings = settings;
    }

    @Override
    SettingsState settings() {
        return settings.get();
    }

    @Override
    Walk.Edges outputs() {
        Outputs ever = new Outputs(
                engine.indexing().index(Freshness.latest()), List.of(EntryNames.INPUT, EntryNames.RETRACTED));
        return nodes -> {
            Collection<Edge> edges = ever.from(nodes);
            Set<Edge> then = new HashSet<>(
                    inputs().from(edges.stream().map(Edge::to).distinct().toList()));
            return edges.stream().filter(then::contains).toList();
        };
    }

    @Override
    Map<Node, Stage> stages(Walk walk, Walk.Edges outputs) {
        return stages(walk.cameFrom().keySet());
    }
}
