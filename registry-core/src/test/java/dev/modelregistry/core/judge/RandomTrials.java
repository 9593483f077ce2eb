package dev.modelregistry.core.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/** What processes may have seen. */
public final class RandomTrials {
    private static final int LONGEST = 300_000_000;

    private RandomTrials() {}

    /** Whatever can be seen. */
    public static Trial any(Random random) {
        return trial(
                random,
                random.nextInt(5),
                random.nextInt(5),
                () -> random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
    }

    /** Whose sums are exact, so that their order makes no difference at all: real numbers are multiples of 1/64, and the mean of each arm's scores is the same. */
    public static Trial exact(Random random, long rollout, long step) {
        Trial trial = trial(random, rollout, step, () -> random.nextInt(10_000) / 64.0 - 50);
        Arms<Sample> seen = trial.seen();
        return new Trial(
                rollout,
                trial.errors(),
                trial.slow(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                trial.threshold(),
                step,
                new Arms<>(withMean(seen.candidate(), 0.3), withMean(seen.control(), 0.7)));
    }

    private static Sample withMean(Sample sample, double mean) {
        Moments scores = sample.scores();
        return new Sample(
                sample.latencies(),
                sample.errors(),
                scores.count() == 0 ? scores : new Moments(scores.count(), mean, scores.squares()),
                sample.slots());
    }

    private static Trial trial(Random random, long rollout, long step, DoubleSupplier numbers) {
        return new Trial(
                rollout,
                rate(random, numbers),
                rate(random, numbers),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                random.nextInt(3) == 0 ? 0 : random.nextInt(LONGEST),
                step,
                new Arms<>(sample(random, numbers), sample(random, numbers)));
    }

    private static RateTest rate(Random random, DoubleSupplier numbers) {
        List<Double> logLikelihoods = new ArrayList<>();
        DoubleStream.generate(numbers).limit(Mixture.RISKS.size()).forEach(logLikelihoods::add);
        return new RateTest(new Arms<>(tally(random), tally(random)), logLikelihoods);
    }

    private static Tally tally(Random random) {
        int requests = random.nextInt(1_000);
        return new Tally(requests, random.nextInt(requests + 1));
    }

    private static Sample sample(Random random, DoubleSupplier numbers) {
        long[] durations = new long[random.nextInt(20)];
        Arrays.setAll(durations, i -> random.nextInt(LONGEST));
        int scores = random.nextInt(4);
        return new Sample(
                Latencies.ofNanos(durations),
                random.nextInt(durations.length + 1),
                scores == 0
                        ? Moments.NONE
                        : new Moments(scores, numbers.getAsDouble(), Math.abs(numbers.getAsDouble())),
                SlotSample.of(random.longs(random.nextInt(4)).toArray()));
    }
}
