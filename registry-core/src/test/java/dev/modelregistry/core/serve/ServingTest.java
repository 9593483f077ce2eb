package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.nothing;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static dev.modelregistry.core.serve.ServingGround.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.groups.Tuple.tuple;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.SlotRange;
import dev.modelregistry.serving.ServingStatus.State;
import dev.modelregistry.serving.ServingStatus.Version;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who answers whom, and what becomes of models that were replaced. */
class ServingTest {
    @Test
    void whatIsInProductionAnswersEverybodyWhileThereIsNoRollout() {
        try (ServingGround ground = new ServingGround(production(3, 7))) {
            Serving<FakeModel> serving = ground.serve();

            assertThat(ask(serving, "bob")).isEqualTo(3);
            assertThat(ask(serving, "")).isEqualTo(3);
            try (Lease<FakeModel> lease = serving.acquire()) {
                assertThat(lease.model().use()).isEqualTo(3);
                assertThat(lease.route()).isEqualTo(route(3, Arm.CONTROL, 7));
            }
            assertThat(serving.route("bob")).isEqualTo(route(3, Arm.CONTROL, 7));
            assertThat(serving.explain("bob").because()).isEqualTo(Because.NO_ROLLOUT);
            assertThat(serving.status().revision()).isEqualTo(7);
            assertThat(serving.status().knownAt()).isEqualTo(Instant.ofEpochSecond(7));
        }
    }

    @Test
    void aRolloutSendsKeysToTheirPlacesAndWhoeverHasNoneToControl() {
        ServingPlan plan = rollout(3, 4, 8);
        try (ServingGround ground = new ServingGround(plan)) {
            Serving<FakeModel> serving = ground.serve();
            String ann = key(plan, 1);
            Until.holds(() -> serving.route(ann).number() == 4);

            assertThat(ask(serving, ann)).isEqualTo(4);
            assertThat(ask(serving, key(plan, 0))).isEqualTo(3);
            assertThat(serving.route(ann)).isEqualTo(route(4, Arm.CANDIDATE, 8));
            assertThat(serving.explain(ann).because()).isEqualTo(Because.SLOT);
            assertThat(ask(serving, "")).isEqualTo(3);
            try (Lease<FakeModel> lease = serving.acquire()) {
                assertThat(lease.route().number()).isEqualTo(3);
            }
            assertThat(serving.explain("").because()).isEqualTo(Because.MISSING_KEY);
            assertThat(serving.explain("").route().number()).isEqualTo(3);
        }
    }

    /** Whichever half of the slots the hash of nothing falls into. */
    @Test
    void anEmptyKeyIsNotHashed() {
        for (int from : new int[] {0, SlotRange.SLOTS / 2}) {
            ServingPlan plan = rollout(3, 4, 8, from, from + SlotRange.SLOTS / 2, MissingKey.CONTROL);
            try (ServingGround ground = new ServingGround(plan)) {
                Serving<FakeModel> serving = ground.serve();
                Until.holds(() -> serving.route(key(plan, 1)).number() == 4);

                assertThat(ask(serving, "")).isEqualTo(3);
                assertThat(serving.route("").number()).isEqualTo(3);
            }
        }
    }

    @Test
    void whoeverHasNoKeyGoesByWeightWhereThatIsWished() {
        ServingPlan plan = rollout(3, 4, 8, 0, SlotRange.SLOTS, MissingKey.BY_WEIGHT);
        try (ServingGround ground = new ServingGround(plan)) {
            Serving<FakeModel> serving = ground.serve();
            Until.holds(() -> serving.route("").number() == 4);

            assertThat(ask(serving, "")).isEqualTo(4);
            try (Lease<FakeModel> lease = serving.acquire()) {
                assertThat(lease.route().number()).isEqualTo(4);
            }
        }
    }

    @Test
    void aModelIsClosedOnceAndOnlyWhenItsLastLeaseIs() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            Lease<FakeModel> first = serving.acquire("bob");
            Lease<FakeModel> second = serving.acquire("ann");
            FakeModel old = ground.only(1);

            ground.decide(production(2, 2));
            Until.holds(() -> ask(serving, "bob") == 2);
            ground.settle();
            assertThat(first.model().use()).isEqualTo(1);
            assertThat(first.route()).isEqualTo(route(1, Arm.CONTROL, 1));
            first.close();
            ground.settle();
            assertThat(old.closings()).isZero();
            assertThat(serving.status().versions())
                    .extracting(Version::number, Version::state, Version::leases)
                    .containsExactly(tuple(1, State.DRAINING, 1L), tuple(2, State.SERVING, 0L));

