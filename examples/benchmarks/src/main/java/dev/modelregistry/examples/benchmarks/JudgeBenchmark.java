package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.Onset;
import dev.modelregistry.core.judge.Onsets;
import dev.modelregistry.core.judge.RateTest;
import dev.modelregistry.core.judge.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How often a rollout is rolled back if its errors are judged at each look, against the test that comes to mind first: the one-sided z-test of
 * two proportions at 5 %, done anew at each look on all that was seen. Both see the same simulated requests.
 */
final class JudgeBenchmark {
    private static final int REQUESTS_PER_LOOK = 1_000;
    private static final double SPLIT = 0.05;
    private static final double ERROR_RATE = 0.01;
    private static final double ALPHA = 0.05;
    private static final double Z = 1.6448536269514722; // the 95 % quantile of the normal distribution
    private static final int FEW_LOOKS = 60;
    private static final int MANY_LOOKS = 200;
    private static final int NEVER = Integer.MAX_VALUE;

    private static final double LEAST_FOUND = 0.9;
    private static final int LATEST_MEDIAN = 25;

    private final Workspace workspace;
    private final int rollouts;
    private final SplittableRandom random = new SplittableRandom(42);

    JudgeBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.rollouts = sizes.rollouts();
    }

    /** At which looks rollouts were rolled back, sorted. */
    private record RolledBack(List<Integer> looks) {
        static RolledBack at(int... looks) {
            return new RolledBack(Arrays.stream(looks).sorted().boxed().toList());
        }

        double part(int lastLook) {
            double many = looks.stream().filter(look -> look <= lastLook).count();
            return many / looks.size();
        }

        int median() {
            return looks.get(looks.size() / 2);
        }

        String inWords(int lastLook) {
            return percent(part(lastLook)) + (median() <= lastLook ? ", look " + median() : "");
        }
    }

    /** The same rollouts. */
    private record Judged(RolledBack byZ, RolledBack byEvidence) {}

    List<Row> run() {
        workspace.say("judging " + rollouts + " rollouts of each kind");
        List<Row> rows = new ArrayList<>();
        Judged same = simulate(1);
        Judged doubled = simulate(2);
        for (int looks : new int[] {FEW_LOOKS, MANY_LOOKS}) {
            rows.add(new Row(
                    "1 % fail of both, looked at " + looks + " times: rolled back",
                    percent(same.byZ().part(looks)),
                    percent(same.byEvidence().part(looks)),
                    "",
                    "<= " + percent(ALPHA),
                    same.byEvidence().part(looks) <= ALPHA ? "yes" : "NO"));
        }
        for (int looks : new int[] {FEW_LOOKS, MANY_LOOKS}) {
            boolean isReached = doubled.byEvidence().part(looks) >= LEAST_FOUND
                    && doubled.byEvidence().median() <= LATEST_MEDIAN;
            rows.add(new Row(
                    "twice as many fail of the candidate's, looked at " + looks
                            + " times: rolled back, half of them by",
                    doubled.byZ().inWords(looks),
                    doubled.byEvidence().inWords(looks),
                    "",
                    ">= " + percent(LEAST_FOUND) + ", look " + LATEST_MEDIAN,
                    isReached ? "yes" : "NO"));
        }
        return rows;
    }

    private Judged simulate(double risk) {
        int[] byZ = new int[rollouts];
        int[] byEvidence = new int[rollouts];
        for (int i = 0; i < rollouts; i++) {
            byZ[i] = NEVER;
            byEvidence[i] = NEVER;
            RateTest test = RateTest.start();
            Onsets onsets = Onsets.NONE;
            for (int look = 1; look <= MANY_LOOKS && Math.max(byZ[i], byEvidence[i]) == NEVER; look++) {
                RateTest seen = RateTest.start().next(requests(risk));
                test = test.plus(seen);
                onsets = onsets.plus(Onsets.of(part(look), seen.logLikelihoods()));
                boolean isWorse = new Onset(test, onsets, 0).isWorse(ALPHA);
                byEvidence[i] = Math.min(byEvidence[i], isWorse ? look : NEVER);
                byZ[i] = Math.min(byZ[i], isSignificant(test.seen()) ? look : NEVER);
            }
        }
        return new Judged(RolledBack.at(byZ), RolledBack.at(byEvidence));
    }

    /** As if the bake time were over after the few looks. */
    private static int part(int look) {
        return Math.min(Onsets.PARTS - 1, (look - 1) * Onsets.PARTS / FEW_LOOKS);
    }

    private static boolean isSignificant(Arms<Tally> seen) {
        double candidates = seen.candidate().requests();
        double controls = seen.control().requests();
        double errors = (double) seen.candidate().errors() + seen.control().errors();
        double pooled = errors / (candidates + controls);
        double difference =
                seen.candidate().errors() / candidates - seen.control().errors() / controls;
        return difference > Z * Math.sqrt(pooled * (1 - pooled) * (1 / candidates + 1 / controls));
    }

    private Arms<Tally> requests(double risk) {
        long candidates = binomial(REQUESTS_PER_LOOK, SPLIT);
        long controls = REQUESTS_PER_LOOK - candidates;
        return new Arms<>(
                new Tally(candidates, binomial(candidates, ERROR_RATE * risk)),
                new Tally(controls, binomial(controls, ERROR_RATE)));
    }

    /** By the gaps between those that happen, which are geometric. */
    private long binomial(long n, double probability) {
        long hits = -1;
        for (long at = 0; at <= n; hits++) {
            at += 1 + (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-probability));
        }
        return hits;
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
