package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.event.RolloutEvent.RolloutPaused;
import dev.modelregistry.event.RolloutEvent.RolloutReweighted;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.SlotRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A journal that says what cannot be is damaged, and not followed. */
class RolloutFoldTest {
    private static final RolloutPlan CANARY =
            RolloutPlan.of(RolloutPolicy.canary(Step.of(0.5, Duration.ZERO), Step.of(1, Duration.ofHours(1))));
    private static final SlotRange HALF = new SlotRange(2, 0, 32768);

    /** Version 1 is in production, 2 and 3 in the canary stage, 4 is new. */
    private static final ModelState READY = apply(ModelState.NOTHING, ready());

    private static final ModelState UNDER_WAY = apply(READY, started(1, CANARY, List.of(2), HALF));

    private static RegistryEvent[] ready() {
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new ModelCreated(ModelName.of("flights")));
        for (int number = 1; number <= 4; number++) {
            Stage stage = number == 1 ? Stage.PRODUCTION : number == 4 ? Stage.DEVELOPMENT : Stage.CANARY;
            events.add(new VersionRegistered(
                    number,
                    SemanticVersion.of(number, 0, 0),
                    Digest.of(new byte[] {(byte) number}),
                    Digest.ZERO,
                    stage,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty()));
        }
        return events.toArray(RegistryEvent[]::new);
    }

    private static RolloutStarted started(int control, RolloutPlan plan, List<Integer> candidates, SlotRange... slots) {
        OptionalInt number = control == 0 ? OptionalInt.empty() : OptionalInt.of(control);
        return new RolloutStarted(number, candidates, plan, "xxh3-64/65536", "salt", List.of(slots));
    }

    private static ModelState apply(ModelState state, RegistryEvent... events) {
        long revision = state.head().revision() + 1;
        return Fold.apply(
                state,
                new Commit(
                        "model/flights",
                        revision,
                        Instant.EPOCH.plusSeconds(revision),
                        Actor.of("alice"),
                        "because",
                        Optional.empty(),
                        Map.of(),
                        Digest.of(new byte[] {(byte) revision}),
                        state.head().hash(),
                        List.of(events)));
    }

    @Test
    void aRolloutIsFollowedFromItsStartToItsEnd() {
        ModelState all = apply(UNDER_WAY, new RolloutMoved(1, List.of(new SlotRange(2, 0, 65536))));

        assertThat(UNDER_WAY.rollout().started().revision()).isEqualTo(2);
        assertThat(UNDER_WAY.rollout().slots()).containsExactly(HALF);
        assertThat(all.rollout().step()).isEqualTo(1);
        assertThat(all.rollout().started().revision()).isEqualTo(2);
        assertThat(all.rollout().changed().revision()).isEqualTo(3);
        assertThat(apply(all, new RolloutEnded(Outcome.ABORTED)).rollout()).isNull();
    }

    private static Stream<Arguments> whatCannotBe() {
        return Stream.of(
                Arguments.of("nothing is tried", started(1, CANARY, List.of())),
                Arguments.of("a candidate that is none", started(1, CANARY, List.of(9))),
                Arguments.of("a candidate elsewhere", started(1, CANARY, List.of(4))),
                Arguments.of("a candidate twice", started(1, CANARY, List.of(2, 2))),
                Arguments.of("a control that is none", started(9, CANARY, List.of(2))),
                Arguments.of("a control elsewhere", started(3, CANARY, List.of(2))),
                Arguments.of("slots of a stranger", started(1, CANARY, List.of(2), new SlotRange(3, 0, 7))),
                Arguments.of(
                        "a slot with two owners",
                        started(1, CANARY, List.of(2, 3), HALF, new SlotRange(3, 32767, 32769))),
                Arguments.of(
                        "an override to a stranger",
                        started(1, CANARY.routing(Routing.standard().override("tester", 3)), List.of(2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatCannotBe(String what, RolloutStarted event) {
        assertThatThrownBy(() -> apply(READY, event))
                .as(what)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage(
                        "journal model/flights: commit 2 leaves a rollout whose versions or slots are not where they"
                                + " must be");
    }

    @Test
    void moreCandidatesThanAnybodyTriesAreRefused() {
        List<Integer> many = IntStream.rangeClosed(2, 102).boxed().toList();

        assertThatThrownBy(() -> apply(READY, started(1, CANARY, many))).isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void aVersionThatTakesPartDoesNotLeaveItsPlace() {
        assertThatThrownBy(() -> apply(UNDER_WAY, new StageChanged(2, Stage.CANARY, Stage.ARCHIVED)))
                .isInstanceOf(CorruptStoreException.class);
        assertThatThrownBy(() -> apply(UNDER_WAY, new StageChanged(1, Stage.PRODUCTION, Stage.ARCHIVED)))
                .isInstanceOf(CorruptStoreException.class);
        assertThat(apply(UNDER_WAY, new StageChanged(3, Stage.CANARY, Stage.ARCHIVED))
                        .rollout())
                .isEqualTo(UNDER_WAY.rollout());
    }

    private static Stream<Arguments> whatDoesNotFollow() {
        ModelState split =
                apply(READY, started(1, RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.5))), List.of(2), HALF));
        Split weights = new Split(Map.of(1, 0.4, 2, 0.6));
        return Stream.of(
                Arguments.of(UNDER_WAY, started(1, CANARY, List.of(3))),
                Arguments.of(UNDER_WAY, new RolloutMoved(2, List.of(HALF))),
                Arguments.of(UNDER_WAY, new RolloutMoved(-1, List.of(HALF))),
                Arguments.of(UNDER_WAY, new RolloutReweighted(weights, List.of(HALF))),
                Arguments.of(split, new RolloutMoved(0, List.of(HALF))),
                Arguments.of(READY, new RolloutMoved(0, List.of())),
                Arguments.of(READY, new RolloutPaused()),
                Arguments.of(READY, new RolloutEnded(Outcome.COMPLETED)));
    }

    @ParameterizedTest
    @MethodSource
    void whatDoesNotFollow(ModelState state, RegistryEvent event) {
        assertThatThrownBy(() -> apply(state, event))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("says '" + event.summary() + "', which does not follow");
    }
}
