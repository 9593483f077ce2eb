package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.judge.Look.Bake;
import dev.modelregistry.core.judge.SampleRatio.Arm;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.health.RolloutVerdict.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Many rollouts with 1,000 requests before each look, of which about 5 % are the candidate's, and 1 % of which fail. */
class SimulatedRolloutsTest {
    private static final int LOOKS = 200;
    private static final int REQUESTS = 1_000;
    private static final double SPLIT = 0.05;
    private static final double ERRORS = 0.01;
    private static final double ALPHA = 0.05;
    private static final double FALSE_ALARMS = 0.05;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Chance chance = new Chance(20_240_501);

    /**
     * Of many rollouts.
     *
     * @param ended the part that ended within all looks
     * @param medianLook by which half of them had
     */
    private record Outcome(double ended, int medianLook) {}

    private static <T> Outcome simulate(int rollouts, T start, UnaryOperator<T> next, Predicate<T> ends) {
        int[] looks = new int[rollouts];
        Arrays.setAll(looks, i -> lookAtWhichItEnds(start, next, ends));
        Arrays.sort(looks);
        double ended = Arrays.stream(looks).filter(look -> look != NEVER).count();
        return new Outcome(ended / rollouts, looks[rollouts / 2]);
    }

    private static <T> int lookAtWhichItEnds(T start, UnaryOperator<T> next, Predicate<T> ends) {
        T state = start;
        for (int look = 1; look <= LOOKS; look++) {
            state = next.apply(state);
            if (ends.test(state)) {
                return look;
            }
        }
        return NEVER;
    }

    @Test
    void candidatesThatFailNoMoreAreSeldomRolledBack() {
        assertThat(rate(1_000, SPLIT, 1).ended()).isLessThanOrEqualTo(FALSE_ALARMS);
    }

    @Test
    void doubledErrorsAreFound() {
        Outcome outcome = rate(1_000, SPLIT, 2);

        assertThat(outcome.ended()).isGreaterThanOrEqualTo(0.95);
        assertThat(outcome.medianLook()).isLessThanOrEqualTo(25);
    }

    /** A few heavy keys bring the candidate 8 % of the requests, where the policy says 5 %. */
    @Test
    void heavyKeysDoNoHarm() {
        assertThat(rate(1_000, 0.08, 1).ended()).isLessThanOrEqualTo(FALSE_ALARMS);
    }

    private Outcome rate(int rollouts, double split, double risk) {
        return simulate(
                rollouts, RateTest.start(), test -> test.next(requests(split, risk)), test -> test.isWorse(ALPHA));
    }

    private Arms<Tally> requests(double split, double risk) {
        long candidates = chance.binomial(REQUESTS, split);
        long controls = REQUESTS - candidates;
        return new Arms<>(
                new Tally(candidates, chance.binomial(candidates, ERRORS * risk)),
                new Tally(controls, chance.binomial(controls, ERRORS)));
    }

    @Test
    void candidatesThatTakeNoLongerAreSeldomRolledBack() {
        assertThat(latency(80, LatencyTest.start(), 1).ended()).isLessThanOrEqualTo(FALSE_ALARMS);
    }

    @Test
    void candidatesThatTakeAsLongAsTheyMayAreSeldomRolledBack() {
        assertThat(latency(80, LatencyTest.start(0.95, 1.2), 1.2).ended()).isLessThanOrEqualTo(FALSE_ALARMS);
    }

    @Test
    void candidatesThatTakeAFifthLongerAreFound() {
        Outcome outcome = latency(80, LatencyTest.start(), 1.2);

        assertThat(outcome.ended()).isEqualTo(1);
        assertThat(outcome.medianLook()).isLessThanOrEqualTo(10);
    }

    private Outcome latency(int rollouts, LatencyTest start, double factor) {
        return simulate(
                rollouts,
                start,
                test -> {
                    int candidates = (int) chance.binomial(REQUESTS, SPLIT);
                    return test.next(new Arms<>(durations(candidates, factor), durations(REQUESTS - candidates, 1)));
                },
                test -> test.isWorse(ALPHA));
    }

    /** Half of them below 10 ms, 5 % above 23 ms. */
    private Latencies durations(int count, double factor) {
        long[] nanos = new long[count];
        Arrays.setAll(nanos, i -> (long) (factor * 1e7 * Math.exp(chance.normal() / 2)));
        return Latencies.ofNanos(nanos);
    }

