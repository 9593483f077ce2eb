package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The lineage as it was: of the edges that the index has, those that were there then. */
final class PastLineage extends LineageReader {
    private final Instant instant;
    private final Function<ModelName, ModelState> models;
    private final Supplier<SettingsState> settings;

    PastLineage(
            Engine engine,
            Instant instant,
            Function<ModelName, ModelState> models,
            Supplier<SettingsState> settings,
            Predicate<ModelName> visible) {
        super(engine, visible);
        this.instant = instant;
        this.models = models;
        this.settings = settings;
    }

    @Override
    public ModelState model(ModelName name) {
        return models.apply(name);
    }

    @Override
    public RunState run(RunId id) {
        return engine.run(id).stateAt(instant);
    }

    @Override
    public List<LineageState> recorded(List<Node> nodes) {
        return nodes.stream()
                .map(node -> engine.journals().of(node).stateAt(instant))
                .toList();
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
            List<Node> outputs = edges.stream()
                    .map(Edge::to)
                    .distinct()
                    .filter(this::isShown)
                    .toList();
            Set<Edge> then = new HashSet<>(new Inputs(engine, this).from(outputs));
            return edges.stream().filter(then::contains).toList();
        };
    }

    private boolean isShown(Node node) {
        return node.type() != Node.Type.VERSION
                || !model(node.model().orElseThrow()).isDeleted();
    }

    @Override
    Map<Node, Stage> stages(Walk walk, Walk.Edges outputs) {
        return stages(walk.cameFrom().keySet());
    }
}
