package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.BOUND_SECONDS;
import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.askOrZero;
import static dev.modelregistry.core.serve.ServingGround.production;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.serving.MemoryBudget.Reservation;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.Swap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many models on one budget never take more than there is. */
class MemoryRaceTest {
    private static ServingOptions<FakeModel> options(MemoryBudget budget) {
        return ServingGround.options().memory(budget);
    }

    /** Two served models, each of which always wants one more version than there is room for. */
    @Test
    void noTwoModelsEverGetTheSameBytes() throws Exception {
        int switches = 200;
        MemoryBudget budget = MemoryBudget.ofBytes(300);
        AtomicLong inMemory = new AtomicLong();
        AtomicLong most = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(2); // when each of them serves
        List<MemoryBudget> ends = Race.all(2, racer -> {
            try (ServingGround ground = new ServingGround(production(1, 1))) {
                for (int number = 1; number <= switches + 1; number++) {
                    ground.loaders.put(number, version -> {
                        most.accumulateAndGet(inMemory.addAndGet(100), Math::max);
                        return ground.model(version);
                    });
                }
                Serving<FakeModel> serving = ground.serve(options(budget).closer(model -> {
                    inMemory.addAndGet(-100);
                    model.close();
                }));
                start.await(BOUND_SECONDS, TimeUnit.SECONDS);
                for (int number = 2; number <= switches + 1; number++) {
                    int next = number;
                    ground.plan(production(next, next));
                    serving.wake();
                    Until.holds(() -> ask(serving, "bob") == next);
                }
                serving.close();
                assertThat(ground.models)
                        .hasSize(switches + 1)
                        .allSatisfy(model -> assertThat(model.closings()).isEqualTo(1));
            }
            return budget;
        });

        assertThat(ends).hasSize(2);
        assertThat(most).as("most bytes in memory at once").hasValueLessThanOrEqualTo(300);
        assertThat(inMemory).hasValue(0);
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoeverRacesForTheLastBytesGetsThemOnce() throws Exception {
        int rounds = 50_000;
        AtomicInteger arrived = new AtomicInteger();
        List<MemoryBudget> budgets = IntStream.range(0, rounds)
                .mapToObj(round -> MemoryBudget.ofBytes(300))
                .toList();
        List<List<Integer>> wins = Race.all(2, racer -> {
            List<Integer> won = new ArrayList<>();
            int round = 0;
            for (MemoryBudget budget : budgets) {
                Reservation mine = budget.reserve("racer " + racer, 100).orElseThrow();
                meet(arrived, 2 * ++round);
                boolean isWon = racer == 0
                        ? budget.reserve("racer 0", 100).isPresent()
                        : mine.change("racer 1", 200); // in either way there is one of them
                won.add(isWon ? 1 : 0);
            }
            return won;
        });

        assertThat(IntStream.range(0, rounds)
                        .map(round -> wins.get(0).get(round) + wins.get(1).get(round)))
                .containsOnly(1);
        assertThat(budgets).allSatisfy(budget -> assertThat(budget.used()).isEqualTo(300));
    }

    /** Reserving alone, for changing looks for itself. */
    @Test
    void whoeverReservesTheLastBytesAtOnceGetsThemOnce() throws Exception {
        int rounds = 50_000;
        AtomicInteger arrived = new AtomicInteger();
        List<MemoryBudget> budgets = IntStream.range(0, rounds)
                .mapToObj(round -> MemoryBudget.ofBytes(100))
                .toList();
        List<List<Boolean>> wins = Race.all(2, racer -> {
            List<Boolean> won = new ArrayList<>();
            int round = 0;
            for (MemoryBudget budget : budgets) {
                meet(arrived, 2 * ++round);
                won.add(budget.reserve("racer " + racer, 100).isPresent());
            }
            return won;
        });

        assertThat(IntStream.range(0, rounds)
                        .filter(round ->
                                wins.get(0).get(round).equals(wins.get(1).get(round))))
                .as("rounds that both won, or none")
                .isEmpty();
        assertThat(budgets).allSatisfy(budget -> assertThat(budget.used()).isEqualTo(100));
    }

    /** Each of them has room for its own versions only one after the other, and now and then for both side by side. */
    @Test
    void threeThatSpareMemoryOnOneBudgetNeverTakeMoreThanThereIs() throws Exception {
        int swaps = 200;
        MemoryBudget budget = MemoryBudget.ofBytes(300);
        AtomicLong inMemory = new AtomicLong();
        AtomicLong most = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(3); // when each of them serves
        List<Long> ends = Race.all(3, racer -> {
            try (ServingGround ground = new ServingGround(production(1, 1))) {
                for (int number = 1; number <= swaps + 1; number++) {
                    AtomicInteger attempts = new AtomicInteger();
                    int each = number;
                    ground.loaders.put(number, version -> {
                        if (each % 5 == 0 && attempts.incrementAndGet() == 1) {
                            throw new IOException("truncated");
                        }
                        most.accumulateAndGet(inMemory.addAndGet(90), Math::max);
                        return ground.model(version);
                    });
                }
                Serving<FakeModel> serving = ground.serve(ServingGround.options()
                        .swap(Swap.SPARE_MEMORY)
                        .memory(budget, version -> 90)
                        .retryAfter(SOON)
                        .closer(model -> {
                            inMemory.addAndGet(-90);
                            model.close();
                        }));
                start.await(BOUND_SECONDS, TimeUnit.SECONDS);
                for (int number = 2; number <= swaps + 1; number++) {
                    int next = number;
                    ground.plan(production(next, next));
                    serving.wake();
                    Until.holds(() -> askOrZero(serving) == next);
                }
                serving.close();
                assertThat(ground.models)
                        .allSatisfy(model -> assertThat(model.closings()).isEqualTo(1));
            }
            return budget.used();
        });

        assertThat(ends).hasSize(3);
        assertThat(most).as("most bytes in memory at once").hasValueLessThanOrEqualTo(300);
        assertThat(inMemory).hasValue(0);
        assertThat(budget.used()).isZero();
    }

    /** Both go on within nanoseconds; who is woken by the other comes too late for a race. */
    private static void meet(AtomicInteger arrived, int all) {
        arrived.incrementAndGet();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (arrived.get() < all) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the other racer has not come");
            }
        }
    }
}
