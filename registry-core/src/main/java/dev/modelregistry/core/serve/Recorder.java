package dev.modelregistry.core.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.PredictionSink;
import dev.modelregistry.serving.PredictionSink.Entry;
import dev.modelregistry.serving.PredictionSink.Exposure;
import dev.modelregistry.serving.PredictionSink.Prediction;
import dev.modelregistry.serving.ServingAlert.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes records to the host's sink, on a thread that is there while there are any. Thread-safe; {@link #offer} never waits. */
final class Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int BATCH = 500;
    private static final int REMEMBERED = 100_000;

    private final PredictionSink sink;
    private final BlockingQueue<Entry> queue;
    private final ThreadFactory threads;
    private final Troubles troubles;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean isInTrouble = new AtomicBoolean();
    /** Who was last exposed to what. */
    private final Cache<String, Route> exposed =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** @param queue how many records may wait */
    Recorder(PredictionSink sink, int queue, ThreadFactory threads, Troubles troubles) {
        this.sink = sink;
        this.queue = new ArrayBlockingQueue<>(queue);
        this.threads = threads;
        this.troubles = troubles;
    }

    void predicted(Prediction prediction) {
        offer(prediction);
    }

    /** Somebody is served by a rollout; told the first time by each stamp. */
    void exposed(String key, Route route, Instant at) {
        Route before = exposed.asMap().put(key, route);
        if (!route.equals(before) && !offer(new Exposure(Optional.of(key), route, at))) {
            exposed.asMap().remove(key, route); // it was dropped, and is told the next time
        }
    }

    /** Gives whether it was taken. */
    private boolean offer(Entry entry) {
        boolean isTaken = queue.offer(entry);
        if (!isTaken) {
            dropped.incrementAndGet();
            warn("is too slow", null);
        }
        start();
        return isTaken;
    }

    private void start() {
        if (!isRunning.get() && isRunning.compareAndSet(false, true)) {
            try {
                threads.newThread(this::run).start();
            } catch (Throwable noThread) {
                isRunning.set(false); // and the next record tries again
            }
        }
    }

    private void run() {
        List<Entry> batch = new ArrayList<>();
        while (queue.drainTo(batch, BATCH) > 0) {
            long before = dropped.get();
            Throwable failure = tell(List.copyOf(batch));
            if (failure != null) {
                dropped.addAndGet(batch.size());
                warn("failed", failure);
            } else if (before == dropped.get()) {
                recovered();
            }
            batch.clear();
        }
        isRunning.set(false);
        if (!queue.isEmpty()) { // whoever offered it may have seen this thread still running
            start();
        }
    }

    private @Nullable Throwable tell(List<Entry> batch) {
        try {
            sink.accept(batch);
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    /** Once when it begins; again after all was well. */
    private void warn(String why, @Nullable Throwable failure) {
        if (isInTrouble.compareAndSet(false, true)) {
            troubles.raise(
                    Kind.RECORDS_DROPPED,
                    OptionalInt.empty(),
                    "the sink of predictions " + why + ", and records are dropped until it takes them again",
                    failure);
        }
    }

    private void recovered() {
        if (isInTrouble.compareAndSet(true, false)) {
            LOG.info("The sink of predictions takes records again; {} were dropped", dropped.getAndSet(0));
        }
    }
}
