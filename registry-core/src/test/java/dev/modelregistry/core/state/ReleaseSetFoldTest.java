package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.Releasing;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.ReleaseAbandoned;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A journal that says what cannot be is damaged, and not followed. */
class ReleaseSetFoldTest {
    private static Commit commit(ReleaseSetState state, RegistryEvent... events) {
        long revision = state.head().revision() + 1;
        return new Commit(
                JournalId.ofReleaseSet("shop").toString(),
                revision,
                state.time().plusSeconds(1),
                Actor.of("alice"),
                "commit " + revision,
                Optional.empty(),
                Map.of(),
                Digest.of(new byte[] {(byte) revision}),
                state.head().hash(),
                List.of(events));
    }

    /** A commit for each event. */
    private static ReleaseSetState after(RegistryEvent... events) {
        ReleaseSetState state = ReleaseSetState.NOTHING;
        for (RegistryEvent event : events) {
            state = ReleaseSetFold.apply(state, commit(state, event));
        }
        return state;
    }

    private static Member member(String model, int number) {
        return new Member(ModelName.of(model), number, SemanticVersion.of(number, 0, 0), Digest.ZERO);
    }

    private static ReleaseProposed proposed(int release, int instead, Member... members) {
        return new ReleaseProposed(
                release, List.of(members), instead == 0 ? OptionalInt.empty() : OptionalInt.of(instead));
    }

    /** Proposed and promoted, one after the other, the numbers of two models' versions; a rollback where three are given. */
    private static ReleaseSetState released(int[]... releases) {
        RegistryEvent[] events = Stream.of(releases)
                .flatMap(release -> Stream.<RegistryEvent>of(
                        proposed(
                                release[0],
                                release.length > 3 ? release[3] : 0,
                                member("a", release[1]),
                                member("b", release[2])),
                        new ReleasePromoted(release[0])))
                .toArray(RegistryEvent[]::new);
        return after(events);
    }

    private static List<Integer> returns(ReleaseSetState state) {
        return state.returns().stream().map(Release::number).toList();
    }

    @Test
    void aReleaseIsUnderWayUntilItIsDecided() {
        ReleaseSetState state = after(proposed(1, 0, member("a", 1)));

        assertThat(state.currentRelease()).isNull();
        assertThat(state.releaseUnderWay())
                .isEqualTo(new Release(
                        "shop",
                        1,
                        List.of(member("a", 1)),
                        OptionalInt.empty(),
                        Status.UNDER_WAY,
                        state.time(),
                        Actor.of("alice"),
                        "commit 1"));
        ReleaseSetState abandoned = ReleaseSetFold.apply(state, commit(state, new ReleaseAbandoned(1)));
        assertThat(abandoned.releaseUnderWay()).isNull();
        assertThat(abandoned.release(1).status()).isEqualTo(Status.ABANDONED);
        assertThat(abandoned.release(1).reason()).isEqualTo("commit 2");
        ReleaseSetState promoted = ReleaseSetFold.apply(state, commit(state, new ReleasePromoted(1)));
        assertThat(promoted.currentRelease().status()).isEqualTo(Status.PROMOTED);
    }

    @Test
    void aRollbackReturnsToWhatHasNotFailed() {
        assertThat(returns(released(new int[] {1, 1, 1}))).isEmpty();
        assertThat(returns(released(new int[] {1, 1, 1}, new int[] {2, 2, 1}, new int[] {3, 3, 1})))
                .containsExactly(2, 1);
        // 2 failed and 3 is as 1 was
        assertThat(returns(released(new int[] {1, 1, 1}, new int[] {2, 2, 2}, new int[] {3, 1, 1, 2})))
                .isEmpty();
        // a 2 failed in release 3, and release 1 has it
        assertThat(returns(released(
                        new int[] {1, 2, 1}, new int[] {2, 1, 1}, new int[] {3, 2, 2}, new int[] {4, 1, 1, 3})))
                .isEmpty();
        // but was released again after that
        assertThat(returns(released(
                        new int[] {1, 2, 1},
                        new int[] {2, 1, 1},
                        new int[] {3, 2, 2},
                        new int[] {4, 1, 1, 3},
                        new int[] {5, 2, 1},
                        new int[] {6, 3, 1})))
                .containsExactly(5, 4, 2);
    }

    static Stream<Arguments> whatCannotBe() {
        ReleaseProposed first = proposed(1, 0, member("a", 1));
        return Stream.of(
                Arguments.of(List.of(proposed(2, 0, member("a", 1)))),
                Arguments.of(List.of(proposed(1, 1, member("a", 1)))),
                Arguments.of(List.of(proposed(1, 0, member("a", 1), member("A", 2)))),
                Arguments.of(List.of(first, proposed(2, 0, member("a", 2)))),
                Arguments.of(List.of(new ReleasePromoted(1))),
                Arguments.of(List.of(first, new ReleasePromoted(2))),
                Arguments.of(List.of(first, new ReleasePromoted(1), new ReleaseAbandoned(1))),
                Arguments.of(List.of(first, new ReleaseAbandoned(1), proposed(2, 1, member("a", 1)))),
                Arguments.of(List.of(new MemberLeft("shop"))),
                Arguments.of(List.of(new ModelDeleted())));
    }

    @ParameterizedTest
    @MethodSource("whatCannotBe")
    void refusesWhatCannotBe(List<RegistryEvent> events) {
        ReleaseSetState before = after(events.subList(0, events.size() - 1).toArray(RegistryEvent[]::new));

        assertThatThrownBy(() -> ReleaseSetFold.apply(before, commit(before, events.get(events.size() - 1))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("which does not follow from the commits before it");
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        ReleaseSetState state = after(new Unknown("release.applauded", "{}"));

        assertThat(state.releases().size()).isZero();
        assertThat(state.head().revision()).isEqualTo(1);
    }

    @Test
    void nobodyPromotesWhatSomebodyElseAbandoned() {
        ReleaseSetState state = after(proposed(1, 0, member("a", 1)), new ReleaseAbandoned(1));

        assertThatThrownBy(() -> Releasing.promote(state, "shop", 1))
                .isInstanceOf(ConflictException.class)
                .hasMessage("release 1 of set 'shop' was abandoned by somebody else while it was prepared; read again"
                        + " and decide again");
        assertThat(Releasing.abandon(state, 1)).isEmpty();
    }
}
