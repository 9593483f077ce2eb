package dev.modelregistry.core.serve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model that must not be used when it is closed, and knows how often and by whom it was. */
final class FakeModel implements AutoCloseable {
    private final int number;
    private final AtomicInteger closings = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Thread closer;
    private volatile boolean closerWasInterrupted;

    FakeModel(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Its version's number, for whoever may use it. */
    int use() {
        if (closings.get() != 0) {
            throw new AssertionError("the model of version " + number + " is used after it was closed");
        }
        return number;
    }

    @Override
    public void close() {
        closer = Thread.currentThread();
        closerWasInterrupted = Thread.currentThread().isInterrupted();
        closings.incrementAndGet();
        closed.countDown();
    }

    int closings() {
        return closings.get();
    }

    @Nullable
    Thread closer() {
        return closer;
    }

    boolean closerWasInterrupted() {
        return closerWasInterrupted;
    }

    void awaitClosed() {
        ServingGround.await(closed);
    }
}
