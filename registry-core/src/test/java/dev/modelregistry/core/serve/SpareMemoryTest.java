package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.askOrZero;
import static dev.modelregistry.core.serve.ServingGround.assertRefused;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.nothing;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static dev.modelregistry.core.serve.ServingGround.route;
import static dev.modelregistry.core.serve.ServingGround.sparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.serving.ServingStatus.State;
import dev.modelregistry.serving.ServingStatus.Version;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Where memory is spared a version is closed before the one in its place is loaded; without a budget. */
class SpareMemoryTest {
    private static final String IN_PLACE =
            "version 1.2.0 (2) of model flights is being loaded in place of version 1.1.0"
                    + " (1), which was closed to spare memory; ask again when it is there";

    @Test
    void theOldVersionIsClosedBeforeTheNewOneIsLoadedAndRequestsMeanwhileAreRefused() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch mayLoad = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                assertThat(ground.open()).as("models in memory").isZero();
                loading.countDown();
                ServingGround.await(mayLoad);
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing());

            ground.decide(production(2, 2));
            ServingGround.await(loading);
            assertRefused(serving, IN_PLACE);
            assertThat(serving.explain("bob").route()).isEqualTo(route(2, Arm.CONTROL, 2));
            Until.holds(() -> serving.status().versions().size() == 1);
            assertThat(serving.status().versions().get(0).state()).isEqualTo(State.LOADING);
            mayLoad.countDown();

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(serving.route("bob")).isEqualTo(route(2, Arm.CONTROL, 2));
            assertThat(ground.only(1).closings()).isEqualTo(1);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void whatIsInUseIsWaitedForAndNobodyElseGetsIt() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing());
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));
                ground.settle();

                assertRefused(serving, IN_PLACE);
                assertThat(lease.model().use()).isEqualTo(1);
                assertThat(ground.models).hasSize(1);
                assertThat(serving.status().versions())
                        .extracting(Version::state)
                        .containsExactly(State.DRAINING, State.LOADING);
            }
            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(ground.only(1).closings()).isEqualTo(1);
        }
    }

    @Test
    void whoeverIsRolledBackToBeforeItIsClosedAnswersAtOnce() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing());
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));
                assertRefused(serving, IN_PLACE);

                ground.decide(production(1, 3));

                assertThat(ask(serving, "bob")).isEqualTo(1);
                assertThat(serving.route("bob")).isEqualTo(route(1, Arm.CONTROL, 3));
                assertThat(lease.model().use()).isEqualTo(1);
            }
            ground.settle();
            assertThat(ground.only(1).closings()).isZero();
            ground.decide(production(2, 4));
            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(ground.only(1).closings()).isEqualTo(1);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void whoeverIsRolledBackToWhileItIsBeingClosedIsLoadedAnewAfterThat() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayClose = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, version -> {
                assertThat(ground.open()).isZero();
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing().closer(model -> {
                closing.countDown();
                ServingGround.await(mayClose);
                model.close();
            }));
            ground.decide(production(2, 2));
            ServingGround.await(closing);

            ground.decide(production(1, 3));
            ground.settle();
            assertThat(askOrZero(serving)).isZero();
            assertThat(ground.models).hasSize(1);
            mayClose.countDown();

            Until.holds(() -> askOrZero(serving) == 1);
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 1);
            assertThat(ground.models.get(0).closings()).isEqualTo(1);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void aRollBackWhileTheNewVersionLoadsBringsTheOldOneBackWhenThatHasEnded() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                FakeModel half = ground.model(version);
                loading.countDown();
                try {
                    ServingGround.await(new CountDownLatch(1));
                } catch (AssertionError stop) {
                    interrupted.countDown();
                }
                ServingGround.await(mayEnd);
                half.close();
                throw new IOException("interrupted");
            });
            Serving<FakeModel> serving = ground.serve(sparing());
            ground.loaders.put(1, version -> {
                assertThat(ground.open()).isZero();
                return ground.model(version);
            });
            ground.decide(production(2, 2));
            ServingGround.await(loading);

            ground.decide(production(1, 3));
            ServingGround.await(interrupted);
            ground.settle();
            assertThat(askOrZero(serving)).isZero();
            mayEnd.countDown();

            Until.holds(() -> askOrZero(serving) == 1);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void anotherVersionThatIsDecidedMeanwhileTakesThePlace() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                loading.countDown();
                ServingGround.await(new CountDownLatch(1));
                return ground.model(version);
            });
            ground.loaders.put(3, version -> {
                assertThat(ground.open()).isZero();
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing());
            ground.decide(production(2, 2));
            ServingGround.await(loading);

            ground.decide(production(3, 3));

            Until.holds(() -> askOrZero(serving) == 3);
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 3);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void aRolloutHasBothLoadedAndItsEndLoadsNothingAnew() throws Exception {
        ServingPlan plan = rollout(1, 2, 2);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing());

            ground.decide(plan);
            Until.holds(() -> ask(serving, key(plan, 1)) == 2);
            assertThat(ask(serving, key(plan, 0))).isEqualTo(1);
            ground.decide(production(2, 3));

            assertThat(ask(serving, "bob")).isEqualTo(2);
            ground.only(1).awaitClosed();
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 2);
        }
    }

    @Test
    void aCandidateWaitsUntilTheOneBeforeItIsClosedWhileControlAnswers() throws Exception {
        ServingPlan first = rollout(1, 2, 2);
        ServingPlan second = rollout(1, 3, 3);
        try (ServingGround ground = new ServingGround(first)) {
            Serving<FakeModel> serving = ground.serve(sparing());
            Until.holds(() -> ask(serving, key(first, 1)) == 2);
            try (Lease<FakeModel> lease = serving.acquire(key(first, 1))) {
                ground.decide(second);
                ground.settle();

                assertThat(ask(serving, key(second, 1))).isEqualTo(1);
                assertThat(ground.models).hasSize(2);
                assertThat(lease.model().use()).isEqualTo(2);
            }
            Until.holds(() -> ask(serving, key(second, 1)) == 3);
        }
    }

    @Test
    void controlAndCandidateThatAreBothNewComeOneAfterTheOther() throws Exception {
        ServingPlan plan = rollout(2, 3, 2, 0, 1, MissingKey.CONTROL);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                assertThat(ground.open()).isZero();
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing());

            ground.decide(plan);

            Until.holds(() -> serving.status().versions().stream()
                    .allMatch(version -> version.state() == State.SERVING && version.number() > 1));
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 2, 3);
        }
    }

    @Test
    void afterNothingWasInProductionTheNextOneWaitsForTheOneBefore() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing());
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(nothing(2));
                ground.decide(production(2, 3));
                ground.settle();
                assertThat(ground.models).hasSize(1);
                assertThat(lease.model().use()).isEqualTo(1);
            }
            Until.holds(() -> askOrZero(serving) == 2);
        }
    }

    @Test
    void closingWhileTheOldVersionLeavesClosesItOnceAndLoadsNothing() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing());
            Lease<FakeModel> lease = serving.acquire("bob");
            ground.decide(production(2, 2));
            assertRefused(serving, IN_PLACE);

            serving.shut();
            assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(() -> serving.acquire("bob"));
            assertThat(lease.model().use()).isEqualTo(1);
            lease.close();

            ground.awaitThreads();
            assertThat(ground.only(1).closings()).isEqualTo(1);
            assertThat(ground.models).hasSize(1);
        }
    }

    @Test
    void neverAreTwoInMemoryAndEveryRequestIsAnsweredOrRefusedWhileVersionsAreSwappedOften() throws Exception {
        int swaps = 150;
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            for (int number = 2; number <= swaps + 1; number++) {
                AtomicInteger attempts = new AtomicInteger();
                int each = number;
                ground.loaders.put(number, version -> {
                    most.accumulateAndGet(ground.open(), Math::max);
                    if (each % 3 == 0 && attempts.incrementAndGet() == 1) {
                        throw new IOException("truncated");
                    }
                    return ground.model(version);
                });
            }
            Serving<FakeModel> serving = ground.serve(sparing().retryAfter(SOON));
            List<Long> answered = Race.all(3, racer -> {
                long answers = 0;
                if (racer > 0) {
                    while (!isOver.get()) {
                        answers += askOrZero(serving) > 0 ? 1 : 0;
                    }
                    return answers;
                }
                try {
                    for (int number = 2; number <= swaps + 1; number++) {
                        int next = number;
                        ground.plan(production(next, next));
                        serving.wake();
                        Until.holds(() -> askOrZero(serving) == next);
                    }
                } finally {
                    isOver.set(true);
                }
                return 1L;
            });
            serving.close();

            assertThat(answered).hasSize(3);
            assertThat(most).as("models in memory when one was loaded").hasValue(0);
            assertThat(ground.models)
                    .allSatisfy(model -> assertThat(model.closings()).isEqualTo(1));
        }
    }
}
