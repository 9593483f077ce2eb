package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.FaultyStore.Fault.FAILS;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_AND_NOT_DONE;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_BUT_DONE;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Training runs on a store that fails, with many threads, and with nobody who closes them. */
@Timeout(60)
class TrainingRunFaultsTest {
    /** Points in a batch. */
    private static final int BATCH = 1 << 16;

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final ModelRegistry registry = ground.open(
            way,
            builder -> builder.threads(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                threads.add(thread);
                return thread;
            }));
    private final ModelRegistry elsewhere = ground.open();

    @AfterEach
    void close() {
        ground.close();
    }

    private RunView seen(TrainingRun run) {
        return elsewhere.run(run.id());
    }

    private static void log(TrainingRun run, long from, long to) {
        for (long step = from; step < to; step++) {
            run.metric("loss", step, 1.0 / step);
        }
    }

    private List<Long> steps(TrainingRun run) {
        return seen(run).points("loss").map(MetricPoint::step).toList();
    }

    private static List<Long> steps(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void trainingGoesOnWhileTheStoreIsAway() {
        TrainingRun run = registry.startRun("flights");
        log(run, 1, 10);
        run.flush();
        way.down = true;
        log(run, 10, 2 * BATCH);
        run.parameter("rate", 0.1);
        assertThatThrownBy(run::flush).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> run.artifact("a", bytes("b"))).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(run::close).isInstanceOf(StoreUnavailableException.class);
        assertThat(steps(run)).isEqualTo(steps(1, 10));

        way.down = false;
        run.complete();
        run.close();
        assertThat(steps(run)).isEqualTo(steps(1, 2 * BATCH));
        assertThat(seen(run).series().get("loss").count()).isEqualTo(2 * BATCH - 1);
        assertThat(seen(run).parameters()).containsOnlyKeys("rate");
        assertThat(seen(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(elsewhere.verify().problems()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        TrainingRun run = registry.startRun("flights");
        way.down = true;
        assertThatThrownBy(() -> log(run, 1, 20L * BATCH))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("run " + run.id()
                        + " has 16 batches that could not be saved, and keeps no more; see why flush() fails");

        way.down = false;
        run.flush();
        long kept = steps(run).size();
        assertThat(kept).isEqualTo(16L * BATCH);
        log(run, kept + 1, kept + 10);
        run.close();
        assertThat(steps(run)).isEqualTo(steps(1, kept + 10));
    }

    @Test
    void whatMayHaveBeenSavedIsSavedOnce() {
        for (boolean done : List.of(true, false)) {
            FaultyStore.Fault fault = done ? UNKNOWN_BUT_DONE : UNKNOWN_AND_NOT_DONE;
            TrainingRun run = registry.startRun("flights");
            log(run, 1, 10);
            way.next(fault, fault, fault);
            assertThatThrownBy(run::flush).isInstanceOf(OutcomeUnknownException.class);
            log(run, 10, 20);
            run.flush();
            run.complete();
            way.next(fault, fault, fault);
            assertThatThrownBy(run::close).isInstanceOf(OutcomeUnknownException.class);
            run.close();

            assertThat(steps(run)).isEqualTo(steps(1, 20));
            assertThat(seen(run).history()).hasSize(4);
            assertThat(seen(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    @Test
    void aRunThatCannotStartLeavesNothing() {
        way.next(FAILS);
        assertThatThrownBy(() -> registry.startRun("flights")).isInstanceOf(StoreUnavailableException.class);
        way.access = Access.READ_ONLY;
        assertThatThrownBy(() -> registry.startRun("flights")).isInstanceOf(RejectedException.class);
        assertThat(elsewhere.model("flights").runs()).isEmpty();
        assertThat(threads).isEmpty();
    }

    @Test
    void manyThreadsTellOneRun() throws Exception {
        int each = 50_000;
        TrainingRun run = registry.startRun("flights");
        Race.all(4, racer -> {
            for (long step = 0; step < each; step++) {
                run.metric("loss " + racer, step, racer);
                if (step % 10_000 == 0) {
                    run.parameter("step " + racer, step).flush();
                }
            }
            return true;
        });
        run.close();

        for (int racer = 0; racer < 4; racer++) {
            assertThat(seen(run).points("loss " + racer).map(MetricPoint::step).toList())
                    .isEqualTo(steps(0, each));
        }
        assertThat(seen(run).parameters()).hasSize(4);
        assertThat(elsewhere.verify().problems()).isEmpty();
    }

    @Test
    void manyFactsAreSavedInSeveralEvents() {
        TrainingRun run = registry.startRun("flights");
        String long8k = "\u0001".repeat(8_192); // six bytes each in JSON
        for (int i = 0; i < 100; i++) {
            run.parameter("parameter " + i, long8k);
        }
        for (int i = 0; i < 3_000; i++) {
            run.metric("series " + i, 1, i);
        }
        run.close();

        assertThat(seen(run).parameters())
                .hasSize(100)
                .allSatisfy((name, value) -> assertThat(value).hasToString(long8k));
        assertThat(seen(run).series()).hasSize(3_000);
        assertThat(elsewhere.verify().problems()).isEmpty();
    }

    @Test
    void aRunHasTenThousandSeries() {
        TrainingRun run = registry.startRun("flights");
        for (int i = 0; i < 10_000; i++) {
            run.metric("series " + i, 1, i);
        }
        assertThatThrownBy(() -> run.metric("loss of user 4711", 1, 1.0))
                .hasMessageContaining("has 10000 metric series already; 'loss of user 4711' would be one more");
        run.metric("series 7", 2, 7).close();
        assertThat(seen(run).series()).hasSize(10_000);
    }

    @Test
    void damagedPointsAreToldByWhoReadsThem() {
        TrainingRun run = registry.startRun("flights");
        log(run, 1, 10);
        run.close();
        ground.memory
                .blobs()
                .list(dev.modelregistry.id.Digest.ZERO, 10)
                .forEach(blob -> ground.memory.blobs().trash(blob.digest()));

        assertThat(seen(run).series().get("loss").count()).isEqualTo(9);
        assertThatThrownBy(() -> steps(run))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("run " + run.id() + ", points is gone: no blob");
        assertThat(elsewhere.verify().problems())
                .singleElement()
                .asString()
                .contains("journal " + JournalId.of(run.id()), "points");
    }

    @Test
    void theThreadThatLooksAfterRunsEndsWithThem() throws Exception {
        TrainingRun one = registry.startRun("flights");
        TrainingRun other = registry.startRun("flights");
        assertThat(threads).hasSize(1);
        one.close();
        other.close();
        threads.remove().join();
    }

    @Test
    void aRunThatNobodyHasAnyMoreIsNotLookedAfter() throws Exception {
        registry.startRun("flights").metric("loss", 1, 1.0); // and never closed
        Thread keeper = threads.remove();
        while (keeper.isAlive()) {
            System.gc();
            keeper.join(100);
        }
        assertThat(elsewhere.model("flights").runs())
                .extracting(RunView::status)
                .containsExactly(RunStatus.RUNNING);
    }

    @Test
    void aRunOutlivesItsRegistryAsItWasSaved() {
        TrainingRun run = registry.startRun("flights");
        run.metric("loss", 1, 1.0).flush();
        registry.close();

        assertThatThrownBy(run::close).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.startRun("flights", because("late")))
                .isInstanceOf(RegistryClosedException.class);
        assertThat(steps(run)).isEqualTo(steps(1, 2));
    }
}