    @Test
    void candidatesWithTheSameMeanAreSeldomRolledBack() {
        assertThat(mean(1_000, 0).ended()).isLessThanOrEqualTo(FALSE_ALARMS);
    }

    @Test
    void candidatesThatAreAFifthOfADeviationWorseAreFound() {
        Outcome outcome = mean(1_000, 0.2);

        assertThat(outcome.ended()).isEqualTo(1);
        assertThat(outcome.medianLook()).isLessThanOrEqualTo(10);
    }

    private Outcome mean(int rollouts, double worse) {
        return simulate(
                rollouts,
                MeanTest.start("error", Direction.LOWER_IS_BETTER, 0),
                test -> {
                    long candidates = chance.binomial(REQUESTS, SPLIT);
                    return test.next(new Arms<>(scores(candidates, worse), scores(REQUESTS - candidates, 0)));
                },
                test -> test.isWorse(ALPHA));
    }

    /** Moments of so many normal numbers, drawn directly; the squares have Wilson and Hilferty's approximation of their distribution. */
    private Moments scores(long count, double mean) {
        double freedom = count - 1.0;
        double root = 1 - 2 / (9 * freedom) + chance.normal() * Math.sqrt(2 / (9 * freedom));
        return new Moments(count, mean + chance.normal() / Math.sqrt(count), freedom * root * root * root);
    }

    @Test
    void rightSharesAreSeldomCalledWrong() {
        assertThat(shares(1_000, SPLIT).ended()).isLessThanOrEqualTo(FALSE_ALARMS);
    }

    @Test
    void sharesThatAreAFifthOffAreFound() {
        Outcome outcome = shares(200, 0.06);

        assertThat(outcome.ended()).isEqualTo(1);
        assertThat(outcome.medianLook()).isLessThanOrEqualTo(10);
    }

    private Outcome shares(int rollouts, double share) {
        return simulate(rollouts, NO_KEYS, keys -> more(keys, share), keys -> keys.isMismatch(ALPHA));
    }

    private static final SampleRatio NO_KEYS =
            new SampleRatio(List.of(new Arm("candidate", SPLIT, 0), new Arm("control", 1 - SPLIT, 0)));

    private SampleRatio more(SampleRatio keys, double share) {
        Arm candidate = keys.arms().get(0);
        Arm control = keys.arms().get(1);
        long candidates = chance.binomial(REQUESTS, share);
        return new SampleRatio(List.of(
                new Arm("candidate", SPLIT, candidate.units() + candidates),
                new Arm("control", 1 - SPLIT, control.units() + REQUESTS - candidates)));
    }

    /** The tests of a rollout. */
    private record Tests(RateTest errors, RateTest timeouts, MeanTest scores) {
        Decision judged() {
            return new CanaryJudge(ALPHA)
                    .judge(new Look(
                            List.of(errors, timeouts, scores),
                            Optional.of(NO_KEYS),
                            errors.seen().candidate().requests(),
                            500,
                            Bake.OVER,
                            List.of()))
                    .decision();
        }
    }

    private static final Tests NO_TESTS =
            new Tests(RateTest.start(), RateTest.start(), MeanTest.start("error", Direction.LOWER_IS_BETTER, 0));

    private Tests more(Tests tests, double risk) {
        return new Tests(
                tests.errors().next(requests(SPLIT, risk)),
                tests.timeouts().next(requests(SPLIT, 1)),
                tests.scores().next(new Arms<>(scores(50, 0), scores(950, 0))));
    }

    @Test
    void byAllTestsTogetherCandidatesThatAreNoWorseAreSeldomRolledBack() {
        Outcome rolledBack =
                simulate(100, NO_TESTS, tests -> more(tests, 1), tests -> tests.judged() == Decision.ROLL_BACK);
        Outcome promoted =
                simulate(100, NO_TESTS, tests -> more(tests, 1), tests -> tests.judged() == Decision.PROMOTE);

        assertThat(rolledBack.ended()).isLessThanOrEqualTo(FALSE_ALARMS);
        assertThat(promoted.ended()).isGreaterThanOrEqualTo(0.98);
        assertThat(promoted.medianLook()).isLessThanOrEqualTo(15);
    }

    @Test
    void byAllTestsTogetherDoubledErrorsAreFound() {
        Outcome outcome =
                simulate(200, NO_TESTS, tests -> more(tests, 2), tests -> tests.judged() == Decision.ROLL_BACK);

        assertThat(outcome.ended()).isGreaterThanOrEqualTo(0.95);
        assertThat(outcome.medianLook()).isLessThanOrEqualTo(30);
    }
}
