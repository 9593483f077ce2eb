package dev.modelregistry.core.serve;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a serving thread does: round after round, each as soon as something wakes it or is due. A bug ends a round, and not the thread. */
abstract class Rounds implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final WakeUps wakeUps;
    private final Duration afterBug;

    /** @param afterBug how long to wait after a bug */
    Rounds(WakeUps wakeUps, Duration afterBug) {
        this.wakeUps = wakeUps;
        this.afterBug = afterBug;
    }

    /** The first round is next. */
    abstract void begun();

    /** Does what is due; gives for how many nanoseconds nothing will be, below zero if nothing ever will. */
    abstract long turn();

    /** A round ended with a bug. */
    abstract void hasBug(Throwable bug);

    /** There are no more rounds. */
    abstract void ended();

    /** Returns when nothing is left to do. */
    @Override
    public final void run() {
        try {
            begun();
            long pause = 0;
            while (pause >= 0) {
                wakeUps.await(pause);
                try {
                    pause = turn();
                } catch (Throwable bug) {
                    LOG.error("{} goes on as it is because of a bug", this, bug);
                    hasBug(bug);
                    pause = afterBug.toNanos();
                }
            }
        } finally {
            ended();
        }
    }
}
