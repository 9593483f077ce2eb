package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.Script;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model's journal that says of its release set what cannot be is damaged, and not followed. */
class MembershipFoldTest {
    private static final ModelState MODEL =
            new Script().register("1.0.0", "1.1.0").state();

    private static final MemberPrepared PREPARED = prepared("shop", 1, 1);

    private static MemberPrepared prepared(String set, int release, int number) {
        return new MemberPrepared(set, release, OptionalInt.of(number), OptionalInt.empty());
    }

    private static Commit commit(ModelState state, RegistryEvent event) {
        long revision = state.head().revision() + 1;
        return new Commit(
                Script.JOURNAL.toString(),
                revision,
                state.time().plusSeconds(1),
                Actor.of("alice"),
                "because",
                Optional.empty(),
                Map.of(),
                Digest.of(new byte[] {(byte) revision}),
                state.head().hash(),
                List.of(event));
    }

    /** A commit for each event. */
    private static ModelState after(RegistryEvent... events) {
        ModelState state = MODEL;
        for (RegistryEvent event : events) {
            state = Fold.apply(state, commit(state, event));
        }
        return state;
    }

    @Test
    void aModelIsInASetFromItsFirstReleaseToTheOneThatLeavesItOut() {
        assertThat(MODEL.membership()).isNull();
        Membership waiting = after(PREPARED).membership();
        assertThat(waiting.set()).isEqualTo("shop");
        assertThat(waiting.release()).isZero();
        assertThat(waiting.awaits(1)).isTrue();
        assertThat(waiting.awaits(2)).isFalse();

        assertThat(after(PREPARED, new MemberSettled("shop", 1, false)).membership())
                .isNull();
        assertThat(after(PREPARED, new MemberSettled("shop", 1, true)).membership())
                .isEqualTo(new Membership("shop", 1, null));
        assertThat(after(
                                PREPARED,
                                new MemberSettled("shop", 1, true),
                                prepared("shop", 2, 2),
                                new MemberSettled("shop", 2, false))
                        .membership())
                .isEqualTo(new Membership("shop", 1, null));
        assertThat(after(PREPARED, new MemberLeft("shop")).membership()).isNull();
    }

    static Stream<Arguments> whatCannotBe() {
        return Stream.of(
                Arguments.of(List.of(prepared("shop", 1, 3))),
                Arguments.of(List.of(new MemberPrepared("shop", 1, OptionalInt.of(1), OptionalInt.of(3)))),
                Arguments.of(List.of(PREPARED, PREPARED)),
                Arguments.of(List.of(PREPARED, new MemberSettled("shop", 1, true), prepared("other", 1, 1))),
                Arguments.of(List.of(PREPARED, new MemberSettled("shop", 2, true))),
                Arguments.of(List.of(PREPARED, new MemberSettled("other", 1, true))),
                Arguments.of(List.of(new MemberSettled("shop", 1, true))),
                Arguments.of(List.of(new MemberLeft("shop"))),
                Arguments.of(List.of(PREPARED, new MemberLeft("other"))),
                Arguments.of(List.of(new ReleasePromoted(1))));
    }

    @ParameterizedTest
    @MethodSource("whatCannotBe")
    void refusesWhatCannotBe(List<RegistryEvent> events) {
        ModelState before = after(events.subList(0, events.size() - 1).toArray(RegistryEvent[]::new));
        Commit last = commit(before, events.get(events.size() - 1));

        assertThatThrownBy(() -> Fold.apply(before, last)).isInstanceOf(CorruptStoreException.class);
    }
}
