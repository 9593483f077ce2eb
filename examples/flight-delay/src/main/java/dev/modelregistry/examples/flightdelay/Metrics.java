package dev.modelregistry.examples.flightdelay;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How good predictions are.
 *
 * @param auc probability that a delayed flight is given a higher probability than a punctual one; 0.5 is guessing
 * @param accuracy share of flights on the right side of one half; hardly moves while few flights are delayed
 * @param logLoss mean negative logarithm of the probability given to what happened; lower is better
 */
record Metrics(double auc, double accuracy, double logLoss) {

    /** Keeps one confident mistake from making the mean infinite. */
    private static final double LEAST_PROBABILITY = 1e-15;

    /** Measures a predictor on flights of which some, but not all, are delayed. */
    static Metrics of(DelayPredictor predictor, List<FlownFlight> flights) {
        Outcome[] outcomes = flights.stream()
                .map(flown -> new Outcome(predictor.probabilityOfDelay(flown.flight()), flown.isDelayed()))
                .toArray(Outcome[]::new);
        long right = Arrays.stream(outcomes).filter(Outcome::isRight).count();
        double loss =
                Arrays.stream(outcomes).mapToDouble(Outcome::loss).average().orElseThrow();
        return new Metrics(auc(outcomes), (double) right / outcomes.length, loss);
    }

    /** The Mann–Whitney statistic, from ranks; equal probabilities share the mean of their ranks. */
    private static double auc(Outcome[] outcomes) {
        Outcome[] sorted = outcomes.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(Outcome::probability));
        double rankSum = 0;
        long delayed = 0;
        for (int from = 0, to = 0; from < sorted.length; from = to) {
            while (to < sorted.length && sorted[to].probability() == sorted[from].probability()) {
                to++;
            }
            double meanRank = (from + 1 + to) / 2.0;
            long delayedHere =
                    Arrays.stream(sorted, from, to).filter(Outcome::delayed).count();
            rankSum += meanRank * delayedHere;
            delayed += delayedHere;
        }
        long punctual = sorted.length - delayed;
        return (rankSum - delayed * (delayed + 1) / 2.0) / ((double) delayed * punctual);
    }

    private record Outcome(double probability, boolean delayed) {

        boolean isRight() {
            return (probability >= 0.5) == delayed;
        }

        double loss() {
            return -Math.log(Math.max(delayed ? probability : 1 - probability, LEAST_PROBABILITY));
        }
    }
}
