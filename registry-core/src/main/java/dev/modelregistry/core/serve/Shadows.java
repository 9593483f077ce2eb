package dev.modelregistry.core.serve;

import dev.modelregistry.ServedModel.Call;
import dev.modelregistry.core.shadow.ShadowComparison;
import dev.modelregistry.core.shadow.ShadowRecorder;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.health.Shadowing;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does once more with a candidate what was done with control, behind the requests, on one thread that is there while there is something to do, and compares the answers. Thread-safe; {@link #copy} never waits.
 *
 * @param <T> the model
 */
final class Shadows<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(10);

    private final Shadowing options;
    private final Lookout lookout;
    private final ThreadPoolExecutor worker;
    private volatile @Nullable Seen seen;
    private volatile boolean isShut;
    private volatile @Nullable Copy<?> running;

    Shadows(Shadowing options, Lookout lookout, ThreadFactory threads) {
        this.options = options;
        this.lookout = lookout;
        this.worker =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(options.queue()), threads);
        worker.allowCoreThreadTimeOut(true);
    }

    /** What one shadow showed, and has not been reported. */
    private static final class Seen {
        final Shade shade;
        final ShadowRecorder recorder;
        private @Nullable ShadowTrial pending;
        private long reportAt;

        Seen(Shade shade, ShadowRecorder recorder, long reportAt) {
            this.shade = shade;
            this.recorder = recorder;
            this.reportAt = reportAt;
        }
    }

    /**
     * A request was answered by control. Copies it or not, by chance.
     *
     * @param candidate the model of the shadow
     * @param answer what control gave
     */
    void copy(Shade shade, Loaded<T> candidate, Call<? super T, ?, ?> call, @Nullable Object answer) {
        interruptWhatIsLate();
        if (shade.share() < 1 && ThreadLocalRandom.current().nextDouble() >= shade.share()) {
            return;
        }
        Seen now = seen(shade);
        try {
            worker.execute(new Copy<>(this, now, candidate, call, answer, System.nanoTime()));
        } catch (Throwable notTaken) { // the queue is full, or there is no thread
            now.recorder.dropped();
        }
    }

    private Seen seen(Shade shade) {
        Seen now = seen;
        return now != null && now.shade.equals(shade) ? now : begin(shade);
    }

    private synchronized Seen begin(Shade shade) {
        Seen before = seen;
        if (before != null && before.shade.equals(shade)) {
            return before;
        }
        ShadowComparison nothing = options.threshold().isPresent()
                ? ShadowComparison.start(options.threshold().getAsDouble())
                : ShadowComparison.start();
        Seen begun = new Seen(shade, new ShadowRecorder(nothing, new Random()), reportAt());
        seen = begun;
        return begun;
    }

    private long reportAt() {
        return System.nanoTime() + options.reportEvery().toNanos();
    }

    /** No thread waits for deadlines: whoever brings more looks. */
    private void interruptWhatIsLate() {
        Copy<?> now = running;
        if (now != null && now.isLate()) {
            now.interrupt();
        }
    }

    private boolean isLate(long since) {
        return System.nanoTime() - since > options.deadline().toNanos();
    }

    /** Serving ends: what was seen is reported without waiting for more. */
    void shut() {
        isShut = true;
    }

    /** For the worker, which stays while there is something to report and nothing else to do. */
    private void reportWhenDue(Seen of) {
        while (of.reportAt - System.nanoTime() > 0 && !isShut) {
            if (!worker.getQueue().isEmpty()) {
                return;
            }
            LockSupport.parkNanos(this, LINGER);
        }
        of.reportAt = reportAt();
        ShadowTrial more = new ShadowTrial(of.shade.rollout(), of.shade.version(), of.recorder.drain());
        ShadowTrial all = of.pending == null ? more : of.pending.plus(more);
        of.pending = all;
        try {
            lookout.report(all);
            of.pending = null;
        } catch (Throwable failure) {
            LOG.warn("What a shadow showed could not be reported; it is tried again", failure);
        }
    }

    /** One request once more. */
    private static final class Copy<T> implements Runnable {
        private final Shadows<T> shadows;
        private final Seen seen;
        private final Loaded<T> candidate;
        private final Call<? super T, ?, ?> call;
        private final @Nullable Object expected;
        private final long since;
        private volatile long began;
        private @Nullable Thread thread;

        Copy(
                Shadows<T> shadows,
                Seen seen,
                Loaded<T> candidate,
                Call<? super T, ?, ?> call,
                @Nullable Object expected,
                long since) {
            this.shadows = shadows;
            this.seen = seen;
            this.candidate = candidate;
            this.call = call;
            this.expected = expected;
            this.since = since;
        }

        /** Whether its call takes too long. */
        boolean isLate() {
            return shadows.isLate(began);
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        private synchronized void runningOn(@Nullable Thread worker) {
            thread = worker;
        }

        @Override
        public void run() {
            try {
                ask();
            } finally {
                shadows.reportWhenDue(seen);
            }
        }

        private void ask() {
            if (shadows.isLate(since)) {
                seen.recorder.dropped(); // it waited for too long, which is not the candidate's fault
                return;
            }
            int stripe = Loaded.stripe();
            if (candidate.enter(stripe)) { // else it is over, and nobody asks any more
                try {
                    began = System.nanoTime();
                    compare();
                } finally {
                    candidate.leave(stripe);
                }
            }
        }

        private void compare() {
            runningOn(Thread.currentThread());
            shadows.running = this;
            Object answer = null;
            Throwable failure = null;
            try {
                answer = call.on(candidate.model());
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                shadows.running = null;
                runningOn(null);
                Thread.interrupted(); // what was meant for this one must not meet the next
            }
            if (isLate()) {
                seen.recorder.late();
            } else if (failure != null) {
                seen.recorder.failed();
            } else {
                record(answer);
            }
        }

        private void record(@Nullable Object answer) {
            Object control;
            try {
                control = output(expected);
            } catch (Throwable nothing) {
                seen.recorder.numbers(Double.NaN, Double.NaN); // nothing to compare with
                return;
            }
            Object other;
            try {
                other = output(answer);
            } catch (Throwable nothing) {
                seen.recorder.failed();
                return;
            }
            if (control instanceof Number one && other instanceof Number two) {
                seen.recorder.numbers(one.doubleValue(), two.doubleValue());
            } else {
                seen.recorder.labels(String.valueOf(control), String.valueOf(other));
            }
        }

        /** A number, or a text. */
        private Object output(@Nullable Object answer) {
            Object output = Objects.requireNonNull(
                    shadows.options.output().apply(Objects.requireNonNull(answer, "the answer")), "the output");
            return output instanceof Number ? output : Objects.requireNonNull(output.toString(), "the text");
        }
    }
}
