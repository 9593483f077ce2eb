package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.askOrZero;
import static dev.modelregistry.core.serve.ServingGround.production;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.serving.MemoryBudget.Reservation;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.Swap;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Where memory is spared within a budget, a version is closed for the one in its place only where they do not fit side by side, and its bytes are kept for the two of them. */
class SpareBudgetTest {
    /** Bytes of versions 1, 2, 3. */
    private static ServingOptions<FakeModel> sparing(MemoryBudget budget, long... bytes) {
        return ServingGround.options()
                .swap(Swap.SPARE_MEMORY)
                .memory(budget, version -> bytes[version.version().minor() - 1]);
    }

    @Test
    void whatFitsBesideIsLoadedBeside() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(200);
        AtomicInteger answering = new AtomicInteger();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 100));
            ground.loaders.put(2, version -> {
                answering.set(askOrZero(serving));
                return ground.model(version);
            });

            ground.decide(production(2, 2));

            Until.holds(() -> ask(serving, "bob") == 2);
            assertThat(answering).hasValue(1);
            Until.holds(() -> budget.used() == 100);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatDoesNotFitBesideIsLoadedInPlaceAndNobodyElseGetsTheBytesBetween() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        AtomicLong whileLoading = new AtomicLong();
        AtomicLong freed = new AtomicLong();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 80));
            ground.loaders.put(2, version -> {
                assertThat(ground.open()).isZero();
                whileLoading.set(budget.used());
                return ground.model(version);
            });
            AtomicLong least = new AtomicLong(Long.MAX_VALUE);
            budget.whenFreed(() -> {
                freed.incrementAndGet();
                least.accumulateAndGet(budget.used(), Math::min);
            });

            ground.decide(production(2, 2));

            Until.holds(() -> askOrZero(serving) == 2);
            Until.holds(() -> budget.used() == 80);
            assertThat(whileLoading).as("enough for the old one to come back").hasValue(100);
            assertThat(least).hasValue(80);
            assertThat(freed).as("times that bytes were given back").hasValue(1);
            assertThat(budget.holders()).containsExactly(Map.entry("flights v1.2.0 (2)", 80L));
            assertThat(ground.alerts).isEmpty();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void nothingIsClosedForAVersionThatWouldNotFitThen() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        Reservation cache = budget.reserve("a cache", 20).orElseThrow();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 150));

            ground.decide(production(2, 2));
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.NO_MEMORY);
            assertThat(alert.words())
                    .isEqualTo("version 1.2.0 (2) is not loaded: it takes 150 bytes of memory, and 40 of 160 bytes are"
                            + " free; a cache has 20, flights v1.1.0 (1) has 100; what served before goes on, and it is"
                            + " tried again when memory is given back");
            ground.settle();
            assertThat(ask(serving, "bob")).isEqualTo(1);
            assertThat(budget.used()).isEqualTo(120);

            cache.close();

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(budget.used()).isEqualTo(150);
            assertThat(ground.only(1).closings()).isEqualTo(1);
            assertThat(ground.alerts).isEmpty();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void nothingIsClosedForAVersionThatNeverFits() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 161));

            ground.decide(production(2, 2));

            assertThat(ground.alert().words()).contains("it takes 161 bytes, and never fits in a memory budget of 160");
            ground.settle();
            assertThat(ask(serving, "bob")).isEqualTo(1);
            assertThat(ground.only(1).closings()).isZero();
        }
    }

    @Test
    void whatTheNewVersionNeededMoreIsGivenBackWhenTheOldOneIsBack() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        AtomicLong whileLoading = new AtomicLong();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                whileLoading.set(budget.used());
                throw new IOException("truncated");
            });
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 150));

            ground.decide(production(2, 2));
            assertThat(ground.alert().words()).endsWith("is loaded again, and it is tried again in PT1H");

            Until.holds(() -> askOrZero(serving) == 1);
            assertThat(whileLoading).hasValue(150);
            assertThat(budget.holders()).containsExactly(Map.entry("flights v1.1.0 (1)", 100L));
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void theRoomGrowsAgainForEachTrial() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        List<Long> whileLoading = new CopyOnWriteArrayList<>();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                assertThat(ground.open()).isZero();
                whileLoading.add(budget.used());
                if (whileLoading.size() < 3) {
                    throw new IOException("truncated");
                }
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 150).retryAfter(SOON));

            ground.decide(production(2, 2));

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(whileLoading).containsExactly(150L, 150L, 150L);
            assertThat(budget.holders()).containsExactly(Map.entry("flights v1.2.0 (2)", 150L));
            assertThat(ground.alert().words()).endsWith("is loaded again, and it is tried again in PT0.001S");
            assertThat(ground.alert().words()).endsWith("is loaded again, and it is tried again in PT0.002S");
            assertThat(ground.alerts).isEmpty();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void afterAFailureInPlaceItIsLoadedBesideIfThereIsRoomBecomeFree() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(220);
        Reservation cache = budget.reserve("a cache", 50).orElseThrow();
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger answering = new AtomicInteger(-1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 100).retryAfter(Duration.ofMillis(100)));
            ground.loaders.put(2, version -> {
                if (attempts.incrementAndGet() == 1) {
                    cache.close();
                    throw new IOException("truncated");
                }
                answering.set(askOrZero(serving));
                return ground.model(version);
            });

            ground.decide(production(2, 2));

            Until.holds(() -> askOrZero(serving) == 2);
            assertThat(answering).hasValue(1);
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 1, 2);
            Until.holds(() -> budget.used() == 100);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void aLoaderThatHangsInPlaceKeepsItsBytesAndTheOldVersionComesBackWhenItEnds() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(2, version -> {
                Until.holds(() -> mayEnd.getCount() == 0); // whoever interrupts it
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 100).loadLimit(Duration.ofSeconds(1)));
            ground.decide(production(2, 2));
            assertThat(ground.alert().kind()).isEqualTo(Kind.LOAD_FAILED);
            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.NO_MEMORY);
            assertThat(alert.words())
                    .isEqualTo("version 1.1.0 (1) is not loaded: it takes 100 bytes of memory, and 60 of 160 bytes are"
                            + " free; flights v1.2.0 (2) has 100; nothing answers until it is, and it is tried again"
                            + " when memory is given back");
            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(() -> serving.acquire("bob"))
                    .withMessageContaining("is being loaded again");

            mayEnd.countDown();

            Until.holds(() -> askOrZero(serving) == 1);
            assertThat(budget.used()).isEqualTo(100);
            assertThat(ground.only(2).closings()).isEqualTo(1);
            assertThat(ground.alerts).isEmpty();
        }
        assertThat(budget.used()).isZero();
    }

    /** Each time that one is to leave, its closer takes longer than it is waited for: then the old version must answer between the trials, and not leave at once again. */
    @Test
    void aCloserThatIsSlowEachTimeTakesNoMoreThanTheTrialsFromTheAnswers() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(100);
        CountDownLatch mayClose = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 100)
                    .drainLimit(SOON)
                    .retryAfter(Duration.ofHours(1))
                    .closer(model -> {
                        ServingGround.await(mayClose);
                        model.close();
                    }));
            ground.decide(production(2, 2));
            Until.holds(() -> ground.alerts.stream().anyMatch(alert -> alert.kind() == Kind.LOAD_FAILED));

            mayClose.countDown();

            Until.holds(() -> askOrZero(serving) == 1);
            assertThat(ground.models).extracting(FakeModel::number).containsExactly(1, 1);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatStaysInUseKeepsItsOwnBytesOnly() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 150).drainLimit(SOON));
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                ground.decide(production(2, 2));
                assertThat(ground.alert().kind()).isEqualTo(Kind.DRAINS_SLOWLY);

                Until.holds(() -> askOrZero(serving) == 1);
                assertThat(budget.used()).isEqualTo(100);
                assertThat(lease.model().use()).isEqualTo(1);
            }
            serving.close();
            ground.awaitThreads();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void closingInTheMidstGivesAllBack() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(160);
        try (ServingGround ground = new ServingGround(production(1, 1))) { // while the old one leaves
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 150));
            Lease<FakeModel> lease = serving.acquire("bob");
            ground.decide(production(2, 2));
            Until.holds(() -> budget.used() == 150);
            serving.shut();
            Until.holds(() -> budget.used() == 100);
            lease.close();
            ground.awaitThreads();
            assertThat(budget.used()).isZero();
        }
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) { // while the new one loads, for ever
            ground.loaders.put(2, version -> {
                loading.countDown();
                Until.holds(() -> mayEnd.getCount() == 0);
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 80).loadLimit(Duration.ofSeconds(1)));
            ground.decide(production(2, 2));
            ServingGround.await(loading);
            serving.close();
            assertThat(budget.used()).isEqualTo(80);
            mayEnd.countDown();
            ground.awaitThreads();
            assertThat(budget.used()).isZero();
        }
        try (ServingGround ground = new ServingGround(production(1, 1))) { // while the old one is back
            ground.loaders.put(2, version -> {
                throw new IOException("truncated");
            });
            Serving<FakeModel> serving = ground.serve(sparing(budget, 100, 150));
            ground.decide(production(2, 2));
            ground.alert();
            Until.holds(() -> askOrZero(serving) == 1);
            serving.close();
            ground.awaitThreads();
            assertThat(budget.used()).isZero();
        }
    }
}
