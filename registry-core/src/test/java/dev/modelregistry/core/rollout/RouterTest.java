package dev.modelregistry.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.id.Actor;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.Routing.Holdout;
import dev.modelregistry.rollout.Routing.Layer;
import dev.modelregistry.rollout.SlotRange;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Entry START = new Entry(7, Instant.EPOCH, Actor.of("alice"), "new weather");
    private static final int USERS = 100_000;

    /** Control is version 4, the candidate version 5. */
    private static Router router(String salt, double share, Routing routing) {
        int slots = (int) (share * SlotRange.SLOTS);
        return Router.of(new RolloutState(
                START,
                START,
                OptionalInt.of(4),
                List.of(5),
                RolloutPlan.of(RolloutPolicy.immediate()).routing(routing),
                salt,
                0,
                false,
                slots == 0 ? List.of() : List.of(new SlotRange(5, 0, slots))));
    }

    private static double share(IntPredicate isOne) {
        return IntStream.range(0, USERS).filter(isOne).count() / (double) USERS;
    }

    private static String user(int number) {
        return "user-" + number;
    }

    @Test
    void aKeyGetsWhoeverHasItsSlot() {
        Router router = router("salt", 0.2, Routing.standard());

        assertThat(router.versions()).containsExactly(4, 5);
        assertThat(router.place("user-1")).as("slot 9330 of 13107").isEqualTo(1);
        assertThat(router.place("user-2")).as("slot 47697").isZero();
        assertThat(router.decide("user-1")).isEqualTo(new Router.Decision(1, Because.SLOT, OptionalInt.of(9330)));
        assertThat(share(user -> router.place(user(user)) == 1)).isBetween(0.195, 0.205);
    }

    @Test
    void anOverrideComesBeforeEverythingElse() {
        Router router = router(
                "salt",
                0.2,
                Routing.standard()
                        .override("user-2", 5)
                        .override("user-1", 4)
                        .holdout(new Holdout("all but nobody", 0.999)));

        assertThat(router.place("user-2")).isEqualTo(1);
        assertThat(router.place("user-1")).isZero();
        assertThat(router.decide("user-2")).isEqualTo(new Router.Decision(1, Because.OVERRIDE, OptionalInt.empty()));
    }

    @Test
    void aHoldoutIsTheSameInEachRolloutAndGetsControl() {
        Routing routing = Routing.standard().holdout(new Holdout("2026-q4", 0.1));
        Router one = router("one", 1, routing);
        Router other = router("other", 1, routing);

        assertThat(share(user -> one.place(user(user)) == 0)).isBetween(0.095, 0.105);
        assertThat(IntStream.range(0, USERS)).allMatch(user -> one.place(user(user)) == other.place(user(user)));
        assertThat(IntStream.range(0, USERS)
                        .mapToObj(user -> one.decide(user(user)))
                        .filter(decision -> decision.place() == 0))
                .allMatch(decision -> decision.because() == Because.HOLDOUT);
    }

    @Test
    void rolloutsInDifferentPartsOfALayerNeverReachTheSameKey() {
        Router one = router("one", 0.5, Routing.standard().layer(new Layer("checkout", 0, 0.4)));
        Router other = router("other", 0.5, Routing.standard().layer(new Layer("checkout", 0.4, 1)));

        assertThat(share(user -> one.place(user(user)) == 1)).isBetween(0.195, 0.205);
        assertThat(share(user -> other.place(user(user)) == 1)).isBetween(0.295, 0.305);
        assertThat(IntStream.range(0, USERS).filter(user -> one.place(user(user)) == 1 && other.place(user(user)) == 1))
                .isEmpty();
        assertThat(share(user -> one.decide(user(user)).because() == Because.OUTSIDE_LAYER))
                .isBetween(0.595, 0.605);
    }

    /** The same hash for both would give the candidate a half of the layer's lower part, or all of it. */
    @Test
    void theLayerAndTheSlotAreIndependent() {
        Router router = router("checkout", 0.5, Routing.standard().layer(new Layer("checkout", 0, 0.5)));

        assertThat(share(user -> router.place(user(user)) == 1)).isBetween(0.245, 0.255);
    }

    @Test
    void withoutAKeyControlAnswersUnlessChanceIsAskedFor() {
        Router byControl = router("salt", 0.2, Routing.standard());
        Router byWeight = router("salt", 0.2, Routing.standard().missingKey(MissingKey.BY_WEIGHT));

        assertThat(share(user -> byControl.placeWithoutKey() == 1)).isZero();
        assertThat(share(user -> byWeight.placeWithoutKey() == 1)).isBetween(0.18, 0.22);
    }

    @Test
    void withoutAKeyChanceLeavesOutAsManyAsKeysAreLeftOut() {
        Routing routing =
                Routing.standard().layer(new Layer("checkout", 0, 0.5)).holdout(new Holdout("q4", 0.2));
        Router byControl = router("salt", 1, routing);
        Router byWeight = router("salt", 1, routing.missingKey(MissingKey.BY_WEIGHT));

        assertThat(share(user -> byControl.placeWithoutKey() == 1)).isZero();
        assertThat(share(user -> byWeight.placeWithoutKey() == 1)).isBetween(0.38, 0.42);
        assertThat(share(user -> byWeight.place(user(user)) == 1)).isBetween(0.39, 0.41);
    }

    @Test
    void withoutAKeyTheCandidateAnswersWhenControlHasNothingLeft() {
        Router router = router("salt", 1, Routing.standard());

        assertThat(share(user -> router.placeWithoutKey() == 1)).isEqualTo(1);
    }
}
