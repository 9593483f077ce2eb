package dev.modelregistry.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShadowRecorderTest {
    private final ShadowRecorder recorder = new ShadowRecorder(ShadowComparison.start(0.5), new SplittableRandom(7));

    @Test
    void eachCallCountsOneRequestWhereItBelongs() {
        recorder.dropped();
        recorder.dropped();
        recorder.late();
        recorder.late();
        recorder.late();
        recorder.failed();
        recorder.numbers(1, 2);
        recorder.labels("a", "b");

        ShadowComparison seen = recorder.seen();
        assertThat(seen.uncompared()).isEqualTo(new Uncompared(2, 3, 1, 0, 0));
        assertThat(seen.numbers().count()).isEqualTo(1);
        assertThat(seen.labels().count()).isEqualTo(1);
        assertThat(seen.compared()).isEqualTo(2);
    }

    @Test
    void outputsThatAreNotFiniteAreCountedByWhoseTheyAre() {
        double[] notFinite = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double each : notFinite) {
            recorder.numbers(0.3, each);
            recorder.numbers(each, 0.3);
            recorder.numbers(each, each);
        }

        assertThat(recorder.seen().uncompared()).isEqualTo(new Uncompared(0, 0, 0, 3, 6));
        assertThat(recorder.seen().compared()).isZero();
    }

    @Test
    void drainsAddUpToWhatWouldHaveBeenSeen() {
        ShadowRecorder whole = new ShadowRecorder(ShadowComparison.start(0.5), new SplittableRandom(7));
        ShadowComparison sum = ShadowComparison.start(0.5);
        for (int i = 0; i < 2_000; i++) {
            whole.numbers(i % 4 / 4.0, i % 3 / 4.0);
            recorder.numbers(i % 4 / 4.0, i % 3 / 4.0);
            if (i % 300 == 0) {
                sum = sum.plus(recorder.drain());
                assertThat(recorder.seen()).isEqualTo(ShadowComparison.start(0.5));
            }
        }

        assertThat(sum.plus(recorder.drain())).isEqualTo(whole.seen());
    }

    @Test
    void goesOnFromWhatWasSeenBefore() {
        recorder.numbers(0.1, 0.9);
        ShadowRecorder next = new ShadowRecorder(recorder.seen(), new SplittableRandom(8));
        next.numbers(0.1, 0.2);

        assertThat(next.seen().flips()).isEqualTo(new Share(1, 2));
        assertThat(next.seen().numbers().sample().pairs()).hasSize(2);
    }

    @Test
    void losesNothingWhenManyThreadsReportAtOnce() throws Exception {
        int threads = 4;
        int each = 4_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        ShadowComparison drained = ShadowComparison.start(0.5);
        try {
            CyclicBarrier together = new CyclicBarrier(threads);
            List<Future<ShadowComparison>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                parts.add(pool.submit(() -> {
                    ShadowComparison part = ShadowComparison.start(0.5);
                    together.await(30, TimeUnit.SECONDS);
                    for (int i = 0; i < each; i++) {
                        recorder.numbers(0.25, i % 2);
                        recorder.labels("a", "b");
                        recorder.dropped();
                        recorder.late();
                        recorder.failed();
                        if (i % 500 == 0) {
                            part = part.plus(recorder.drain());
                        }
                    }
                    return part;
                }));
            }
            for (Future<ShadowComparison> part : parts) {
                drained = drained.plus(part.get(30, TimeUnit.SECONDS));
            }
        } finally {
            pool.shutdownNow();
        }
        ShadowComparison sum = drained.plus(recorder.seen());

        long all = (long) threads * each;
        assertThat(sum.uncompared()).isEqualTo(new Uncompared(all, all, all, 0, 0));
        assertThat(sum.flips()).isEqualTo(new Share(all / 2 + all, 2 * all));
        assertThat(sum.numbers().distance()).isEqualTo(all / 2 * 0.25 + all / 2 * 0.75);
        assertThat(sum.numbers().sample().pairs()).hasSize(PairSample.LIMIT).doesNotHaveDuplicates();
    }
}
