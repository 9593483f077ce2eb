package dev.modelregistry.core.serve;

import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.Sample;

/**
 * What is counted while the same versions answer the same slots. Thread-safe; {@link #take} is for one thread.
 *
 * @param watch why
 * @param candidate of the version that is tried out
 * @param control of the version in production
 */
record Counters(Watch watch, ArmCounter candidate, ArmCounter control) {
    static Counters start(Watch watch) {
        return new Counters(watch, new ArmCounter(), new ArmCounter());
    }

    /** What came since the last time. */
    Arms<Sample> take() {
        return new Arms<>(candidate.take(), control.take());
    }
}
