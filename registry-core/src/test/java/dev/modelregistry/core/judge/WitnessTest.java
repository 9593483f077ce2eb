package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.Analysis.Latency;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private static final long ROLLOUT = 7;
    private static final long STEP = 8;
    private static final double ALPHA = 0.05;
    private static final double ROUNDING = 1e-12;
    private static final Analysis ANALYSIS = Analysis.standard().latency(new Latency(0.95, 1));
    private static final Duration FAST = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofMillis(10);

    private final Witness witness = new Witness(ROLLOUT, ANALYSIS);

    @Test
    void aTrialIsOfItsIntervalAlone() {
        Arms<Sample> first = Samples.arms(100, 5, 900, 9);
        Arms<Sample> second = Samples.arms(50, 1, 450, 2);

        Trial one = witness.sees(STEP, 0, first);
        Trial two = witness.sees(STEP + 1, 0, second);

        assertThat(witness.rollout()).isEqualTo(ROLLOUT);
        assertThat(one.rollout()).isEqualTo(two.rollout()).isEqualTo(ROLLOUT);
        assertThat(one.step()).isEqualTo(STEP);
        assertThat(two.step()).isEqualTo(STEP + 1);
        assertThat(one.seen()).isEqualTo(first);
        assertThat(two.seen()).isEqualTo(second);
        assertThat(one.errors()).isEqualTo(RateTest.start().next(arms(100, 5, 900, 9)));
        assertThat(two.errors()).isEqualTo(RateTest.start().next(arms(50, 1, 450, 2)));
    }

    @Test
    void trialsOfIntervalsAddUpToATestOfOneAfterTheOther() {
        Trial sum = witness.sees(STEP, 0, Samples.arms(100, 5, 900, 9))
                .plus(witness.sees(STEP, 0, Samples.arms(500, 9, 500, 2)));

        RateTest errors = RateTest.start().next(arms(100, 5, 900, 9)).next(arms(500, 9, 500, 2));
        assertThat(sum.errors().seen()).isEqualTo(errors.seen());
        assertThat(sum.errors().logEvidence()).isCloseTo(errors.logEvidence(), within(ROUNDING));
    }

    @Test
    void whatIsSlowIsLearnedFromTheIntervalsBefore() {
        Trial first = witness.sees(STEP, 0, arms(Samples.of(40, 0, SLOW, 0), Samples.of(600, 0, FAST, 0)));
        Trial second = witness.sees(STEP, 0, arms(Samples.of(40, 0, SLOW, 0), Samples.of(200, 0, FAST, 0)));

        assertThat(first.slow()).as("nothing was known yet").isEqualTo(RateTest.start());
        assertThat(first.threshold()).isBetween(FAST.toNanos(), FAST.toNanos() * 17 / 16);
        assertThat(second.slow()).isEqualTo(RateTest.start().next(arms(40, 40, 200, 0)));
        assertThat(second.threshold()).isEqualTo(first.threshold());
        assertThat(first.plus(second).tests(ANALYSIS).get(1).isWorse(ALPHA)).isTrue();
    }

    @Test
    void requestsOfControlAreGatheredOverIntervalsUntilTheyAreEnough() {
        Arms<Sample> interval = arms(Samples.of(10, 0, SLOW, 0), Samples.of(250, 0, FAST, 0));

        assertThat(witness.sees(STEP, 0, interval).threshold()).isZero();
        Trial second = witness.sees(STEP + 1, 0, interval);
        assertThat(second.threshold()).isPositive();
        assertThat(second.slow()).isEqualTo(RateTest.start());
        assertThat(witness.sees(STEP + 1, 0, interval).slow().seen()).isEqualTo(arms(10, 10, 250, 0));
    }

    @Test
    void aThresholdFollowsControl() {
        witness.sees(STEP, 0, arms(Sample.NONE, Samples.of(600, 0, FAST, 0)));
        Trial second = witness.sees(STEP, 0, arms(Sample.NONE, Samples.of(600, 0, SLOW, 0)));
        Trial third = witness.sees(STEP, 0, arms(Samples.of(50, 0, SLOW, 0), Samples.of(100, 0, SLOW, 0)));

        assertThat(second.slow().seen().control()).as("by what was before").isEqualTo(new Tally(600, 600));
        assertThat(second.threshold()).isBetween(SLOW.toNanos(), SLOW.toNanos() * 17 / 16);
        assertThat(third.slow().seen()).isEqualTo(arms(50, 0, 100, 0));
    }

    @Test
    void theCandidateMayTakeAsManyTimesAsLongAsTheAnalysisSays() {
        Witness generous = new Witness(ROLLOUT, ANALYSIS.latency(new Latency(0.95, 20)));
        generous.sees(STEP, 0, arms(Sample.NONE, Samples.of(600, 0, FAST, 0)));

        assertThat(generous.sees(STEP, 0, arms(Samples.of(50, 0, SLOW, 0), Samples.of(100, 0, SLOW, 0)))
                        .slow()
                        .seen())
                .isEqualTo(arms(50, 0, 100, 100));
    }

    @Test
    void theQuantileIsTheOneThatTheAnalysisSays() {
        Witness ofMedian = new Witness(ROLLOUT, ANALYSIS.latency(new Latency(0.5, 1)));
        Arms<Sample> interval = arms(Sample.NONE, Samples.of(600, 0, FAST, 0).plus(Samples.of(400, 0, SLOW, 0)));

        assertThat(ofMedian.sees(STEP, 0, interval).threshold()).isLessThan(2 * FAST.toNanos());
        assertThat(witness.sees(STEP, 0, interval).threshold()).isGreaterThan(SLOW.toNanos());
    }

    @Test
    void anAnalysisWithoutLatencyCountsErrorsAllTheSame() {
        Witness ofErrors = new Witness(ROLLOUT, Analysis.standard().withoutLatency());

        assertThat(ofErrors.sees(STEP, 0, Samples.arms(100, 5, 900, 9)).errors())
                .isEqualTo(RateTest.start().next(arms(100, 5, 900, 9)));
    }

    @Test
    void whoFallsIllAfterALongTimeIsFoundSoonInAllProcessesTogether() {
        Analysis limited = Analysis.standard().withoutLatency().maximumErrorRate(0.05);
        Trial sum = Trial.none(ROLLOUT, STEP);
        for (int process = 0; process < 20; process++) {
            Witness one = new Witness(ROLLOUT, limited);
            for (int part = 0; part < 6; part++) {
                sum = sum.plus(one.sees(STEP, part, Samples.arms(1_000, 1, 1_000, 1)));
            }
            sum = sum.plus(one.sees(STEP, 6, Samples.arms(20, 3, 20, 0)));
        }

        AnytimeTest limit = sum.tests(limited).get(1);
        assertThat(limit.isWorse(ALPHA)).as("the good time weighs more").isFalse();
        assertThat(new Onset(limit, sum.recent().limit(), 0).isWorse(ALPHA)).isTrue();
        assertThat(new Onset(sum.errors(), sum.recent().errors(), 0).isWorse(ALPHA))
                .isTrue();
    }

    /** Simpson's paradox: one process has no candidate yet, and half of its requests fail for reasons of its own. */
    @Test
    void aProcessThatFailsForReasonsOfItsOwnDoesNotHideABadCandidate() {
        Trial sick = new Witness(ROLLOUT, ANALYSIS).sees(STEP, 0, Samples.arms(0, 0, 10_000, 5_000));
        Trial sound = new Witness(ROLLOUT, ANALYSIS).sees(STEP, 0, Samples.arms(1_000, 50, 9_000, 90));

        RateTest pooled = RateTest.start().next(arms(1_000, 50, 19_000, 5_090));
        RateTest stratified = sick.plus(sound).errors();

        assertThat(pooled.logEvidence())
                .as("the candidate's 5 % look good beside 27 %")
                .isNegative();
        assertThat(stratified.seen()).isEqualTo(pooled.seen());
        assertThat(stratified.isWorse(ALPHA)).isTrue();
        assertThat(stratified.logEvidence())
                .as("the sick process says nothing at all")
                .isCloseTo(sound.errors().logEvidence(), within(ROUNDING));
    }

    /** The other way round: the process that fails is the one that has most of the candidate's requests. */
    @Test
    void aProcessThatFailsForReasonsOfItsOwnAccusesNoGoodCandidate() {
        Trial sick = new Witness(ROLLOUT, ANALYSIS).sees(STEP, 0, Samples.arms(1_000, 500, 1_000, 500));
        Trial sound = new Witness(ROLLOUT, ANALYSIS).sees(STEP, 0, Samples.arms(0, 0, 9_000, 90));

        assertThat(RateTest.start().next(arms(1_000, 500, 10_000, 590)).isWorse(ALPHA))
                .isTrue();
        assertThat(sick.plus(sound).errors().logEvidence()).isNegative();
    }

    private static <T> Arms<T> arms(T candidate, T control) {
        return new Arms<>(candidate, control);
    }

    private static Arms<Tally> arms(long candidates, long failed, long controls, long controlsFailed) {
        return new Arms<>(new Tally(candidates, failed), new Tally(controls, controlsFailed));
    }
}
