package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.state.LineageState.Standing;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineageFoldTest {
    private static final Node BERT = Node.baseModel("bert", "2");
    private static final Node WIKI = Node.dataset("wiki", "sha256:ab");
    private static final Node BOOKS = Node.dataset("books", "sha256:cd");
    private static final RegistryEvent RECORDED = new EdgeRecorded(new Edge(WIKI, BERT));
    private static final RegistryEvent RETRACTED = new EdgeRetracted(new Edge(WIKI, BERT));
    private static final RegistryEvent ANOTHER = new EdgeRecorded(new Edge(BOOKS, BERT));

    private static Commit commit(LineageState state, RegistryEvent... events) {
        long revision = state.head().revision() + 1;
        return new Commit(
                JournalId.of(BERT).toString(),
                revision,
                state.time().plusSeconds(1),
                Actor.of("alice"),
                "because",
                Optional.empty(),
                Map.of(),
                Digest.of(new byte[] {(byte) revision}),
                state.head().hash(),
                List.of(events));
    }

    /** A commit for each event. */
    private static LineageState after(RegistryEvent... events) {
        LineageState state = LineageState.NOTHING;
        for (RegistryEvent event : events) {
            state = LineageFold.apply(state, commit(state, event));
        }
        return state;
    }

    @Test
    void nothingIsRecordedAtFirst() {
        assertThat(LineageState.NOTHING.about()).isEmpty();
        assertThat(LineageState.NOTHING.inputs().toMap()).isEmpty();
        assertThat(LineageState.NOTHING.isMadeFrom(WIKI)).isFalse();
    }

    @Test
    void whatIsRecordedHolds() {
        LineageState state = after(RECORDED, ANOTHER);

        assertThat(state.about()).contains(BERT);
        assertThat(state.standing()).containsExactlyInAnyOrder(BOOKS, WIKI);
        assertThat(state.isMadeFrom(WIKI)).isTrue();
        assertThat(state.head().revision()).isEqualTo(2);
    }

    @Test
    void whatIsRetractedIsRememberedAndHoldsNoMore() {
        LineageState state = after(RECORDED, ANOTHER, RETRACTED);

        assertThat(state.about()).contains(BERT);
        assertThat(state.standing()).containsExactly(BOOKS);
        assertThat(state.inputs().get(WIKI)).isEqualTo(Standing.RETRACTED);
        assertThat(state.isMadeFrom(WIKI)).isFalse();
    }

    @Test
    void whatWasRetractedMayBeRecordedAgain() {
        LineageState state = after(RECORDED, RETRACTED, RECORDED);

        assertThat(state.standing()).containsExactly(WIKI);
        assertThat(after(RECORDED, RETRACTED, RECORDED, RETRACTED).isMadeFrom(WIKI))
                .isFalse();
    }

    @Test
    void aStateDoesNotChangeWithTheNextOne() {
        LineageState before = after(RECORDED);
        LineageState next = LineageFold.apply(before, commit(before, RETRACTED, ANOTHER));

        assertThat(before.inputs().toMap()).containsExactly(Map.entry(WIKI, Standing.HOLDS));
        assertThat(next.inputs().toMap())
                .containsOnly(Map.entry(BOOKS, Standing.HOLDS), Map.entry(WIKI, Standing.RETRACTED));
        assertThat(next.time()).isAfter(before.time());
    }

    @Test
    void anEventThatMayBePassedOverIs() {
        LineageState state = after(RECORDED, new Unknown("lineage.applauded", "{}"));

        assertThat(state.standing()).containsExactly(WIKI);
        assertThat(state.head().revision()).isEqualTo(2);
    }

    @Test
    void whatCannotBeIsCorrupt() {
        for (RegistryEvent[] impossible : new RegistryEvent[][] {
            {RECORDED, RECORDED},
            {RETRACTED},
            {RECORDED, RETRACTED, RETRACTED},
            {ANOTHER, RETRACTED},
            {new EdgeRecorded(new Edge(BERT, WIKI))},
            {RECORDED, new EdgeRecorded(new Edge(WIKI, BOOKS))},
            {RECORDED, new EdgeRetracted(new Edge(WIKI, BOOKS))},
            {new NodeQuarantined(BERT)},
            {RECORDED, new ModelDeleted()},
            {new RunCompleted(Map.of())}
        }) {
            RegistryEvent last = impossible[impossible.length - 1];
            assertThatThrownBy(() -> after(impossible))
                    .as("%s", List.of(impossible))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessage("journal " + JournalId.of(BERT) + ": commit " + impossible.length + " says '"
                            + last.summary() + "', which does not follow from the commits before it");
        }
    }

    @Test
    void aCommitFollowsTheOneBefore() {
        LineageState state = after(RECORDED);

        assertThatThrownBy(() -> LineageFold.apply(state, commit(LineageState.NOTHING, ANOTHER)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("expected revision 2");
    }
}
