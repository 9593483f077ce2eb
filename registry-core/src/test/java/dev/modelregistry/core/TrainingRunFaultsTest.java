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
import dev.modelregistry.contract.Trash;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
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
        run.complete();
        assertThatThrownBy(run::close).isInstanceOf(StoreUnavailableException.class);
        assertThat(steps(run)).isEqualTo(steps(1, 10));
        assertThatThrownBy(() -> run.metric("loss", 1, 1.0))
                .as("a run that could not be closed takes no more all the same")
                .isInstanceOf(RejectedException.class);

        way.down = false;
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
                .hasMessage("the network is down");

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
        int each = 20_000;
        TrainingRun run = registry.startRun("flights");
        Race.all(24, racer -> {
            for (long step = 0; step < each; step++) {
                run.metric("loss " + racer, step, racer);
                if (step % 10_000 == 0) {
                    run.parameter("step " + racer, step).flush();
                }
            }
            return true;
        });
        run.close();

        for (int racer = 0; racer < 24; racer++) {
            assertThat(seen(run).points("loss " + racer).map(MetricPoint::step).toList())
                    .isEqualTo(steps(0, each));
        }
        assertThat(seen(run).parameters()).hasSize(24);
        assertThat(elsewhere.verify().problems()).isEmpty();
    }

    @Test
    void manyFactsAreSavedInSeveralEvents() {
        TrainingRun run = registry.startRun("flights");
        String long8k = "\u0001".repeat(8_192); // six bytes each in JSON
        for (int i = 0; i < 100; i++) {
            run.parameter("parameter " + i, long8k);
        }
        for (int i = 0; i < 1_000; i++) {
            run.metric("\u20ac".repeat(240) + i, 1, i);
        }
        for (int i = 0; i < 20; i++) {
            run.parameter("before", long8k.substring(i))
                    .parameter("and", long8k)
                    .dataset(long8k.substring(3) + i, long8k);
        }
        run.close();

        assertThat(seen(run).parameters()).hasSize(102).containsEntry("parameter 7", new ParameterValue.Text(long8k));
        assertThat(seen(run).series()).hasSize(1_000);
        assertThat(seen(run).datasets()).hasSize(20);
        assertThat(elsewhere.verify().problems()).isEmpty();
    }

    @Test
    void aRunWithManySeriesIsSavedInLargeBatchesToo() {
        TrainingRun run = registry.startRun("flights");
        for (int step = 0; step < 130; step++) {
            run.metric("best", step);
            for (int i = 0; i < 500; i++) {
                run.metric("gradient of layer " + i, step, i);
            }
        }
        run.close();

        assertThat(seen(run).series())
                .hasSize(500)
                .allSatisfy((name, summary) -> assertThat(summary.count()).isEqualTo(130));
        assertThat(seen(run).history().count())
                .as("started, logged by the second and perhaps by size, ended")
                .isLessThan(30);
    }

    @Test
    void aRunHasAThousandSeries() {
        TrainingRun run = registry.startRun("flights");
        for (int i = 0; i < 1_000; i++) {
            run.metric("series " + i, 1, i);
        }
        assertThatThrownBy(() -> run.metric("loss of user 4711", 1, 1.0))
                .hasMessageContaining("has 1000 metric series already; 'loss of user 4711' would be one more");
        run.metric("series 7", 2, 7).close();
        assertThat(seen(run).series()).hasSize(1_000);
    }

    @Test
    void aRunThatCouldNotBeClosedIsClosedLater() {
        TrainingRun run = registry.startRun("flights");
        run.complete();
        way.next(UNKNOWN_AND_NOT_DONE, UNKNOWN_AND_NOT_DONE, UNKNOWN_AND_NOT_DONE);
        assertThatThrownBy(run::close).isInstanceOf(OutcomeUnknownException.class);
        while (seen(run).status() == RunStatus.RUNNING) {
            Thread.onSpinWait(); // until its keeper has tried again
        }
        assertThat(seen(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void damagedPointsAreToldByWhoReadsThem() {
        TrainingRun run = registry.startRun("flights");
        log(run, 1, 10);
        run.close();
        ground.memory
                .blobs()
                .list(Digest.ZERO, 10)
                .forEach(blob ->
                        assertThat(Trash.end(ground.memory, blob.digest())).isTrue());

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
        run.metric("loss", 1, 1.0);
        registry.close();

        assertThatThrownBy(run::close).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.startRun("flights", because("late")))
                .isInstanceOf(RegistryClosedException.class);
        assertThat(steps(run)).isEqualTo(steps(1, 2));
    }
}
