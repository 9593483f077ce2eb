package dev.modelregistry.core.serve;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has the serving thread look again. Requests do that too, so it is the least that can be done; the more code there is on the way of a lease, the less the JIT
 * compiler takes together, and then leases cost memory.
 */
final class WakeUps {
    private volatile @Nullable Thread sleeper;
    private volatile boolean isAwake;

    /** For any thread, after whatever there is to see. Never waits. */
    void wake() {
        isAwake = true;
        LockSupport.unpark(sleeper);
    }

    /** For the one thread that is woken: waits for a wake-up since the last time, but no longer than this. Interrupts are forgotten: serving ends by closing. */
    void await(long nanos) {
        sleeper = Thread.currentThread();
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !isAwake; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            Thread.interrupted();
        }
        isAwake = false;
    }
}
