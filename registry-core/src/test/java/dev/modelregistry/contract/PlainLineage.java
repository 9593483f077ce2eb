package dev.modelregistry.contract;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegistryView;
import dev.modelregistry.RunView;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The lineage by looking at everything: what every version and run says itself, and what was recorded. */
final class PlainLineage {
    private final Set<Edge> edges = new TreeSet<>();
    private final Map<Node, Stage> stages = new HashMap<>();

    /**
     * @param trained the models that runs may be of, whether or not they are there
     * @param registered the versions that there are, also of models that were deleted; all are in development
     * @param recorded what is recorded beside what versions and runs say
     */
    PlainLineage(RegistryView registry, List<String> trained, List<ModelVersion> registered, Set<Edge> recorded) {
        for (ModelVersion version : registered) {
            Node node = Node.version(version.model(), version.version());
            stages.put(node, Stage.DEVELOPMENT);
            version.lineage().inputs().forEach(input -> edges.add(new Edge(input, node)));
        }
        trained.forEach(name -> registry.model(name).runs().forEach(this::add));
        edges.addAll(recorded);
    }

    private void add(RunView run) {
        Node node = Node.run(run.id());
        run.datasets().forEach(dataset -> edges.add(new Edge(Node.dataset(dataset), node)));
        run.code().ifPresent(code -> edges.add(new Edge(Node.code(code.commit()), node)));
    }

    Set<Node> nodes() {
        Set<Node> nodes = new TreeSet<>(stages.keySet());
        edges.forEach(edge -> {
            nodes.add(edge.from());
            nodes.add(edge.to());
        });
        return nodes;
    }

    Graph up(Node node, int hops) {
        return walk(node, hops, true);
    }

    Graph down(Node node, int hops) {
        return walk(node, hops, false);
    }

    private Graph walk(Node start, int hops, boolean up) {
        Map<Node, Integer> distance = new HashMap<>(Map.of(start, 0));
        Deque<Node> reached = new ArrayDeque<>(Set.of(start));
        Set<Edge> met = new HashSet<>();
        while (!reached.isEmpty()) {
            Node node = reached.remove();
            if (distance.get(node) < hops) {
                Predicate<Edge> beside = edge -> node.equals(up ? edge.to() : edge.from());
                edges.stream().filter(beside).forEach(edge -> {
                    met.add(edge);
                    Node far = up ? edge.from() : edge.to();
                    if (distance.putIfAbsent(far, distance.get(node) + 1) == null) {
                        reached.add(far);
                    }
                });
            }
        }
        Map<Node, Stage> shown = new HashMap<>(stages);
        shown.keySet().retainAll(distance.keySet());
        return Graph.of(distance.keySet(), met, shown);
    }
}
