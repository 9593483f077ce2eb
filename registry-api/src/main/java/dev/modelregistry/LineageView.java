package dev.modelregistry;

import dev.modelregistry.event.Commit;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was made from what, now or as of an instant. The edges come from the {@linkplain dev.modelregistry.lineage.Lineage lineage} that each version
 * was registered with, from what training runs said, and from what was {@linkplain RegistryLineage#record recorded} beside these. A node needs no registration: it is
 * there when something names it, and one that nothing names has no neighbours.
 *
 * <p>Going <b>up</b> looks at the journals of what is come by. Going <b>down</b> asks the index that {@linkplain Search searches} ask, so on files and in
 * memory the first question reads all journals. Of the past only edges are given that were there then. Versions of models that were deleted are shown like others. What may not be read is left out,
 * and the walk goes on behind it; from a node that may not be read no walk begins. A cycle is walked once.
 *
 * <p>Thread-safe; usable while its registry is open. Each method can throw {@link dev.modelregistry.error.RejectedException} if it comes by more than
 * {@value #MAX_EDGES} edges (ask for fewer hops), and what reading a store can throw.
 */
public interface LineageView {
    /** At most so many edges are walked. */
    int MAX_EDGES = 200_000;

    /** Everything that a node was made from, directly or not. */
    default Graph upstream(Node node) {
        return upstream(node, Integer.MAX_VALUE);
    }

    /**
     * What a node was made from.
     *
     * @param hops how many edges to go at most, 1 or more
     * @throws dev.modelregistry.error.InvalidInputException if the hops are less than 1
     */
    Graph upstream(Node node, int hops);

    /** Everything that was made from a node, directly or not. */
    default Graph downstream(Node node) {
        return downstream(node, Integer.MAX_VALUE);
    }

    /**
     * What was made from a node.
     *
     * @param hops how many edges to go at most, 1 or more
     * @throws dev.modelregistry.error.InvalidInputException if the hops are less than 1
     */
    Graph downstream(Node node, int hops);

    /**
     * A shortest way from a node to one that was made from it, with both; empty if there is none. What may not be read is left out of it, so two
     * neighbours of it need not be joined by an edge.
     */
    List<Node> path(Node from, Node to);

    /** What comes of a node, and what of that serves. */
    Impact impact(Node node);

    /** What was recorded about what a node was made from, from the first commit to the last, read from the store as the stream is consumed. */
    Stream<Commit> history(Node node);

    /** What is quarantined, in the order of the nodes. */
    List<Quarantine> quarantines();

    /**
     * A graph as <a href="https://openlineage.io/">OpenLineage</a> job events of version 2-0-2, one JSON object on each line: for each node that something
     * went into, a job with its inputs and its output. Every node is a dataset. Versions and runs of this registry are in the namespace {@code
     * modelregistry://<registry id>}. Data whose name is a location, such as {@code s3://lake/flights.parquet}, has the namespace and the name that
     * OpenLineage has for it ({@code s3://lake} and {@code flights.parquet}), so what other tools say of it is said of the same dataset; its hash is in
     * the facet {@code version}. Anything else is in the namespace that its type is called by. The stage of a version is a tag.
     *
     * @throws dev.modelregistry.error.InvalidInputException if a name in it is no Unicode
     */
    String toOpenLineage(Graph graph);
}
