package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.BOUND_SECONDS;
import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static dev.modelregistry.core.serve.ServingGround.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import dev.modelregistry.serving.ServingStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Loaders, closers, listeners and stores that fail or hang, while requests are answered. */
class ServingTroubleTest {
    @Test
    void whatCannotBeLoadedIsToldAndTriedAgainWhileTheOldOneServes() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        IOException failure = new IOException("truncated");
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options().retryAfter(SOON));
            ground.loaders.put(2, version -> {
                assertThat(ask(serving, "bob")).isEqualTo(1);
                if (attempts.incrementAndGet() < 3) {
                    throw failure;
                }
                return ground.model(version);
            });

            ground.decide(production(2, 2));
            for (int i = 0; i < 2; i++) {
                ServingAlert alert = ground.alert();
                assertThat(alert.kind()).isEqualTo(Kind.LOAD_FAILED);
                assertThat(alert.version()).hasValue(2);
                assertThat(alert.cause()).contains(failure);
                assertThat(alert.words())
                        .isEqualTo("version 1.2.0 (2) could not be loaded; what served before goes on, and it is tried"
                                + " again in PT0.001S");
            }

            Until.holds(() -> ask(serving, "bob") == 2);
            assertThat(attempts).hasValue(3);
            assertThat(serving.route("bob")).isEqualTo(route(2, Arm.CONTROL, 2));
        }
    }

    @Test
    void itIsNotTriedAgainBeforeItsTime() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            ground.loaders.put(2, version -> {
                attempts.incrementAndGet();
                throw new IOException("truncated");
            });

            ground.decide(production(2, 2));
            ground.alert();
            ground.settle();
            ground.settle();

            assertThat(attempts).hasValue(1);
            ServingStatus.Version failed = serving.status().versions().get(1);
            assertThat(failed.state()).isEqualTo(State.FAILED);
            assertThat(failed.problem()).hasValue("java.io.IOException: truncated");
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
    }

    @Test
    void aLoaderThatHangsIsGivenUpAndItsVersionNotLoadedTwiceAtOnce() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        ServingPlan plan = rollout(1, 2, 1);
        try (ServingGround ground = new ServingGround(plan)) {
            ground.loaders.put(2, version -> {
                if (attempts.incrementAndGet() == 1) {
                    while (open.getCount() > 0) {
                        try {
                            assertThat(open.await(BOUND_SECONDS, TimeUnit.SECONDS))
                                    .isTrue();
                        } catch (InterruptedException ignored) {
                            continue; // as native code would
                        }
                    }
                }
                return ground.model(version);
            });
            Serving<FakeModel> serving =
                    ground.serve(options().loadLimit(Duration.ofSeconds(1)).retryAfter(SOON));
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.LOAD_FAILED);
            assertThat(alert.cause().orElseThrow()).hasMessage("not loaded within PT1S");
            ground.settle();
            ground.settle();
            assertThat(attempts).hasValue(1);
            assertThat(serving.status().versions().get(1).state()).isEqualTo(State.FAILED);
            assertThat(ask(serving, key(plan, 1))).isEqualTo(1);

            open.countDown();
            Until.holds(() -> ask(serving, key(plan, 1)) == 2);

            assertThat(attempts).hasValue(2);
            FakeModel late = ground.models.stream()
                    .filter(model -> model.number() == 2)
                    .findFirst()
                    .orElseThrow();
            assertThat(late.closings()).isEqualTo(1);
        }
    }

    @Test
    void aCheckThatFailsIsToldThoughItsModelCannotBeClosed() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options()
                    .check(model -> assertThat(model.number()).isEqualTo(1))
                    .closer(model -> ServingGround.await(open)));

            ground.decide(production(2, 2));

            assertThat(ground.alert().kind()).isEqualTo(Kind.LOAD_FAILED);
            assertThat(ask(serving, "bob")).isEqualTo(1);
            open.countDown();
        }
    }

    @Test
    void whatIsNotWantedAnyMoreIsNotLoadedToTheEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            ground.loaders.put(2, version -> {
                begun.countDown();
                try {
                    assertThat(new CountDownLatch(1).await(BOUND_SECONDS, TimeUnit.SECONDS))
                            .isTrue();
                } catch (InterruptedException stop) {
                    interrupted.countDown();
                    throw stop;
                }
                return ground.model(version);
            });
            ground.decide(production(2, 2));
            ServingGround.await(begun);

            ground.decide(production(1, 3));

            ServingGround.await(interrupted);
            Until.holds(() -> serving.status().versions().size() == 1);
            assertThat(serving.route("bob")).isEqualTo(route(1, Arm.CONTROL, 3));
            ground.loaders.remove(2);
            ground.decide(production(2, 4));
            Until.holds(() -> ask(serving, "bob") == 2);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void whatCannotBeClosedIsToldOnceAndNotClosedAgain() throws Exception {
        AtomicInteger closings = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("busy");
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options().closer(model -> {
                closings.incrementAndGet();
                throw failure;
            }));

            ground.decide(production(2, 2));
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.CLOSE_FAILED);
            assertThat(alert.version()).hasValue(1);
            assertThat(alert.cause()).contains(failure);
            ground.settle();

            assertThat(closings).hasValue(1);
            assertThat(ask(serving, "bob")).isEqualTo(2);
        }
    }

    @Test
    void aCloserThatHangsHoldsNothingUp() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options().closer(model -> {
                closing.countDown();
                ServingGround.await(open);
            }));
            ground.decide(production(2, 2));
            ServingGround.await(closing);

            ground.decide(production(3, 3));

            Until.holds(() -> ask(serving, "bob") == 3);
            open.countDown();
        }
    }

    @Test
    void aListenerThatThrowsOrHangsHoldsNothingUp() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = new Serving<>(
                    ServingGround.MODEL,
                    ground::model,
                    options().drainLimit(SOON).onAlert(alert -> {
                        if (told.incrementAndGet() == 1) {
                            throw new IllegalStateException("the pager is broken");
                        }
                        ServingGround.await(open);
                    }),
                    Thread::new,
                    ground::read,
                    ServingGround.HARDLY_EVER,
                    troubles -> ServingGround.NOBODY,
                    closed -> {});
            serving.start();
            Lease<FakeModel> first = serving.acquire("bob");
            ground.plan(production(2, 2));
            serving.wake();
            Until.holds(() -> serving.route("bob").number() == 2);
            Until.holds(() -> told.get() == 1); // the first one that is replaced in use, which throws
            Lease<FakeModel> second = serving.acquire("bob");
            ground.plan(production(3, 3));
            serving.wake();
            Until.holds(() -> told.get() == 2); // and the second one, which hangs
            for (int number = 3; number <= 5; number++) {
                int next = number;
                ground.plan(production(next, next));
                serving.wake();
                Until.holds(() -> ask(serving, "bob") == next);
            }
            assertThat(first.model().use() + second.model().use()).isEqualTo(3);
            first.close();
            second.close();
            open.countDown();
            serving.close();
        }
    }

    @Test
    void anOutageIsToldOnceAndWhatIsLoadedGoesOn() throws Exception {
        StoreUnavailableException down = new StoreUnavailableException("down");
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serveLooking(SOON);

            ground.outage(down);
            ground.settle();
            ground.awaitLooks(3); // by itself
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.STORE_UNREACHABLE);
            assertThat(alert.version()).isEmpty();
            assertThat(alert.cause()).contains(down);
            assertThat(ask(serving, "bob")).isEqualTo(1);
            assertThat(serving.status().knownAt()).isEqualTo(Instant.ofEpochSecond(1));

            ground.plan(production(2, 2));
            ground.outage(null);
            Until.holds(() -> ask(serving, "bob") == 2); // nobody wakes it
            assertThat(ground.alerts).isEmpty();

            ground.outage(down);
            ground.settle();
            assertThat(ground.alert().kind()).isEqualTo(Kind.STORE_UNREACHABLE);
        }
    }

    @Test
    void aWakeUpEndsAnOutageAtOnce() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            ground.outage(new StoreUnavailableException("down"));
            ground.settle();

            ground.outage(null);
            ground.decide(production(2, 2));

            Until.holds(() -> ask(serving, "bob") == 2);
        }
    }

    @Test
    void whatIsInUseForTooLongIsToldOnceAndStaysOpen() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options().drainLimit(SOON));
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));

                ServingAlert alert = ground.alert();
                assertThat(alert.kind()).isEqualTo(Kind.DRAINS_SLOWLY);
                assertThat(alert.words())
                        .isEqualTo("version 1.1.0 (1) was replaced and is still in use by 1 after PT0.001S; it stays"
                                + " loaded until they are through");
                ground.settle();
                assertThat(ground.alerts).isEmpty();
                assertThat(lease.model().use()).isEqualTo(1);
            }
            ground.only(1).awaitClosed();
        }
    }

    @Test
    void closingWaitsNoLongerThanTheLimitAndTheLastLeaseClosesTheRest() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options().drainLimit(SOON));
            Lease<FakeModel> lease = serving.acquire("bob");

            serving.close();
            assertThat(lease.model().use()).isEqualTo(1);
            Until.holds(() -> serving.status().versions().get(0).state() == State.DRAINING);
            lease.close();

            FakeModel model = ground.only(1);
            model.awaitClosed();
            assertThat(model.closer()).isIn(ground.threads);
            ground.awaitThreads();
            assertThat(model.closings()).isEqualTo(1);
            assertThat(serving.status().versions()).isEmpty();
        }
    }

    @Test
    void closingWaitsForTheLastLease() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            Lease<FakeModel> lease = serving.acquire("bob");
            Thread closing = new Thread(serving::close);
            closing.start();
            Until.holds(() -> closing.getState() == Thread.State.TIMED_WAITING);
            assertThat(ground.only(1).closings()).isZero();

            lease.close();
            closing.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));

            assertThat(closing.isAlive()).isFalse();
            assertThat(ground.only(1).closings()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptOfTheServingThreadDoesNotEndIt() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();

            ground.threads.get(0).interrupt();
            ground.decide(production(2, 2));

            Until.holds(() -> ask(serving, "bob") == 2);
        }
    }
}
