package dev.modelregistry.core;

import dev.modelregistry.LineageView;
import dev.modelregistry.core.codec.OpenLineage;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.lineage.Walk.Way;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Impact.Live;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers every question about the lineage; where edges and states come from is said below. What may not be seen is walked through and left out. */
abstract class LineageReader implements LineageView {
    private static final Comparator<Live> ORDER = Comparator.<Live, String>comparing(
                    live -> live.uri().model().folded())
            .thenComparing(live -> ((ModelUri.ByNumber) live.uri().reference()).number());

    protected final Engine engine;
    private final Inputs.States states;
    private final Predicate<ModelName> visible;

    LineageReader(Engine engine, Inputs.States states, Predicate<ModelName> visible) {
        this.engine = engine;
        this.states = states;
        this.visible = visible;
    }

    /** What nodes were made from. */
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
        Walk walk = walk(node, hops, Way.UP, inputs());
        return graph(walk, stages(walk.cameFrom().keySet()));
    }

    @Override
    public Graph downstream(Node node, int hops) {
        Walk.Edges outputs = outputs();
        Walk walk = walk(node, hops, Way.DOWN, outputs);
        return graph(walk, stages(walk, outputs));
    }

    /** A walk; one that begins where nothing may be seen comes by nothing. */
    private Walk walk(Node node, int hops, Way way, Walk.Edges edges) {
        engine.requireOpen();
        return Walk.from(node, hops, way, isVisible(node) ? edges : none -> List.of());
    }

    @Override
    public List<Node> path(Node from, Node to) {
        Walk walk = walk(to, Integer.MAX_VALUE, Way.UP, inputs());
        if (!walk.cameFrom().containsKey(from) || !isVisible(from)) {
            return List.of();
        }
        List<Node> way = walk.wayTo(from);
        Collections.reverse(way);
        return way.stream().filter(this::isVisible).toList();
    }

    @Override
    public Stream<Commit> history(Node node) {
        JournalId journal = JournalId.of(node);
        engine.requireOpen();
        return isVisible(node)
                ? Trail.of(
                        engine::journals,
                        journal,
                        states.recorded(List.of(node)).get(0).head())
                : Stream.empty();
    }

    @Override
    public Impact impact(Node node) {
        Walk.Edges outputs = outputs();
        Walk walk = walk(node, Integer.MAX_VALUE, Way.DOWN, outputs);
        Map<Node, Stage> stages = stages(walk, outputs);
        List<Node> serving = walk.cameFrom().keySet().stream()
                .filter(each -> Optional.ofNullable(stages.get(each))
                        .filter(Stage::isLive)
                        .isPresent())
                .filter(this::isVisible)
                .toList();
        List<Live> live = new ArrayList<>();
        inputs().registered(serving).forEach((each, its) -> {
            if (its.version().stage().isLive()) { // still
                live.add(live(its, walk.wayTo(each)));
            }
        });
        live.sort(ORDER);
        return new Impact(node, graph(walk, stages), live);
    }

    private Live live(Inputs.Registered its, List<Node> way) {
        VersionState version = its.version();
        ModelUri uri = new ModelUri(its.model().name().orElseThrow(), new ModelUri.ByNumber(version.number()));
        return new Live(
                uri,
                version.version(),
                version.stage(),
                version.entered().time(),
                way.stream().filter(this::isVisible).toList());
    }

    /** The stages of versions, by their models. */
    final Map<Node, Stage> stages(Collection<Node> nodes) {
        Map<Node, Stage> stages = new HashMap<>();
        inputs().registered(nodes)
                .forEach((node, its) -> stages.put(node, its.version().stage()));
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
