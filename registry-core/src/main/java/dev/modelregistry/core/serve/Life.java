package dev.modelregistry.core.serve;

import dev.modelregistry.error.RegistryClosedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The life of something that is served: started once, by one thread, and shut before that thread ends. Thread-safe. */
final class Life {
    private final Beginning beginning;
    private final Duration drainLimit;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isClosed;
    private volatile long shutAt;

    /** @param drainLimit how long its end is waited for */
    Life(Beginning beginning, Duration drainLimit) {
        this.beginning = beginning;
        this.drainLimit = drainLimit;
    }

    /** Returns when it has begun. If this throws, it is shut; what was begun has ended by then, unless the caller was interrupted. */
    void start(ThreadFactory threads, Rounds rounds, Servant servant) {
        if (isStarted.getAndSet(true)) {
            throw new IllegalStateException(
                    "serving of " + beginning.served() + " was started before; start each one once");
        }
        if (isClosed) {
            ended.countDown();
            throw closed();
        }
        try {
            threads.newThread(rounds).start();
        } catch (Throwable noThread) {
            ended.countDown();
            servant.shut();
            throw noThread;
        }
        try {
            beginning.await();
        } catch (RuntimeException failed) {
            servant.shut();
            servant.awaitEnd(); // not where this thread was interrupted
            throw failed;
        }
    }

    /** Notes that it is shut from now on, unless it was before. */
    boolean shut() {
        if (isClosed) {
            return false;
        }
        shutAt = System.nanoTime();
        isClosed = true;
        return true;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Waits for its end; calls the other if that takes too long. */
    void awaitEnd(Runnable ifLate) {
        if (!isStarted.get()) {
            return;
        }
        try {
            long left = shutAt + drainLimit.toNanos() - System.nanoTime();
            if (!ended.await(left, TimeUnit.NANOSECONDS)) {
                ifLate.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its thread met a bug: whoever waits for the beginning must hear of it. */
    void hasBug(Throwable bug, Servant servant) {
        if (beginning.isOpen()) {
            beginning.fail(
                    new IllegalStateException("cannot serve " + beginning.served() + " because of a bug: " + bug, bug));
            servant.shut();
        }
    }

    /** Its thread is done. */
    void ended() {
        ended.countDown();
    }

    RegistryClosedException closed() {
        return new RegistryClosedException("serving of " + beginning.served() + " was closed; serve it again");
    }
}
