package dev.modelregistry.core;

import dev.modelregistry.LineageView;
import dev.modelregistry.core.codec.OpenLineage;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.lineage.Walk.Way;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Impact.Live;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers every question about the lineage; where edges and states come from is said below. What may not be seen is walked through and left out. */
abstract class LineageReader implements LineageView {
    private static final Comparator<Live> ORDER = Comparator.<Live, String>comparing(
                    live -> live.uri().model().folded())
            .thenComparing(live -> ((ModelUri.ByNumber) live.uri().reference()).number());

    protected final Engine engine;
    private final Inputs.States states;
    private final Predicate<ModelName> visible;

    /** @param states also of models that were deleted, which are left out here */
    LineageReader(Engine engine, Inputs.States states, Predicate<ModelName> visible) {
        this.engine = engine;
        this.states = states.shown();
        this.visible = visible;
    }

    /** What nodes were made from, of models that are there. */
    final Inputs inputs() {
        return new Inputs(engine, states);
    }

    abstract SettingsState settings();

    /** Where the edges come from that lead down, for one walk. */
    abstract Walk.Edges outputs();

    /** The stages of the versions that a walk down came by, if that is known without looking at their models. */
    abstract Map<Node, Stage> stages(Walk walk, Walk.Edges outputs);

    @Override
    public Graph upstream(Node node, int hops) {
        Walk walk = Walk.from(node, hops, Way.UP, inputs());
        return graph(walk, stages(walk.cameFrom().keySet()));
    }

    @Override
    public Graph downstream(Node node, int hops) {
        Walk.Edges outputs = outputs();
        Walk walk = Walk.from(node, hops, Way.DOWN, outputs);
        return graph(walk, stages(walk, outputs));
    }

    @Override
    public Impact impact(Node node) {
        Walk.Edges outputs = outputs();
        Walk walk = Walk.from(node, Integer.MAX_VALUE, Way.DOWN, outputs);
        Map<Node, Stage> stages = stages(walk, outputs);
        List<Live> live = new ArrayList<>();
        stages.forEach((each, stage) -> {
            if (stage.isLive() && isVisible(each)) {
                live(each, walk.wayTo(each)).ifPresent(live::add);
            }
        });
        live.sort(ORDER);
        return new Impact(node, graph(walk, stages), live);
    }

    /** A version that serves, unless it does so no more. */
    private Optional<Live> live(Node node, List<Node> way) {
        ModelState model = states.model(node.model().orElseThrow());
        VersionState version = Inputs.version(model, node);
        if (version == null || !version.stage().isLive()) {
            return Optional.empty();
        }
        ModelUri uri = new ModelUri(model.name().orElseThrow(), new ModelUri.ByNumber(version.number()));
        return Optional.of(new Live(
                uri,
                version.version(),
                version.stage(),
                version.entered().time(),
                way.stream().filter(this::isVisible).toList()));
    }

    /** The stages of versions, by their models. */
    final Map<Node, Stage> stages(Collection<Node> nodes) {
        Map<Node, Stage> stages = new HashMap<>();
        for (Node node : nodes) {
            VersionState version = node.type() == Node.Type.VERSION
                    ? Inputs.version(states.model(node.model().orElseThrow()), node)
                    : null;
            if (version != null) {
                stages.put(node, version.stage());
            }
        }
        return stages;
    }

    private Graph graph(Walk walk, Map<Node, Stage> stages) {
        Map<Node, Stage> shown = new HashMap<>(stages);
        shown.keySet().removeIf(node -> !isVisible(node));
        return Graph.of(
                walk.cameFrom().keySet().stream().filter(this::isVisible).toList(),
                walk.edges().stream()
                        .filter(edge -> isVisible(edge.from()) && isVisible(edge.to()))
                        .toList(),
                shown);
    }

    private boolean isVisible(Node node) {
        return node.model().map(visible::test).orElse(true);
    }

    @Override
    public List<Quarantine> quarantines() {
        return settings().quarantined().values().stream()
                .filter(quarantine -> isVisible(quarantine.node()))
                .toList();
    }

    @Override
    public String toOpenLineage(Graph graph) {
        engine.requireOpen();
        return OpenLineage.events(graph, engine.registryId(), engine.clock().instant());
    }

    @Override
    public String toString() {
        return "lineage in " + engine.location();
    }
}
