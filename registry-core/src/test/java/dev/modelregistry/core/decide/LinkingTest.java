package dev.modelregistry.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.LineageState.Standing;
import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.id.Digest;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkingTest {
    private static final Node BERT = Node.baseModel("bert", "2");
    private static final Node WIKI = Node.dataset("wiki", "sha256:ab");
    private static final Edge EDGE = new Edge(WIKI, BERT);

    private static LineageState state(Map<Node, Standing> inputs) {
        return new LineageState(
                new Head(1, Digest.ZERO),
                Instant.EPOCH,
                BERT,
                PersistentMap.<Node, Standing>empty().putAll(inputs));
    }

    @Test
    void recordsWhatIsNotSoYet() {
        assertThat(Linking.record(LineageState.NOTHING, EDGE)).containsExactly(new EdgeRecorded(EDGE));
        assertThat(Linking.record(state(Map.of(WIKI, Standing.RETRACTED)), EDGE))
                .containsExactly(new EdgeRecorded(EDGE));
        assertThat(Linking.record(state(Map.of(WIKI, Standing.HOLDS)), EDGE)).isEmpty();
    }

    @Test
    void retractsWhatIsSo() {
        assertThat(Linking.retract(LineageState.NOTHING, EDGE)).isEmpty();
        assertThat(Linking.retract(state(Map.of(WIKI, Standing.RETRACTED)), EDGE))
                .isEmpty();
        assertThat(Linking.retract(state(Map.of(WIKI, Standing.HOLDS)), EDGE)).containsExactly(new EdgeRetracted(EDGE));
    }

    @Test
    void hasRoomForTenThousandNodesOfOne() {
        Map<Node, Standing> inputs = new HashMap<>();
        for (int i = 0; i < 9_999; i++) {
            inputs.put(Node.code("c" + i), i % 2 == 0 ? Standing.HOLDS : Standing.RETRACTED);
        }
        assertThat(Linking.record(state(inputs), EDGE)).hasSize(1);
        inputs.put(Node.code("last"), Standing.HOLDS);
        LineageState full = state(inputs);

        assertThatThrownBy(() -> Linking.record(full, EDGE))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "10000 nodes are recorded, or were, as what base_model:bert@2 was made from, which is the most; record"
                                + " a node that stands for many of them");
        assertThat(Linking.record(full, new Edge(Node.code("c1"), BERT)))
                .as("one that was retracted has its place still")
                .hasSize(1);
        assertThat(Linking.record(full, new Edge(Node.code("c0"), BERT))).isEmpty();
        assertThat(Linking.retract(full, new Edge(Node.code("c0"), BERT))).hasSize(1);
    }

    @Test
    void takesTwoNodesOfAnyTypes() {
        assertThat(Linking.checked(WIKI, BERT)).isEqualTo(EDGE);
        assertThat(Linking.checked(Node.deployment("a"), Node.deployment("b")).from())
                .isEqualTo(Node.deployment("a"));
    }

    @Test
    void refusesANodeThatIsMadeFromItself() {
        assertThatThrownBy(() -> Linking.checked(WIKI, Node.dataset("wiki", "sha256:ab")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("dataset:wiki@sha256:ab cannot be made from itself; give two nodes");
        assertThatThrownBy(() -> Linking.checked(Node.version("Flights", "1.0.0+7"), Node.version("flights", "1.0.0")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version:flights@1.0.0 cannot be made from itself");
    }

    @Test
    void aNodeHasAThousandCharactersAtMost() {
        Node longest = Node.code("c".repeat(1_000 - "code:".length()));
        Linking.check(longest);
        Node longer = Node.code(longest.name() + "c");

        for (Edge edge : new Edge[] {new Edge(longer, WIKI), new Edge(WIKI, longer)}) {
            assertThatThrownBy(() -> Linking.checked(edge.from(), edge.to()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("node code:" + "c".repeat(75) + "… has 1001 characters; at most 1000 are allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u0000a", "a\u0085", "a\u007f", "\ud83d", "\udeeb\ud83d"})
    void refusesANodeThatCannotBeShownOrWritten(String name) {
        assertThatThrownBy(() -> Linking.check(Node.code(name)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has a control character or is no Unicode; use printable characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\ud83d\udeeb", "\u20ac", "\"\\'", "\u00a0a"})
    void takesWhateverCanBeShown(String name) {
        assertThat(Linking.checked(Node.code(name), BERT).from().name()).isEqualTo(name);
    }
}
