package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.serving.MemoryBudget.Reservation;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.ServingStatus.State;
import dev.modelregistry.serving.ServingStatus.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Models share a budget, and what does not fit is not loaded. A version takes 100 bytes. */
class ServingMemoryTest {
    private static ServingOptions<FakeModel> options(MemoryBudget budget) {
        return ServingGround.options().memory(budget);
    }

    @Test
    void memoryIsReservedBeforeAVersionIsLoadedAndGivenBackWhenItWasClosed() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        AtomicLong whileLoading = new AtomicLong();
        AtomicLong whileClosing = new AtomicLong();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                whileLoading.set(budget.used());
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(options(budget).closer(model -> {
                whileClosing.compareAndSet(0, budget.used());
                model.close();
            }));
            assertThat(budget.holders()).containsExactly(Map.entry("flights v1.1.0 (1)", 100L));

            ground.decide(production(2, 2));
            Until.holds(() -> ask(serving, "bob") == 2);
            Until.holds(() -> serving.status().versions().size() == 1);
            assertThat(budget.used()).isEqualTo(100);

            assertThat(whileLoading).hasValue(200);
            assertThat(whileClosing).hasValue(200);
            assertThat(budget.holders()).containsExactly(Map.entry("flights v1.2.0 (2)", 100L));
            assertThat(serving.status().versions())
                    .extracting(Version::number, Version::bytes)
                    .containsExactly(tuple(2, 100L));
            serving.close();
            assertThat(budget.used()).isZero();
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void aVersionInUseKeepsItsMemoryUntilItsLastLeaseIsClosed() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options(budget));
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));
                Until.holds(() -> ask(serving, "bob") == 2);
                ground.settle();

                assertThat(lease.model().use()).isEqualTo(1);
                assertThat(serving.status().versions())
                        .extracting(Version::number, Version::state, Version::bytes)
                        .containsExactly(tuple(1, State.DRAINING, 100L), tuple(2, State.SERVING, 100L));
            }
            Until.holds(() -> budget.used() == 100);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatDoesNotFitIsToldOnceAndLoadedAsSoonAsMemoryIsGivenBack() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        Reservation cache = budget.reserve("a cache", 30).orElseThrow();
        try (ServingGround ground = new ServingGround(production(1, 1));
                ServingGround other = new ServingGround(production(7, 1))) {
            Serving<FakeModel> serving = ground.serve(options(budget));
            Serving<FakeModel> neighbour = other.serve(options(budget));

            ground.decide(production(2, 2));
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.NO_MEMORY);
            assertThat(alert.version()).hasValue(2);
            assertThat(alert.cause()).isEmpty();
            assertThat(alert.words())
                    .isEqualTo("version 1.2.0 (2) is not loaded: it takes 100 bytes of memory, and 20 of 250 bytes are"
                            + " free; a cache has 30, flights v1.1.0 (1) has 100, flights v1.7.0 (7) has 100; what"
                            + " served before goes on, and it is tried again when memory is given back");
            cache.close(); // too little
            ground.settle();
            ground.settle();
            assertThat(ask(serving, "bob")).isEqualTo(1);
            Version waiting = serving.status().versions().get(1);
            assertThat(waiting.state()).isEqualTo(State.FAILED);
            assertThat(waiting.bytes()).isZero();
            assertThat(waiting.problem().orElseThrow()).contains("it takes 100 bytes of memory, and 20 of 250");

            neighbour.close(); // and an hour is left until it would be tried again by time

            Until.holds(() -> ask(serving, "bob") == 2);
            assertThat(ground.alerts).isEmpty();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsLargerThanTheBudgetNeverFitsAndIsNotTriedAgain() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        AtomicInteger estimates = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(ServingGround.options()
                    .retryAfter(SOON)
                    .memory(budget, version -> estimates.incrementAndGet() == 1 ? 100 : 251));

            ground.decide(production(2, 2));
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.NO_MEMORY);
            assertThat(alert.words())
                    .isEqualTo("version 1.2.0 (2) is not loaded: it takes 251 bytes, and never fits in a memory budget"
                            + " of 250; what served before goes on");
            budget.reserve("a cache", 10).orElseThrow().close();
            ground.settle();
            ground.settle();

            assertThat(estimates).hasValue(2);
            assertThat(ask(serving, "bob")).isEqualTo(1);
            ground.decide(production(3, 3));
            assertThat(ground.alert().version()).hasValue(3);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void whereControlDoesNotFitServingDoesNotBegin() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        try (Reservation cache = budget.reserve("a cache", 151).orElseThrow();
                ServingGround ground = new ServingGround(rollout(1, 2, 1))) {
            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(() -> ground.serve(options(budget)))
                    .withMessageStartingWith("version 1.1.0 (1) of model flights could not be loaded: ")
                    .withMessageEndingWith(
                            "it takes 100 bytes of memory, and 99 of 250 bytes are free; a cache has 151");

            assertThat(budget.used()).isEqualTo(cache.bytes());
            assertThat(ground.models).isEmpty();
            ground.awaitThreads();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void controlGetsItsMemoryBeforeACandidateDoes() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(150);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AtomicInteger estimates = new AtomicInteger();
        ServingPlan plan = rollout(1, 2, 1);
        try (ServingGround ground = new ServingGround(plan)) {
            Serving<FakeModel> serving = ground.serving(ServingGround.options().memory(budget, version -> {
                estimates.incrementAndGet();
                if (version.version().minor() == 1) {
                    asked.countDown();
                    ServingGround.await(mayAnswer);
                }
                return 100;
            }));
            Thread starting = new Thread(serving::start);
            starting.start();
            ServingGround.await(asked);
            ground.settle();
            assertThat(estimates)
                    .as("estimates, while control waits for its own")
                    .hasValue(1);
            mayAnswer.countDown();
            starting.join();

            assertThat(ask(serving, key(plan, 0))).isEqualTo(1);
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.NO_MEMORY);
            assertThat(alert.version()).hasValue(2);
            assertThat(ask(serving, key(plan, 1))).isEqualTo(1);
            assertThat(budget.used()).isEqualTo(100);
        }
        assertThat(budget.used()).isZero();
    }

    /** The candidate would fit, and then control never would. */
    @Test
    void aCandidateTakesNoMemoryThatControlWaitsFor() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(ServingGround.options()
                    .memory(budget, version -> version.version().minor() == 2 ? 200 : 100));

            ground.decide(rollout(2, 3, 2));
            assertThat(ground.alert().version()).hasValue(2);
            ground.settle();
            ground.settle();

            assertThat(budget.holders()).containsExactly(Map.entry("flights v1.1.0 (1)", 100L));
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
    }

    @Test
    void aLoadThatFailsGivesItsMemoryBackWhenNothingIsLeftOfIt() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        AtomicLong whileClosing = new AtomicLong();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options(budget)
                    .check(model -> assertThat(model.number()).isNotEqualTo(3))
                    .closer(model -> {
                        whileClosing.compareAndSet(0, budget.used());
                        model.close();
                    }));
            ground.loaders.put(2, version -> {
                throw new IOException("truncated");
            });

            ground.decide(production(2, 2));
            assertThat(ground.alert().kind()).isEqualTo(Kind.LOAD_FAILED);
            Until.holds(() -> budget.used() == 100);
            ground.decide(production(3, 3));
            assertThat(ground.alert().kind()).isEqualTo(Kind.LOAD_FAILED);
            Until.holds(() -> budget.used() == 100);

            assertThat(whileClosing).hasValue(200);
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void aLoaderThatHangsKeepsItsMemoryUntilItsLateModelWasClosed() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicLong whileClosing = new AtomicLong();
        ServingGround ground = new ServingGround(production(1, 1));
        try (ground) {
            ground.loaders.put(2, version -> {
                Until.holds(() -> mayEnd.getCount() == 0); // whoever interrupts it
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(options(budget)
                    .loadLimit(Duration.ofSeconds(1))
                    .drainLimit(SOON)
                    .closer(model -> {
                        if (model.number() == 2) {
                            whileClosing.set(budget.used());
                        }
                        model.close();
                    }));
            ground.decide(production(2, 2));
            assertThat(ground.alert().kind()).isEqualTo(Kind.LOAD_FAILED);
            assertThat(budget.used()).isEqualTo(200);

            serving.close(); // and nobody waits for the loader
            Until.holds(() -> budget.used() == 100);
            assertThat(budget.holders()).containsOnlyKeys("flights v1.2.0 (2)");
            mayEnd.countDown();
            ground.awaitThreads();
        }
        assertThat(whileClosing).hasValue(100);
        assertThat(budget.used()).isZero();
        assertThat(ground.only(2).closings()).isEqualTo(1);
    }

    @Test
    void whatIsNotWantedAnyMoreGivesItsMemoryBack() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        CountDownLatch begun = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options(budget));
            ground.loaders.put(2, version -> {
                begun.countDown();
                ServingGround.await(new CountDownLatch(1));
                return ground.model(version);
            });
            ground.decide(production(2, 2));
            ServingGround.await(begun);
            assertThat(budget.used()).isEqualTo(200);

            ground.decide(production(3, 3));

            Until.holds(() -> ask(serving, "bob") == 3);
            Until.holds(() -> budget.used() == 100);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void anEstimateThatThrowsOrIsNoNumberOfBytesIsALoadThatFailed() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        IllegalStateException failure = new IllegalStateException("no idea");
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(ServingGround.options().memory(budget, version -> {
                if (version.version().minor() == 2) {
                    throw failure;
                }
                return version.version().minor() == 3 ? -1 : 100;
            }));

            ground.decide(production(2, 2));
            ServingAlert thrown = ground.alert();
            assertThat(thrown.kind()).isEqualTo(Kind.LOAD_FAILED);
            assertThat(thrown.cause()).contains(failure);
            ground.decide(production(3, 3));
            ServingAlert negative = ground.alert();
            assertThat(negative.kind()).isEqualTo(Kind.LOAD_FAILED);
            assertThat(negative.cause().orElseThrow())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("the estimate of its memory is -1 bytes; give a number that is not below zero");

            assertThat(ask(serving, "bob")).isEqualTo(1);
            assertThat(budget.used()).isEqualTo(100);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void aModelThatCannotBeClosedIsNotCountedForEver() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(250);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.serve(options(budget).closer(model -> {
                throw new IOException("busy");
            }));
            ground.decide(production(2, 2));

            assertThat(ground.alert().kind()).isEqualTo(Kind.CLOSE_FAILED);
            Until.holds(() -> budget.used() == 100);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoeverIsClosedWhileItWaitsForMemoryHearsOfItNoLonger() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(150);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options(budget));
            ground.decide(production(2, 2));
            assertThat(ground.alert().kind()).isEqualTo(Kind.NO_MEMORY);

            serving.close();

            ground.awaitThreads();
            assertThat(budget.used()).isZero();
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1);
        }
    }
}
