package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.util.Arrays;

/** Measures two ways of doing the same in turns, so that whatever else the machine is busy with disturbs both alike. */
final class Measure {
    private Measure() {}

    /** One round of a benchmark. */
    interface Round {
        /** Does the work, and gives the nanoseconds that each operation took. */
        double run() throws IOException;
    }

    /** Something to be timed. */
    interface Action {
        void run() throws IOException;
    }

    /** What was measured over all rounds, smallest first. */
    record Spread(double low, double median, double high) {
        static Spread of(double... values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(sorted[0], median, sorted[sorted.length - 1]);
        }
    }

    /**
     * Nanoseconds for each operation.
     *
     * @param ratio library to baseline, of each pair of rounds
     */
    record Comparison(Spread baseline, Spread library, Spread ratio) {}

    /** How long something takes, in nanoseconds. */
    static double nanos(Action action) throws IOException {
        long start = System.nanoTime();
        action.run();
        return System.nanoTime() - start;
    }

    /** Runs one alone: some rounds that do not count, then those that do. */
    static Spread many(int warmUps, int rounds, Round round) throws IOException {
        for (int i = 0; i < warmUps; i++) {
            round.run();
        }
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            times[i] = round.run();
        }
        return Spread.of(times);
    }

    /** Runs both in turns: some rounds that do not count, then those that do. */
    static Comparison inTurns(int warmUps, int rounds, Round baseline, Round library) throws IOException {
        for (int i = 0; i < warmUps; i++) {
            baseline.run();
            library.run();
        }
        double[] baselines = new double[rounds];
        double[] libraries = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            baselines[i] = baseline.run();
            libraries[i] = library.run();
            ratios[i] = libraries[i] / baselines[i];
        }
        return new Comparison(Spread.of(baselines), Spread.of(libraries), Spread.of(ratios));
    }
}
