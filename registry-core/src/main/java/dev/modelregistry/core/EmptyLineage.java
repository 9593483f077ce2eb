package dev.modelregistry.core;

import dev.modelregistry.LineageView;
import dev.modelregistry.core.codec.OpenLineage;
import dev.modelregistry.event.Commit;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The lineage where nothing was made from anything. It never looks at the store. */
record EmptyLineage(Engine engine) implements LineageView {
    private Graph alone(Node node) {
        engine.requireOpen();
        return Graph.of(List.of(node), List.of(), Map.of());
    }

    @Override
    public Graph upstream(Node node, int hops) {
        return alone(node);
    }

    @Override
    public Graph downstream(Node node, int hops) {
        return alone(node);
    }

    @Override
    public Impact impact(Node node) {
        return new Impact(node, alone(node), List.of());
    }

    @Override
    public List<Node> path(Node from, Node to) {
        return alone(to).path(from, to);
    }

    @Override
    public Stream<Commit> history(Node node) {
        engine.requireOpen();
        return Stream.empty();
    }

    @Override
    public List<Quarantine> quarantines() {
        engine.requireOpen();
        return List.of();
    }

    @Override
    public String toOpenLineage(Graph graph) {
        engine.requireOpen();
        return OpenLineage.events(graph, engine.registryId(), engine.clock().instant());
    }
}
