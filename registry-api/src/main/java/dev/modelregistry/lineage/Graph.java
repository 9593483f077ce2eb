package dev.modelregistry.lineage;

import dev.modelregistry.id.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A part of the lineage of everything: nodes and the edges between them. It may have cycles. Immutable. */
public final class Graph {
    private final List<Node> nodes;
    private final List<Edge> edges;
    private final SortedMap<Node, Stage> stages;

    private Graph(List<Node> nodes, List<Edge> edges, SortedMap<Node, Stage> stages) {
        this.nodes = nodes;
        this.edges = edges;
        this.stages = stages;
    }

    /**
     * A graph.
     *
     * @param nodes its nodes; those of its edges belong to it anyway
     * @param edges its edges
     * @param stages in which stage its versions are, as far as that is known; those of other nodes do not count
     */
    public static Graph of(Collection<Node> nodes, Collection<Edge> edges, Map<Node, Stage> stages) {
        Set<Node> all = new HashSet<>(nodes);
        edges.forEach(edge -> {
            all.add(edge.from());
            all.add(edge.to());
        });
        SortedMap<Node, Stage> its = new TreeMap<>(stages);
        its.keySet().retainAll(all);
        return new Graph(
                all.stream().sorted().toList(),
                edges.stream().distinct().sorted().toList(),
                Collections.unmodifiableSortedMap(its));
    }

    /** All nodes, in order. */
    public List<Node> nodes() {
        return nodes;
    }

    /** All edges, in order. */
    public List<Edge> edges() {
        return edges;
    }

    /** The stage that a version is in; empty if the node is no version, or one that is not registered here. */
    public Optional<Stage> stage(Node node) {
        return Optional.ofNullable(stages.get(node));
    }

    /** A shortest way along the edges from one node to another one, with both; empty if there is none. */
    public List<Node> path(Node from, Node to) {
        Map<Node, List<Node>> next = new HashMap<>();
        edges.forEach(edge ->
                next.computeIfAbsent(edge.from(), any -> new ArrayList<>()).add(edge.to()));
        Map<Node, Node> cameFrom = new HashMap<>();
        cameFrom.put(from, from);
        Deque<Node> reached = new ArrayDeque<>(List.of(from));
        while (!reached.isEmpty() && !cameFrom.containsKey(to)) {
            Node node = reached.remove();
            for (Node neighbour : next.getOrDefault(node, List.of())) {
                if (cameFrom.putIfAbsent(neighbour, node) == null) {
                    reached.add(neighbour);
                }
            }
        }
        if (!cameFrom.containsKey(to) || Collections.binarySearch(nodes, to) < 0) {
            return List.of();
        }
        List<Node> backwards = new ArrayList<>(List.of(to));
        while (!backwards.get(backwards.size() - 1).equals(from)) {
            backwards.add(cameFrom.get(backwards.get(backwards.size() - 1)));
        }
        Collections.reverse(backwards);
        return List.copyOf(backwards);
    }

    /** A flow chart in the language of <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid</a>. */
    public String toMermaid() {
        return GraphText.mermaid(this);
    }

    /** A digraph in the <a href="https://graphviz.org/doc/info/lang.html">DOT language</a>. */
    public String toDot() {
        return GraphText.dot(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Graph that
                && nodes.equals(that.nodes)
                && edges.equals(that.edges)
                && stages.equals(that.stages);
    }

    @Override
    public int hashCode() {
        return 31 * nodes.hashCode() + edges.hashCode();
    }

    /** {@code 5 nodes, 4 edges}. */
    @Override
    public String toString() {
        return nodes.size() + " nodes, " + edges.size() + " edges";
    }
}
