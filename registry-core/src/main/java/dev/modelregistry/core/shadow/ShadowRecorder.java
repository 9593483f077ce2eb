package dev.modelregistry.core.shadow;

import java.util.random.RandomGenerator;

/**
 * Counts and compares answers as they come, one request at a time. Each copied request is reported by one call at most. One to which control
 * itself has no answer, because it threw, is reported by none: there is nothing to compare with.
 *
 * <p>Thread-safe: a lock is held for microseconds, and nothing is waited for. Whatever the numbers and labels are, nothing is thrown.
 */
public final class ShadowRecorder {
    private final RandomGenerator random;
    private ShadowComparison seen;

    /**
     * @param begun what to go on from: {@link ShadowComparison#start()} or {@link ShadowComparison#start(double)}, or what was seen before
     * @param random for the sample, used by one thread at a time; it must be seeded differently in each JVM, or samples repeat each other
     */
    public ShadowRecorder(ShadowComparison begun, RandomGenerator random) {
        this.seen = begun;
        this.random = random;
    }

    /** Both gave a number; either may be infinite or no number. */
    public synchronized void numbers(double control, double candidate) {
        if (!Double.isFinite(control)) {
            count(Uncompared.INCOMPARABLE);
        } else if (!Double.isFinite(candidate)) {
            count(Uncompared.NOT_FINITE);
        } else {
            NumberPairs pairs = seen.numbers().with(random.nextLong(), control, candidate);
            seen = new ShadowComparison(seen.uncompared(), pairs, seen.labels());
        }
    }

    /** Both gave a label. */
    public synchronized void labels(String control, String candidate) {
        LabelPairs pairs = seen.labels().plus(LabelPairs.of(control, candidate));
        seen = new ShadowComparison(seen.uncompared(), seen.numbers(), pairs);
    }

    /** The queue was full, or it waited in it for too long: the candidate was not asked. */
    public void dropped() {
        count(Uncompared.DROPPED);
    }

    /** The candidate had not answered in time; an answer that comes later is not reported. */
    public void late() {
        count(Uncompared.LATE);
    }

    /** The candidate threw where control did not. */
    public void failed() {
        count(Uncompared.FAILED);
    }

    private synchronized void count(Uncompared one) {
        seen = new ShadowComparison(seen.uncompared().plus(one), seen.numbers(), seen.labels());
    }

    /** All that was seen since it began, or since the last {@link #drain}. */
    public synchronized ShadowComparison seen() {
        return seen;
    }

    /** What was seen, which is forgotten here: an increment to be added elsewhere, once. */
    public synchronized ShadowComparison drain() {
        ShadowComparison drained = seen;
        seen = drained.emptied();
        return drained;
    }
}
