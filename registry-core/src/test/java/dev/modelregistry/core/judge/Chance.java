package dev.modelregistry.core.judge;

import java.util.SplittableRandom;

/** Draws for simulated rollouts; the same ones in each run. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** How many of n happen, by the gaps between them, which are geometric. */
    long binomial(long n, double probability) {
        double logMiss = Math.log1p(-probability);
        long hits = 0;
        long at = gap(logMiss);
        while (at <= n) {
            hits++;
            at += gap(logMiss);
        }
        return hits;
    }

    private long gap(double logMiss) {
        return (long) Math.floor(Math.log(uniform()) / logMiss) + 1;
    }

    double normal() {
        return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Above 0 and at most 1. */
    double uniform() {
        return 1 - random.nextDouble();
    }
}
