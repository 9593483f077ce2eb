package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.Analysis.Latency;
import dev.modelregistry.health.Analysis.Score;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final int ROLLOUT = 7;
    private static final Score SCORE = new Score("ndcg", Direction.HIGHER_IS_BETTER, 0.02);
    private static final Analysis ERRORS = Analysis.standard().withoutLatency();

    private final Random random = new Random(2026);

    /** Each of few, so that all ways in which two or three may differ come up. */
    private Trial random() {
        return RandomTrials.exact(random, random.nextInt(3), random.nextInt(3));
    }

    @Test
    void theOrderInWhichTwoAreAddedMakesNoDifference() {
        for (int i = 0; i < 2_000; i++) {
            Trial one = random();
            Trial other = random();

            assertThat(one.plus(other)).isEqualTo(other.plus(one));
        }
    }

    @Test
    void theOrderInWhichThreeAreAddedMakesNoDifference() {
        for (int i = 0; i < 2_000; i++) {
            Trial one = random();
            Trial two = random();
            Trial three = random();

            assertThat(one.plus(two).plus(three)).isEqualTo(one.plus(two.plus(three)));
        }
    }

    /** Where sums are rounded, the order shows in the last digits alone. */
    @Test
    void theOrderOfScoresMakesNoDifferenceThatMatters() {
        Trial one = scores(Moments.of(1, 2, 4));
        Trial two = scores(Moments.of(-0.3, 0.1));
        Trial three = scores(Moments.of(1e3, 1 / 3.0, 7));
        Moments left = one.plus(two).plus(three).seen().candidate().scores();
        Moments right = one.plus(two.plus(three)).seen().candidate().scores();

        assertThat(left.count()).isEqualTo(right.count()).isEqualTo(8);
        assertThat(left.mean()).isCloseTo(right.mean(), within(1e-9));
        assertThat(left.squares()).isCloseTo(right.squares(), within(1e-6));
    }

    private static Trial scores(Moments scores) {
        return new Trial(
                ROLLOUT,
                RateTest.start(),
                RateTest.start(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                0,
                1,
                new Arms<>(Samples.withScores(Samples.of(9, 0), scores), Sample.NONE));
    }

    @Test
    void nothingAddsNothing() {
        for (int i = 0; i < 100; i++) {
            Trial trial = RandomTrials.exact(random, ROLLOUT, 8);

            assertThat(Trial.none(ROLLOUT, 8).plus(trial)).isEqualTo(trial);
            assertThat(trial.plus(Trial.none(ROLLOUT, 8))).isEqualTo(trial);
            assertThat(trial.plus(Trial.none(ROLLOUT, 7))).isEqualTo(trial);
            assertThat(trial.plus(Trial.none(ROLLOUT - 1, 9))).isEqualTo(trial);
        }
    }

    @Test
    void ofTwoRolloutsTheLaterOneCountsAlone() {
        Trial earlier = RandomTrials.exact(random, ROLLOUT, 9);
        Trial later = RandomTrials.exact(random, ROLLOUT + 1, 8);

        assertThat(earlier.plus(later)).isEqualTo(later);
        assertThat(later.plus(earlier)).isEqualTo(later);
    }

    @Test
    void ofTwoStepsTheLaterOnesSamplesCountAndTheTestsOfBoth() {
        Trial earlier = RandomTrials.exact(random, ROLLOUT, 8);
        Trial later = RandomTrials.exact(random, ROLLOUT, 9);

        Trial sum = earlier.plus(later);

        assertThat(sum)
                .isEqualTo(new Trial(
                        ROLLOUT,
                        earlier.errors().plus(later.errors()),
                        earlier.slow().plus(later.slow()),
                        LimitTest.NOTHING,
                        Trial.Recent.NONE,
                        Math.max(earlier.threshold(), later.threshold()),
                        9,
                        later.seen()))
                .isEqualTo(later.plus(earlier));
        assertThat(sum.errors().seen().candidate())
                .isEqualTo(earlier.errors()
                        .seen()
                        .candidate()
                        .plus(later.errors().seen().candidate()));
    }

    @Test
    void withinAStepEverythingAddsUp() {
        Trial one = RandomTrials.exact(random, ROLLOUT, 8);
        Trial other = RandomTrials.exact(random, ROLLOUT, 8);

        assertThat(one.plus(other).seen())
                .isEqualTo(new Arms<>(
                        one.seen().candidate().plus(other.seen().candidate()),
                        one.seen().control().plus(other.seen().control())));
        assertThat(one.plus(other).step()).isEqualTo(8);
    }

    @Test
    void aThresholdOfAnyProcessIsKnown() {
        assertThat(threshold(0).plus(threshold(5_000)).threshold()).isEqualTo(5_000);
        assertThat(threshold(9_000).plus(threshold(5_000)).threshold()).isEqualTo(9_000);
        assertThat(threshold(0).plus(threshold(0)).threshold()).isZero();
    }

    private static Trial threshold(long nanos) {
        return new Trial(
                ROLLOUT,
                RateTest.start(),
                RateTest.start(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                nanos,
                1,
                Sample.none());
    }

    @Test
    void inItsOwnStepItIsItself() {
        Trial trial = RandomTrials.exact(random, ROLLOUT, 8);

        assertThat(trial.in(8)).isSameAs(trial);
    }

    @Test
    void inAnotherStepItsTestsStayAndItsSamplesDoNot() {
        Trial trial = RandomTrials.exact(random, ROLLOUT, 8);
        Arms<Sample> nothing = new Arms<>(Sample.NONE, Sample.NONE);

        for (long other : new long[] {7, 9}) {
            assertThat(trial.in(other))
                    .isEqualTo(new Trial(
                            ROLLOUT,
                            trial.errors(),
                            trial.slow(),
                            LimitTest.NOTHING,
                            Trial.Recent.NONE,
                            trial.threshold(),
                            other,
                            nothing));
        }
    }

    @Test
    void healthIsOfTheSamples() {
        Trial trial = new Trial(
                ROLLOUT,
                RateTest.start().next(new Arms<>(new Tally(500, 5), new Tally(500, 5))),
                RateTest.start(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                0,
                1,
                Samples.arms(100, 3, 900, 9));

        assertThat(trial.health().candidate().requests()).isEqualTo(100);
        assertThat(trial.health().candidate().errors()).isEqualTo(3);
        assertThat(trial.health().control().requests()).isEqualTo(900);
        assertThat(trial.health().control().errors()).isEqualTo(9);
    }

    @Test
    void testsErrorsAlways() {
        Trial trial = RandomTrials.exact(random, ROLLOUT, 8);

        assertThat(trial.tests(ERRORS)).containsExactly(trial.errors());
    }

    @Test
    void testsWhatTheAnalysisAsksForInOneOrder() {
        Trial trial = new Trial(
                ROLLOUT,
                RateTest.start().next(new Arms<>(new Tally(500, 5), new Tally(600, 6))),
                new RateTest(new Arms<>(new Tally(500, 50), new Tally(600, 30)), Collections.nCopies(10, 0.5)),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                2_000_000,
                1,
                new Arms<>(
                        Samples.withScores(Samples.of(100, 3), Moments.of(0.1, 0.3)),
                        Samples.withScores(Samples.of(900, 9), Moments.of(0.2, 0.4))));

        assertThat(trial.tests(ERRORS.maximumErrorRate(0.03).score(SCORE).latency(new Latency(0.99, 1.5))))
                .containsExactly(
                        trial.errors(),
                        new LatencyTest(0.99, 1.5, trial.slow(), Latencies.NONE, 2_000_000),
                        new MeanTest(
                                "ndcg",
                                Direction.HIGHER_IS_BETTER,
                                0.02,
                                new Arms<>(Moments.of(0.1, 0.3), Moments.of(0.2, 0.4))),
                        new LimitTest(0.03, new Tally(500, 5), LimitTest.NOTHING));
    }

    @Test
    void testsHaveNamesAndAreTheSameWhateverWasSeen() {
        Analysis all = Analysis.standard().score(SCORE).maximumErrorRate(0.03);

        for (Trial trial : List.of(Trial.none(ROLLOUT, 8), RandomTrials.exact(random, ROLLOUT, 8))) {
            assertThat(trial.tests(all))
                    .extracting(AnytimeTest::name)
                    .containsExactly("errors", "latency", "score ndcg", "error limit");
            assertThat(trial.tests(Analysis.standard()))
                    .extracting(AnytimeTest::name)
                    .containsExactly("errors", "latency");
            assertThat(trial.tests(ERRORS.maximumErrorRate(0.03)))
                    .extracting(AnytimeTest::name)
                    .containsExactly("errors", "error limit");
        }
    }

    @Test
    void whileNoProcessKnowsWhatIsSlowTheTestOfLatencySaysHowManyRequestsItTakes() {
        Trial trial = new Trial(
                ROLLOUT,
                RateTest.start(),
                RateTest.start(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                0,
                1,
                new Arms<>(Samples.of(10, 0), Samples.of(190, 0, Duration.ofMillis(4), 3)));

        assertThat(trial.tests(Analysis.standard()).get(1).lack())
                .contains("needs 500 requests of control in one process to know how long they take");
    }
}
