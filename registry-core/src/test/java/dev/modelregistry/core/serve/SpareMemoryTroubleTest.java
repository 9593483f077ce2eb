package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.askOrZero;
import static dev.modelregistry.core.serve.ServingGround.assertRefused;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static dev.modelregistry.core.serve.ServingGround.route;
import static dev.modelregistry.core.serve.ServingGround.sparing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Until;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus.State;
import dev.modelregistry.serving.ServingStatus.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A version that was closed to spare memory comes back when the one in its place fails, and nothing is waited for without a bound. */
class SpareMemoryTroubleTest {
    @Test
    void whatServedBeforeIsLoadedAgainAtOnceIfTheNewVersionFails() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        IOException failure = new IOException("truncated");
        AtomicInteger loads = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, version -> {
                assertThat(ground.open()).isZero();
                if (loads.incrementAndGet() > 1) {
                    ServingGround.await(mayReturn);
                }
                return ground.model(version);
            });
            ground.loaders.put(2, version -> {
                throw failure;
            });
            Serving<FakeModel> serving = ground.serve(sparing());

            ground.decide(production(2, 2));
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.LOAD_FAILED);
            assertThat(alert.version()).hasValue(2);
            assertThat(alert.cause()).contains(failure);
            assertThat(alert.words())
                    .isEqualTo("version 1.2.0 (2) could not be loaded; what served before is loaded again, and it is"
                            + " tried again in PT1H");
            Until.holds(() -> loads.get() == 2);
            ground.settle();
            assertRefused(
                    serving,
                    "version 1.1.0 (1) of model flights is being loaded again, for version 1.2.0 (2) could not be; ask"
                            + " again when it is there");
            mayReturn.countDown();

            Until.holds(() -> askOrZero(serving) == 1);
            assertThat(serving.route("bob")).isEqualTo(route(1, Arm.CONTROL, 1));
            assertThat(serving.status().versions())
                    .extracting(Version::state)
                    .containsExactly(State.SERVING, State.FAILED);
            ground.settle();
            assertThat(ask(serving, "bob")).as("until it is time to try again").isEqualTo(1);
            assertThat(ground.models).hasSize(2);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void aVersionThatFailsIsTriedAgainInPlaceMoreAndMoreSeldom() throws Exception {
        int failures = 9;
        AtomicInteger attempts = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, version -> {
                assertThat(ground.open()).isZero();
                return ground.model(version);
            });
            ground.loaders.put(2, version -> {
                assertThat(ground.open()).isZero();
                if (attempts.incrementAndGet() <= failures) {
                    throw new IOException("truncated");
                }
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing().retryAfter(SOON));

            ground.decide(production(2, 2));

            for (int millis : List.of(1, 2, 4, 8, 16, 32, 64, 64, 64)) {
                assertThat(ground.alert().words()).endsWith("it is tried again in " + Duration.ofMillis(millis));
            }
            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(attempts).hasValue(failures + 1);
            assertThat(ground.models)
                    .extracting(FakeModel::number)
                    .as("version 1 came back each time")
                    .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2);
            serving.close();
            assertThat(ground.models)
                    .allSatisfy(model -> assertThat(model.closings()).isEqualTo(1));
        }
    }

    @Test
    void whatStaysInUseAnswersAgainAndTheNewVersionIsTriedLater() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing().drainLimit(SOON));
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));

                ServingAlert alert = ground.alert();
                assertThat(alert.kind()).isEqualTo(Kind.DRAINS_SLOWLY);
                assertThat(alert.version()).hasValue(1);
                assertThat(alert.words())
                        .isEqualTo("version 1.1.0 (1) is still in use by 1 after PT0.001S, and was to make room for"
                                + " version 1.2.0 (2); it answers again, and the other one is tried again in PT1H");
                Until.holds(() -> askOrZero(serving) == 1);
                assertThat(serving.route("bob")).isEqualTo(route(1, Arm.CONTROL, 1));
                assertThat(serving.status().versions().get(1).problem().orElseThrow())
                        .contains("version 1.1.0 (1) is still in use by 1 after PT0.001S");
                assertThat(lease.model().use()).isEqualTo(1);
            }
            ground.settle();
            assertThat(ask(serving, "bob")).as("after that lease").isEqualTo(1);
            assertThat(ground.only(1).closings()).isZero();
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void whatWasInUseForTooLongIsClosedWhenTheNewVersionIsTriedAgain() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing().drainLimit(SOON).retryAfter(SOON));
            Lease<FakeModel> lease = serving.acquire("bob");
            ground.decide(production(2, 2));
            ground.alert();
            ServingAlert second = ground.alert();
            assertThat(second.words()).endsWith("the other one is tried again in PT0.002S");
            assertThat(ground.models).hasSize(1);

            lease.close();

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(ground.only(1).closings()).isEqualTo(1);
        }
    }

    @Test
    void anotherVersionThatIsDecidedAfterAFailureIsTriedAtOnce() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                throw new IOException("truncated");
            });
            ground.loaders.put(3, version -> {
                assertThat(ground.open()).isZero();
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing());
            ground.decide(production(2, 2));
            ground.alert();
            Until.holds(() -> askOrZero(serving) == 1);

            ground.decide(production(3, 3));

            Until.holds(() -> askOrZero(serving) == 3);
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 1, 3);
        }
    }

    @Test
    void aCloserThatHangsIsWaitedForUntilTheDrainLimitOnly() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing().drainLimit(SOON).closer(model -> {
                ServingGround.await(mayClose);
                model.close();
            }));

            ground.decide(production(2, 2));

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(ground.only(1).closings()).isZero();
            assertThat(ground.alert().kind()).isEqualTo(Kind.CLOSE_FAILED);
            mayClose.countDown();
            ground.only(1).awaitClosed();
        }
    }

    @Test
    void aLoaderThatHangsIsNotWaitedForWhenTheOldVersionComesBack() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                Until.holds(() -> mayEnd.getCount() == 0); // whoever interrupts it
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing().loadLimit(Duration.ofSeconds(1)));
            ground.decide(production(2, 2));
            assertThat(ground.alert().cause().orElseThrow()).hasMessage("not loaded within PT1S");

            Until.holds(() -> askOrZero(serving) == 1);

            mayEnd.countDown();
            Until.holds(() -> ground.models.size() == 3);
            ground.only(2).awaitClosed();
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
    }

    @Test
    void whereNeitherCanBeLoadedBothAreTriedAgainAndNeverAtOnce() throws Exception {
        AtomicBoolean isBroken = new AtomicBoolean();
        AtomicInteger atOnce = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            for (int number : List.of(1, 2)) {
                ground.loaders.put(number, version -> {
                    assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                    try {
                        if (isBroken.get()) {
                            throw new IOException("the disk is gone");
                        }
                        return ground.model(version);
                    } finally {
                        atOnce.decrementAndGet();
                    }
                });
            }
            Serving<FakeModel> serving = ground.serve(sparing().retryAfter(SOON));
            isBroken.set(true);

            ground.decide(production(2, 2));
            assertThat(ground.alert().words()).startsWith("version 1.2.0 (2) could not be loaded; ");
            assertThat(ground.alert().words())
                    .isEqualTo("version 1.1.0 (1) could not be loaded again; nothing answers until it is, and it is"
                            + " tried again in PT0.001S");
            for (int i = 0; i < 20; i++) {
                assertThat(ground.alert().cause().orElseThrow()).hasMessage("the disk is gone");
            }
            assertThat(askOrZero(serving)).isZero();
            isBroken.set(false);

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(ground.open()).isEqualTo(1);
        }
    }

    @Test
    void aCandidateDoesNotWaitForOneThatStaysInUse() throws Exception {
        ServingPlan first = rollout(1, 2, 2);
        ServingPlan second = rollout(1, 3, 3);
        try (ServingGround ground = new ServingGround(first)) {
            Serving<FakeModel> serving = ground.serve(sparing().drainLimit(SOON));
            Until.holds(() -> ask(serving, key(first, 1)) == 2);
            try (Lease<FakeModel> lease = serving.acquire(key(first, 1))) {
                ground.decide(second);

                Until.holds(() -> ask(serving, key(second, 1)) == 3);
                assertThat(lease.model().use()).isEqualTo(2);
                assertThat(ground.alert().kind()).isEqualTo(Kind.DRAINS_SLOWLY);
            }
        }
    }

    @Test
    void theTimeToTheNextTrialBeginsWhenTheOldVersionIsBack() throws Exception {
        Duration pause = Duration.ofMillis(50);
        AtomicLong failedAt = new AtomicLong();
        AtomicLong backAt = new AtomicLong();
        AtomicLong triedAgainAt = new AtomicLong();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing().retryAfter(pause));
            ground.loaders.put(1, version -> {
                Until.holds(() -> System.nanoTime() - failedAt.get() > 2 * pause.toNanos());
                backAt.set(System.nanoTime());
                return ground.model(version);
            });
            ground.loaders.put(2, version -> {
                if (failedAt.get() != 0) {
                    triedAgainAt.set(System.nanoTime());
                    return ground.model(version);
                }
                failedAt.set(System.nanoTime());
                throw new IOException("truncated");
            });

            ground.decide(production(2, 2));

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(triedAgainAt.get() - backAt.get())
                    .as("nanoseconds between")
                    .isGreaterThanOrEqualTo(pause.toNanos());
        }
    }
}
