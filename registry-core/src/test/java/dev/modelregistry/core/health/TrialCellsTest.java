package dev.modelregistry.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.Reported;
import dev.modelregistry.core.codec.TrialCodec;
import dev.modelregistry.core.health.FlakyCells.Trouble;
import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.LimitTest;
import dev.modelregistry.core.judge.RandomTrials;
import dev.modelregistry.core.judge.RateTest;
import dev.modelregistry.core.judge.Sample;
import dev.modelregistry.core.judge.Tally;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.CellId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialCellsTest {
    private static final ModelName FLIGHTS = ModelName.of("Flights");
    private static final long ROLLOUT = 7;
    private static final long STEP = 8;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final CellId FIRST = new CellId("trial", "flights/0");
    private static final CellId SECOND = new CellId("trial", "flights/1");

    private final CellStore store = new MemoryStore().cells();
    private final FlakyCells flaky = new FlakyCells(store);
    private final AtomicLong ids = new AtomicLong();

    /** Of a process that picks these cells, one after the other, and then begins again. */
    private TrialCells cells(CellStore from, int... picks) {
        AtomicLong picked = new AtomicLong();
        RandomGenerator random = () -> (long) picks[(int) (picked.getAndIncrement() % picks.length)] << Integer.SIZE;
        return new TrialCells(from, FLIGHTS, this::id, random);
    }

    private TrialCells cells(RandomGenerator random) {
        return new TrialCells(store, FLIGHTS, this::id, random);
    }

    private UUID id() {
        return new UUID(0, ids.incrementAndGet());
    }

    /** So many requests of the candidate, in the test of errors. */
    private static Trial seen(int requests) {
        RateTest errors = RateTest.start().next(new Arms<>(new Tally(requests, 0), new Tally(0, 0)));
        return new Trial(
                ROLLOUT,
                errors,
                RateTest.start(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                0,
                STEP,
                new Arms<>(Sample.NONE, Sample.NONE));
    }

    private long sum() {
        return cells(store, 0).sum(ROLLOUT, STEP).errors().seen().candidate().requests();
    }

    @Test
    void thereIsNothingBeforeTheFirstReport() {
        assertThat(cells(store, 0).sum(ROLLOUT, STEP)).isEqualTo(Trial.none(ROLLOUT, STEP));
    }

    @Test
    void aSumIsOfAllCellsAndAllReports() {
        Random random = new Random(2026);
        Trial all = Trial.none(ROLLOUT, STEP);
        for (int i = 0; i < 60; i++) {
            Trial seen = RandomTrials.exact(random, ROLLOUT, STEP);
            cells(random).add(seen);
            all = all.plus(seen);
        }

        assertThat(cells(random).sum(ROLLOUT, STEP)).isEqualTo(all);
        assertThat(store.list("trial", "", 100)).hasSizeGreaterThan(1);
    }

    @Test
    void aProcessStaysWithItsCell() {
        TrialCells one = cells(store, 3, 4, 5);
        for (int i = 0; i < 5; i++) {
            one.add(seen(1));
        }

        assertThat(store.list("trial", "", 100)).containsExactly(new CellId("trial", "flights/3"));
        assertThat(sum()).isEqualTo(5);
    }

    @Test
    void aModelHasSixteenCellsAtMostAndAllOfThemAreSummed() {
        Random random = new Random(2026);
        for (int i = 0; i < 400; i++) {
            cells(random).add(seen(1));
        }

        assertThat(store.list("trial", "", 100))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 16)
                        .mapToObj(i -> new CellId("trial", "flights/" + i))
                        .toList());
        assertThat(sum()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Flights 2", "Flight", "Flights-2", "flights0", "flightsz", "a", "z"})
    void cellsOfAnotherModelAreNotSummed(String other) {
        TrialCells others = new TrialCells(store, ModelName.of(other), this::id, new Random(1));
        cells(store, 0).add(seen(1));
        others.add(seen(20));

        assertThat(sum()).isEqualTo(1);
        assertThat(others.sum(ROLLOUT, STEP).errors().seen().candidate().requests())
                .isEqualTo(20);
    }

    @Test
    void aModelWithoutCellsHasNoneOfTheNext() {
        new TrialCells(store, ModelName.of("flights0"), this::id, new Random(1)).add(seen(20));

        assertThat(sum()).isZero();
    }

    @Test
    void ofOtherRolloutsAndStepsNothingCountsThatShouldNot() {
        Random random = new Random(2026);
        Trial later = RandomTrials.exact(random, ROLLOUT + 1, STEP + 5);
        Trial earlierStep = RandomTrials.exact(random, ROLLOUT, STEP - 1);
        Trial now = RandomTrials.exact(random, ROLLOUT, STEP);
        cells(store, 0).add(RandomTrials.exact(random, ROLLOUT - 1, STEP - 3));
        cells(store, 1).add(later);
        cells(store, 2).add(earlierStep);
        cells(store, 3).add(now);

        Trial sum = cells(store, 0).sum(ROLLOUT, STEP);

        assertThat(sum).isEqualTo(earlierStep.plus(now));
        assertThat(sum.seen()).isEqualTo(now.seen());
        assertThat(cells(store, 0).sum(ROLLOUT + 1, STEP + 5)).isEqualTo(later);
    }

    @Test
    void samplesOfALaterStepAreNotThoseOfThisOne() {
        Trial later = RandomTrials.exact(new Random(2026), ROLLOUT, STEP + 1);
        cells(store, 0).add(later);

        assertThat(cells(store, 0).sum(ROLLOUT, STEP)).isEqualTo(later.in(STEP));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST", "ANSWER_LOST", "ANSWER_LOST_AND_OVERTAKEN", "ANSWER_LOST_AND_GONE", "OVERTAKEN"})
    void whateverHappensToItAReportCountsOnce(Trouble trouble) {
        flaky.meanwhile(() -> cells(store, 0).add(seen(100)));
        TrialCells cells = cells(flaky, 0, 1);
        cells.add(seen(1));
        flaky.next(trouble);

        cells.add(seen(10));
        flaky.comeBack();

        assertThat(sum() % 100).isEqualTo(11);
        cells.add(seen(20));
        assertThat(sum() % 100).as("and goes on").isEqualTo(31);
    }

    /** It cannot be told from a report that was taken and then added to. */
    @Test
    void aReportThatGotLostWhileOthersReportedIsNotRepeated() {
        flaky.meanwhile(() -> cells(store, 0).add(seen(100)));
        flaky.next(Trouble.LOST_AND_OVERTAKEN);

        cells(flaky, 0, 1).add(seen(10));

        assertThat(sum()).isEqualTo(100);
    }

    @Test
    void whoIsOvertakenTakesAnotherCell() {
        flaky.meanwhile(() -> cells(store, 0).add(seen(100)));
        flaky.next(Trouble.OVERTAKEN);

        cells(flaky, 0, 1).add(seen(10));

        assertThat(sum()).isEqualTo(110);
        assertThat(reported(FIRST).sum()).isEqualTo(seen(100));
        assertThat(reported(SECOND).sum()).isEqualTo(seen(10));
    }

    private Reported<Trial> reported(CellId id) {
        return TrialCodec.decode(id, store.read(id).orElseThrow().value());
    }

    @Test
    void whatCouldNotBeAddedCanBeRepeated() {
        flaky.meanwhile(() -> cells(store, 0).add(seen(100)));
        flaky.next(Collections.nCopies(20, Trouble.OVERTAKEN).toArray(Trouble[]::new));
        flaky.next(Trouble.UNAVAILABLE);
        TrialCells cells = cells(flaky, 0);

        assertThatThrownBy(() -> cells.add(seen(1)))
                .isInstanceOf(ConflictException.class)
                .hasMessage("what was seen of a rollout could not be added: others were first 20 times in a row; it is"
                        + " tried again");
        assertThat(sum()).isEqualTo(2_000);
        assertThatThrownBy(() -> cells.add(seen(1))).isInstanceOf(StoreUnavailableException.class);
        assertThat(sum()).isEqualTo(2_000);
        cells.add(seen(1));
        assertThat(sum()).isEqualTo(2_001);
    }

    /** Each of eight processes repeats what was refused. */
    @Test
    void whatManyProcessesReportAtOnceAddsUp() throws Exception {
        inEightThreads(thread -> {
            TrialCells mine = cells(new Random(thread));
            return () -> report(mine, thread);
        });

        assertThat(sum()).isEqualTo(200 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8));
    }

    @Test
    void whatManyThreadsOfAProcessReportAtOnceAddsUp() throws Exception {
        TrialCells shared = cells(new Random(1));
        inEightThreads(thread -> () -> report(shared, thread));

        assertThat(sum()).isEqualTo(200 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8));
        assertThat(store.list("trial", "", 100)).as("nobody is in its way").hasSize(1);
    }

    private static void report(TrialCells cells, int requests) {
        for (int i = 0; i < 200; i++) {
            boolean isAdded = false;
            while (!isAdded) {
                try {
                    cells.add(seen(requests));
                    isAdded = true;
                } catch (ConflictException repeated) {
                    assertThat(repeated).hasMessageContaining("others were first");
                }
            }
        }
    }

    private interface Tasks {
        Runnable of(int thread);
    }

    private static void inEightThreads(Tasks tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(8);
        CountDownLatch done = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 1; thread <= 8; thread++) {
                Runnable task = tasks.of(thread);
                running.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    task.run();
                    done.countDown();
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(done.getCount()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "garbage", "{\"v\":2}"})
    void aDamagedCellCountsForNothingAndIsWrittenAnew(String damage) {
        cells(store, 1).add(seen(1));
        store.compareAndSet(FIRST, 0, Bytes.utf8(damage));
        assertThat(sum()).isEqualTo(1);

        cells(store, 0).add(seen(10));

        assertThat(sum()).isEqualTo(11);
        assertThat(reported(FIRST).sum()).isEqualTo(seen(10));
    }

    /** The store itself may find that a cell is not what it wrote. */
    @Test
    void aCellThatTheStoreCannotReadCountsForNothingAndAnotherOneIsTaken() {
        cells(store, 1).add(seen(1));
        cells(store, 0).add(seen(100));
        flaky.damage(FIRST);

        assertThat(cells(flaky, 0).sum(ROLLOUT, STEP)).isEqualTo(seen(1));
        cells(flaky, 0, 1).add(seen(10));
        assertThat(cells(flaky, 0).sum(ROLLOUT, STEP)).isEqualTo(seen(11));
    }

    private static Watching watching(int seconds, String watcher) {
        return new Watching(ROLLOUT, NOW.plusSeconds(seconds), watcher);
    }

    @Test
    void somebodyWatchesARolloutUntilTheTimeIsOver() {
        TrialCells cells = cells(store, 0);
        assertThat(cells.watching()).as("nobody ever did").isEmpty();

        cells.watch(watching(30, "one"));

        Watching told = cells(store, 5).watching().orElseThrow();
        assertThat(told).isEqualTo(watching(30, "one")).hasToString(ROLLOUT + " 1767323075000000 one");
        assertThat(told.keeps(ROLLOUT, "other", NOW.plusSeconds(30).minusNanos(1)))
                .isTrue();
        assertThat(told.keeps(ROLLOUT, "other", NOW.plusSeconds(30))).isFalse();
        assertThat(told.keeps(ROLLOUT, "one", NOW)).as("not itself").isFalse();
        assertThat(told.keeps(ROLLOUT + 1, "other", NOW)).as("another rollout").isFalse();
        assertThat(new TrialCells(store, ModelName.of("Flights 2"), this::id, new Random(1)).watching())
                .isEmpty();
        assertThat(cells.sum(ROLLOUT, STEP)).isEqualTo(Trial.none(ROLLOUT, STEP));
    }

    @Test
    void theLastWordHolds() {
        cells(store, 0).watch(watching(30, "one"));
        cells(store, 1).watch(watching(60, "one"));

        assertThat(cells(store, 0).watching()).contains(watching(60, "one"));
    }

    @Test
    void ofTwoWhoSayThatTheyWatchAtOnceEitherWillDo() {
        flaky.meanwhile(() -> cells(store, 0).watch(watching(60, "one")));
        flaky.next(Trouble.OVERTAKEN);

        cells(flaky, 1).watch(watching(30, "other"));

        assertThat(cells(store, 0).watching()).contains(watching(60, "one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "1 2", "1 2 3 4", "x 2 one", "1 x one"})
    void aDamagedWatchIsNone(String text) {
        CellId watched = new CellId("trial-watched", "flights");
        store.compareAndSet(watched, 0, Bytes.utf8(text));
        assertThat(cells(store, 0).watching()).isEmpty();

        cells(store, 0).watch(watching(30, "one"));
        assertThat(cells(store, 0).watching()).isPresent();
    }

    @Test
    void aWatchThatTheStoreCannotReadIsNoneAndStopsNobody() {
        cells(store, 0).watch(watching(30, "one"));
        flaky.damage(new CellId("trial-watched", "flights"));

        cells(flaky, 0).watch(watching(30, "one"));

        assertThat(cells(flaky, 0).watching()).isEmpty();
    }
}
