package dev.modelregistry.examples.benchmarks;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * How long calls take.
 *
 * @param median half of them are not longer
 * @param p99 of a hundred, one is longer
 * @param found what they found, on average
 */
record Latency(double median, double p99, double found) {
    /** Measures some calls, one after the other, after some that do not count. */
    static Latency of(int warmUps, int calls, IntUnaryOperator call) {
        double[] nanos = new double[calls];
        long found = 0;
        for (int i = 0; i < warmUps + calls; i++) {
            long start = System.nanoTime();
            int some = call.applyAsInt(i);
            if (i >= warmUps) {
                nanos[i - warmUps] = System.nanoTime() - start;
                found += some;
            }
        }
        Arrays.sort(nanos);
        return new Latency(percentile(nanos, 0.5), percentile(nanos, 0.99), (double) found / calls);
    }

    private static double percentile(double[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
}
