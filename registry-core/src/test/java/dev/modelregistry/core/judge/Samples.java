package dev.modelregistry.core.judge;

import java.time.Duration;
import java.util.BitSet;

/** Samples of which little matters. */
final class Samples {
    private Samples() {}

    /** So many requests that took this long each, from the first so many slots. */
    static Sample of(long requests, long errors, Duration each, int slots) {
        long[] counts = new long[Latencies.BUCKETS];
        counts[Latencies.bucket(each.toNanos())] = requests;
        BitSet bits = new BitSet();
        bits.set(0, slots);
        return new Sample(Latencies.of(counts), errors, Moments.NONE, SlotSample.of(bits.toByteArray()));
    }

    /** So many requests that took a millisecond each. */
    static Sample of(long requests, long errors) {
        return of(requests, errors, Duration.ofMillis(1), 0);
    }

    /** Of both arms. */
    static Arms<Sample> arms(long candidates, long failed, long controls, long controlsFailed) {
        return new Arms<>(of(candidates, failed), of(controls, controlsFailed));
    }

    static Sample withScores(Sample sample, Moments scores) {
        return new Sample(sample.latencies(), sample.errors(), scores, sample.slots());
    }
}