            second.close();
            old.awaitClosed();
            assertThat(old.closer()).isIn(ground.threads);
            Until.holds(() -> serving.status().versions().size() == 1);
            ground.settle();
            assertThat(old.closings()).isEqualTo(1);
            assertThat(ground.only(2).closings()).isZero();
        }
    }

    @Test
    void aLongLeaseDelaysNoOtherVersion() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                for (int number = 2; number <= 5; number++) {
                    int next = number;
                    ground.decide(production(next, next));
                    Until.holds(() -> ask(serving, "bob") == next);
                }
                ground.only(2).awaitClosed();
                ground.only(3).awaitClosed();
                ground.only(4).awaitClosed();
                assertThat(lease.model().use()).isEqualTo(1);
            }
            ground.only(1).awaitClosed();
        }
    }

    @Test
    void aLeaseThatWasClosedIsRefusedByName() {
        try (ServingGround ground = new ServingGround(production(3, 7))) {
            Lease<FakeModel> lease = ground.serve().acquire("bob");
            lease.close();

            assertThatIllegalStateException()
                    .isThrownBy(lease::model)
                    .withMessage("the lease of flights v1.3.0 (3) control @7 was closed already: its model may be"
                            + " closed by now; acquire another one");
            assertThatIllegalStateException()
                    .isThrownBy(lease::close)
                    .withMessage(
                            "the lease of flights v1.3.0 (3) control @7 was closed already: close each lease once");
            assertThat(lease.route().number()).isEqualTo(3);
        }
    }

    @Test
    void closingALeaseTwiceTakesNobodyElsesAway() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            Lease<FakeModel> closedTwice = serving.acquire("bob");
            try (Lease<FakeModel> open = serving.acquire("bob")) {
                closedTwice.close();
                assertThatIllegalStateException().isThrownBy(closedTwice::close);
                ground.decide(production(2, 2));
                Until.holds(() -> ask(serving, "bob") == 2);
                ground.settle();

                assertThat(open.model().use()).isEqualTo(1);
            }
        }
    }

    @Test
    void aLeaseMayBeClosedByAnotherThread() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            Lease<FakeModel> lease = serving.acquire("bob");
            Race.all(1, racer -> {
                lease.close();
                return racer;
            });

            ground.decide(production(2, 2));

            ground.only(1).awaitClosed();
        }
    }

    @Test
    void controlAnswersForACandidateThatIsNotLoadedAndSaysSo() throws Exception {
        ServingPlan plan = rollout(1, 2, 5);
        String ann = key(plan, 1);
        CountDownLatch mayLoad = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            ground.loaders.put(2, version -> {
                ServingGround.await(mayLoad);
                return ground.model(version);
            });

            ground.decide(plan);
            assertThat(serving.route(ann)).isEqualTo(route(1, Arm.CONTROL, 5));
            assertThat(ask(serving, ann)).isEqualTo(1);
            assertThat(serving.explain(ann).route()).isEqualTo(route(2, Arm.CANDIDATE, 5));
            assertThat(serving.status().versions())
                    .extracting(Version::state)
                    .containsExactly(State.SERVING, State.LOADING);

            mayLoad.countDown();
            Until.holds(() -> ask(serving, ann) == 2);
        }
    }

    @Test
    void whatAnsweredBeforeGoesOnUnderItsOwnNameUntilTheNextOneIsLoaded() throws Exception {
        CountDownLatch mayLoad = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            ground.loaders.put(2, version -> {
                ServingGround.await(mayLoad);
                return ground.model(version);
            });

            ground.decide(production(2, 2));
            ground.decide(rollout(2, 3, 3, 0, 1, MissingKey.CONTROL));
            assertThat(ask(serving, "bob")).isEqualTo(1);
            assertThat(serving.route("bob")).isEqualTo(route(1, Arm.CONTROL, 1));
            assertThat(serving.explain("bob").route()).isEqualTo(route(2, Arm.CONTROL, 3));
            assertThat(ground.only(1).closings()).isZero();

            mayLoad.countDown();
            Until.holds(() -> ask(serving, "bob") == 2);
            ground.only(1).awaitClosed();
        }
    }

    @Test
    void whatThePlanStillNamesIsNotLoadedAgain() throws Exception {
        ServingPlan started = rollout(1, 2, 2);
        try (ServingGround ground = new ServingGround(started)) {
            Serving<FakeModel> serving = ground.serve();
            String ann = key(started, 1);
            Until.holds(() -> ask(serving, ann) == 2);

            ground.decide(rollout(1, 2, 3, 0, SlotRange.SLOTS, MissingKey.CONTROL)); // all of it
            assertThat(ask(serving, "bob")).isEqualTo(2);
            ground.decide(rollout(1, 2, 4, 0, 1, MissingKey.CONTROL)); // and back
            assertThat(ask(serving, ann)).isEqualTo(1);
            ground.decide(rollout(2, 1, 5, 0, 1, MissingKey.CONTROL)); // it is in production, and the old one warm
            assertThat(ask(serving, ann)).isEqualTo(2);
            ground.decide(rollout(1, 2, 6, 0, 1, MissingKey.CONTROL)); // it was rolled back
            assertThat(ask(serving, ann)).isEqualTo(1);

            assertThat(ground.models)
                    .hasSize(2)
                    .allSatisfy(model -> assertThat(model.closings()).isZero());
        }
    }

    @Test
    void aVersionThatComesBackWhileItDrainsIsLoadedAnew() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));
                Until.holds(() -> ask(serving, "bob") == 2);
                ground.settle();
                ground.decide(production(1, 3));
                Until.holds(() -> ask(serving, "bob") == 1);

                assertThat(serving.route("bob")).isEqualTo(route(1, Arm.CONTROL, 3));
                assertThat(lease.model().use()).isEqualTo(1);
                assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 2, 1);
            }
            ground.models.get(0).awaitClosed();
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
    }

    @Test
    void whereNothingIsInProductionAnyMoreRequestsAreRefusedUntilSomethingIs() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();

            ground.decide(nothing(2));
            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(() -> serving.acquire("bob"))
                    .withMessage("nothing of model flights is in production; promote a version");
            assertThatExceptionOfType(ServingException.class).isThrownBy(serving::acquire);
            assertThatExceptionOfType(ServingException.class).isThrownBy(() -> serving.route("bob"));
            assertThatExceptionOfType(ServingException.class).isThrownBy(() -> serving.explain("bob"));
            ground.only(1).awaitClosed();

            CountDownLatch mayLoad = new CountDownLatch(1);
            ground.loaders.put(2, version -> {
                ServingGround.await(mayLoad);
                return ground.model(version);
            });
            ground.decide(production(2, 3));
            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(() -> serving.acquire("bob"))
                    .withMessageContaining("not loaded");
            assertThat(serving.explain("bob").route().number()).isEqualTo(2);
            mayLoad.countDown();
            Until.holds(() -> serving.status().versions().get(0).state() == State.SERVING);
            ground.settle();
            assertThat(ask(serving, "bob")).isEqualTo(2);
        }
    }

    @Test
    void aClosedOneRefusesEverythingButItsStatus() {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();

            serving.close();
            serving.close();

            assertThat(ground.only(1).closings()).isEqualTo(1);
            assertThatExceptionOfType(RegistryClosedException.class)
                    .isThrownBy(() -> serving.acquire("bob"))
                    .withMessage("serving of model flights was closed; serve it again");
            assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(serving::acquire);
            assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(() -> serving.route("bob"));
            assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(() -> serving.explain("bob"));
            assertThat(serving.status().versions()).isEmpty();
            assertThat(serving.status().revision()).isEqualTo(1);
        }
    }

    @Test
    void leasesThatAreTrackedSayWhoAcquiredThem() {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options().trackLeases());

            try (Lease<FakeModel> lease = serving.acquire("bob");
                    Lease<FakeModel> other = serving.acquire()) {
                assertThat(lease.model()).isSameAs(other.model());
                assertThat(serving.status().versions().get(0).openLeases())
                        .hasSize(2)
                        .allSatisfy(place -> assertThat(place)
                                .contains("ServingTest.leasesThatAreTrackedSayWhoAcquiredThem(ServingTest.java:"));
            }
            assertThat(serving.status().versions().get(0).openLeases()).isEmpty();
        }
    }
}
