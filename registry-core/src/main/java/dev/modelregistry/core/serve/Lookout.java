package dev.modelregistry.core.serve;

import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.shadow.ShadowTrial;

/** What becomes of what was counted. Each may take as long as the store does; called by one thread at a time, if nothing else is said. */
public interface Lookout {
    /**
     * Hears of what came in an interval.
     *
     * @throws RuntimeException if it has not taken it: it is told again, with what comes then
     */
    void report(Trial seen);

    /**
     * Hears of what a shadow showed; called by another thread than the others, one at a time.
     *
     * @throws RuntimeException if it has not taken it: it is told again, with what comes then
     */
    void report(ShadowTrial seen);

    /** Judges, and does what follows. */
    void look();
}
