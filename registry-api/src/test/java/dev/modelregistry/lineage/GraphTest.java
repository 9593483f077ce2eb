package dev.modelregistry.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.id.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GraphTest {
    private static final Node A = Node.code("a");
    private static final Node B = Node.code("b");
    private static final Node C = Node.code("c");
    private static final Node D = Node.code("d");
    private static final Node E = Node.code("e");
    private static final Node VERSION = Node.version("flights", "1.0.0");

    private static Graph graph(Edge... edges) {
        return Graph.of(List.of(), List.of(edges), Map.of());
    }

    private static Edge edge(Node from, Node to) {
        return new Edge(from, to);
    }

    @Test
    void hasEachNodeAndEdgeOnceAndInOrder() {
        Graph graph = Graph.of(List.of(E, C, E), List.of(edge(C, D), edge(A, B), edge(C, D)), Map.of());

        assertThat(graph.nodes()).containsExactly(A, B, C, D, E);
        assertThat(graph.edges()).containsExactly(edge(A, B), edge(C, D));
        assertThat(graph).hasToString("5 nodes, 2 edges");
        assertThatThrownBy(() -> graph.nodes().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> graph.edges().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void isEqualHoweverItWasMade() {
        Graph one =
                Graph.of(List.of(A, VERSION), List.of(edge(A, VERSION), edge(B, A)), Map.of(VERSION, Stage.STAGING));

        assertThat(Graph.of(
                        List.of(), List.of(edge(B, A), edge(A, VERSION), edge(B, A)), Map.of(VERSION, Stage.STAGING)))
                .isEqualTo(one)
                .hasSameHashCodeAs(one);
        assertThat(List.of(
                        graph(edge(A, VERSION), edge(B, A)),
                        Graph.of(one.nodes(), one.edges(), Map.of(VERSION, Stage.PRODUCTION)),
                        Graph.of(List.of(C), one.edges(), Map.of(VERSION, Stage.STAGING)),
                        Graph.of(one.nodes(), List.of(edge(A, VERSION)), Map.of(VERSION, Stage.STAGING))))
                .doesNotContain(one);
    }

    @Test
    void knowsTheStagesOfItsOwnVersionsAlone() {
        Node other = Node.version("flights", "2.0.0");
        Map<Node, Stage> stages = new HashMap<>(Map.of(VERSION, Stage.CANARY, other, Stage.STAGING));
        Graph graph = Graph.of(List.of(VERSION), List.of(edge(A, VERSION)), stages);
        stages.clear();

        assertThat(graph.stage(VERSION)).contains(Stage.CANARY);
        assertThat(graph.stage(A)).isEmpty();
        assertThat(graph.stage(other)).isEmpty();
        assertThat(graph).isEqualTo(Graph.of(List.of(), List.of(edge(A, VERSION)), Map.of(VERSION, Stage.CANARY)));
    }

    @Test
    void findsAShortestWay() {
        Graph graph = graph(edge(A, B), edge(B, C), edge(C, D), edge(A, C), edge(D, E));

        assertThat(graph.path(A, D)).containsExactly(A, C, D);
        assertThat(graph.path(A, B)).containsExactly(A, B);
        assertThat(graph.path(B, E)).containsExactly(B, C, D, E);
        assertThat(graph(edge(A, B), edge(B, E), edge(A, C), edge(C, D), edge(D, E))
                        .path(A, E))
                .containsExactly(A, B, E);
        assertThat(graph(edge(A, B), edge(B, C), edge(C, E), edge(A, D), edge(D, E))
                        .path(A, E))
                .containsExactly(A, D, E);
        assertThatThrownBy(() -> graph.path(A, D).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void findsNoWayAgainstTheEdgesOrToAnotherPart() {
        Graph graph = graph(edge(A, B), edge(C, D));

        assertThat(graph.path(B, A)).isEmpty();
        assertThat(graph.path(A, D)).isEmpty();
    }

    @Test
    void aCycleDoesNotHoldItUp() {
        Graph graph = graph(edge(A, B), edge(B, C), edge(C, A), edge(C, C), edge(C, D));

        assertThat(graph.path(A, D)).containsExactly(A, B, C, D);
        assertThat(graph.path(C, B)).containsExactly(C, A, B);
        assertThat(graph.path(D, A)).isEmpty();
    }

    @Test
    void theWayFromANodeToItselfIsTheNode() {
        Graph graph = Graph.of(List.of(E), List.of(edge(A, B), edge(B, A), edge(C, C)), Map.of());

        assertThat(graph.path(A, A)).containsExactly(A);
        assertThat(graph.path(C, C)).containsExactly(C);
        assertThat(graph.path(E, E)).containsExactly(E);
    }

    @Test
    void thereIsNoWayFromOrToWhatIsNotInIt() {
        Graph graph = graph(edge(A, B));

        assertThat(graph.path(A, C)).isEmpty();
        assertThat(graph.path(C, A)).isEmpty();
        assertThat(graph.path(C, C)).isEmpty();
        assertThat(Graph.of(List.of(), List.of(), Map.of()).path(A, A)).isEmpty();
    }

    /** Recursion would overflow the stack on this, and a search through all edges at each step would take minutes. */
    @Test
    @Timeout(20)
    void findsAWayOfAHundredThousandEdges() {
        List<Node> nodes = IntStream.rangeClosed(0, 100_000)
                .mapToObj(i -> Node.code("n" + i))
                .toList();
        List<Edge> edges = new ArrayList<>();
        for (int i = 1; i < nodes.size(); i++) {
            edges.add(edge(nodes.get(i - 1), nodes.get(i)));
        }
        Collections.shuffle(edges, new Random(7));

        Graph graph = Graph.of(List.of(), edges, Map.of());

        assertThat(graph.path(nodes.get(0), nodes.get(100_000))).isEqualTo(nodes);
        assertThat(graph.path(nodes.get(100_000), nodes.get(0))).isEmpty();
    }
}
