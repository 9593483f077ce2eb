package dev.modelregistry.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.rollout.Routing.Holdout;
import dev.modelregistry.rollout.Routing.Layer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutingTest {
    @Test
    void standardRoutingReachesEverybodyAndSparesWhoHasNoKey() {
        Routing standard = Routing.standard();

        assertThat(standard.layer()).isEmpty();
        assertThat(standard.holdout()).isEmpty();
        assertThat(standard.overrides()).isEmpty();
        assertThat(standard.missingKey()).isEqualTo(MissingKey.CONTROL);
    }

    @Test
    void eachRuleIsKept() {
        Routing routing = Routing.standard()
                .layer(new Layer("checkout", 0.25, 0.5))
                .holdout(new Holdout("2026-q4", 0.05))
                .override("demo", 3)
                .override("tester", 2)
                .missingKey(MissingKey.BY_WEIGHT);

        assertThat(routing.layer()).contains(new Layer("checkout", 0.25, 0.5));
        assertThat(routing.holdout()).contains(new Holdout("2026-q4", 0.05));
        assertThat(routing.overrides()).isEqualTo(Map.of("demo", 3, "tester", 2));
        assertThat(routing.missingKey()).isEqualTo(MissingKey.BY_WEIGHT);
        assertThat(routing)
                .isEqualTo(Routing.standard()
                        .missingKey(MissingKey.BY_WEIGHT)
                        .override("tester", 2)
                        .override("demo", 3)
                        .holdout(new Holdout("2026-q4", 0.05))
                        .layer(new Layer("checkout", 0.25, 0.5)))
                .isNotEqualTo(routing.override("demo", 2))
                .hasToString("routing[Layer[name=checkout, from=0.25, to=0.5], Holdout[name=2026-q4, share=0.05],"
                        + " 2 overrides, without a key: by-weight]");
    }

    @Test
    void partsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Layer("checkout", 0.5, 0.5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the part from 0.5 to 0.5 of layer 'checkout' is none; give 0 ≤ from < to ≤ 1");
        assertThatThrownBy(() -> new Layer("checkout", Double.NaN, 1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Layer("checkout", 0, 1.1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Layer(" ", 0, 1)).hasMessage("layer ' ' is blank; give 1 to 128 characters");
        assertThatThrownBy(() -> new Holdout("q4", 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the share 1.0 of holdout 'q4' is not above 0 and below 1");
        assertThatThrownBy(() -> new Holdout("q4", Double.NaN)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void overridesOfNobodyToNothingOrOfAllAreRefused() {
        assertThatThrownBy(() -> Routing.standard().override("", 1))
                .hasMessage("the override's key '' does not have 1 to 256 characters");
        assertThatThrownBy(() -> Routing.standard().override("a\u0007b", 1))
                .hasMessage(
                        "the override's key 'a\\u0007b' has a control character or half a surrogate pair; use printable"
                                + " characters");
        assertThatThrownBy(() -> Routing.standard().override("a\ud83d", 1)).isInstanceOf(InvalidInputException.class);
        assertThat(Routing.standard().override("🛫", 1).overrides()).hasSize(1);
        assertThatThrownBy(() -> Routing.standard().override("demo", 0))
                .hasMessage("key 'demo' is to get version 0; versions are numbered from 1");
        Routing full = IntStream.range(0, 200)
                .boxed()
                .reduce(
                        Routing.standard(),
                        (routing, user) -> routing.override("user-" + user, 1),
                        (one, other) -> other);
        assertThatThrownBy(() -> full.override("one more", 1))
                .hasMessage("201 overrides; at most 200 are allowed. For groups use a layer");
        assertThat(full.override("user-7", 2).overrides()).hasSize(200).containsEntry("user-7", 2);
    }

    @Test
    void slotsThatDoNotExistAreRefused() {
        assertThat(new SlotRange(3, 0, 65536).size()).isEqualTo(65536);
        assertThatThrownBy(() -> new SlotRange(3, 7, 7))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("slots 7 to 7 of version 3 are not one or more of the slots 0 to 65536");
        assertThatThrownBy(() -> new SlotRange(3, -1, 7)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SlotRange(3, 0, 65537)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SlotRange(0, 0, 7)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aRolloutTellsEachVersionsShare() {
        Rollout.Act act = new Rollout.Act(7, Instant.EPOCH, Actor.of("alice"), "new weather");
        Rollout rollout = new Rollout(
                RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 3, 0.5))),
                OptionalInt.of(2),
                List.of(1, 3),
                0,
                false,
                List.of(new SlotRange(1, 0, 8192), new SlotRange(1, 16384, 24576), new SlotRange(3, 8192, 16384)),
                act,
                act);

        assertThat(rollout.shares()).isEqualTo(Map.of(1, 0.25, 2, 0.625, 3, 0.125));
        assertThat(rollout.tries(3)).isTrue();
        assertThat(rollout.tries(2)).isFalse();
    }
}
