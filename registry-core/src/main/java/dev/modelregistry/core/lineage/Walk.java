package dev.modelregistry.core.lineage;

import dev.modelregistry.LineageView;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a walk from a node came by, level by level, each node once: so a cycle does not hold it up, and the way by which a node was first reached is a
 * shortest one.
 *
 * @param cameFrom the nodes in the order in which they were reached, each with the one before it; the first with itself
 * @param edges all edges between them that were come by
 */
public record Walk(Map<Node, Node> cameFrom, Set<Edge> edges) {
    /** So many nodes are asked for at once. */
    private static final int PIECE = 200;

    /** Which way a walk goes. */
    public enum Way {
        /** To what a node was made from. */
        UP,
        /** To what was made from it. */
        DOWN;

        private Node near(Edge edge) {
            return this == UP ? edge.to() : edge.from();
        }

        private Node far(Edge edge) {
            return this == UP ? edge.from() : edge.to();
        }
    }

    /** Where edges come from. */
    public interface Edges {
        /** All that lead on from some nodes. */
        Collection<Edge> from(List<Node> nodes);
    }

    /**
     * Walks.
     *
     * @param hops so many edges at most
     * @throws InvalidInputException if the hops are less than 1
     * @throws RejectedException if there are too many edges
     */
    public static Walk from(Node start, int hops, Way way, Edges edges) {
        if (hops < 1) {
            throw new InvalidInputException("hops " + hops + " are not 1 or more");
        }
        Map<Node, Node> cameFrom = new LinkedHashMap<>();
        cameFrom.put(start, start);
        Set<Edge> found = new LinkedHashSet<>();
        List<Node> level = List.of(start);
        for (int hop = 0; hop < hops && !level.isEmpty(); hop++) {
            List<Node> next = new ArrayList<>();
            for (int piece = 0; piece < level.size(); piece += PIECE) {
                for (Edge edge : edges.from(level.subList(piece, Math.min(piece + PIECE, level.size())))) {
                    found.add(edge);
                    if (cameFrom.putIfAbsent(way.far(edge), way.near(edge)) == null) {
                        next.add(way.far(edge));
                    }
                }
                if (found.size() > LineageView.MAX_EDGES) {
                    throw new RejectedException("more than " + LineageView.MAX_EDGES + " edges are within " + (hop + 1)
                            + " hops of " + start + "; ask for fewer hops");
                }
            }
            level = next;
        }
        return new Walk(cameFrom, found);
    }

    /** The way by which a node was reached, from where the walk began, with both. */
    public List<Node> wayTo(Node node) {
        List<Node> backwards = new ArrayList<>();
        Node at = node;
        while (backwards.isEmpty() || !backwards.get(backwards.size() - 1).equals(at)) {
            backwards.add(at);
            at = Objects.requireNonNull(cameFrom.get(at), "a node that was not reached");
        }
        Collections.reverse(backwards);
        return backwards;
    }
}
