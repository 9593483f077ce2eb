package dev.modelregistry.core.serve;

import dev.modelregistry.core.judge.Trial;

/** What becomes of what was counted. Both may take as long as the store does; called by one thread at a time. */
public interface Lookout {
    /**
     * Hears of what came in an interval.
     *
     * @throws RuntimeException if it has not taken it: it is told again, with what comes then
     */
    void report(Trial seen);

    /** Judges, and does what follows. */
    void look();
}
