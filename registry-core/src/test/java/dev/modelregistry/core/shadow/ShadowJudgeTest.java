package dev.modelregistry.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.health.ShadowVerdict.Decision;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShadowJudgeTest {
    private static final ShadowRule LAX = ShadowRule.of(1, 1);

    private final ShadowRecorder recorder = new ShadowRecorder(ShadowComparison.start(0.5), new SplittableRandom(9));

    private void judged(ShadowRule rule, Decision decision, String reason) {
        assertThat(ShadowJudge.judge(rule, recorder.seen())).isEqualTo(new ShadowVerdict(decision, reason));
    }

    private void record(int times, double control, double candidate) {
        for (int i = 0; i < times; i++) {
            recorder.numbers(control, candidate);
        }
    }

    @Test
    void noDataIsNoPass() {
        judged(
                LAX,
                Decision.NO_DATA,
                "no request was answered by both (0 dropped, 0 late, 0 failed, 0 not finite, 0 incomparable)");
        recorder.dropped();
        recorder.numbers(Double.NaN, 1);
        judged(
                LAX,
                Decision.NO_DATA,
                "no request was answered by both (1 dropped, 0 late, 0 failed, 0 not finite, 1 incomparable)");
    }

    @Test
    void oneRequestLessThanTheMinimumIsTooFew() {
        record(99, 0.1, 0.1);
        judged(ShadowRule.of(100, 1), Decision.TOO_FEW, "99 requests were compared, at least 100 are asked");
        record(1, 0.1, 0.1);
        judged(
                ShadowRule.of(100, 1),
                Decision.AGREES,
                "100 requests were compared, at least 100 are asked; 0 of 100 requests were late, failed or got no finite"
                        + " number (0 %), with 95 % confidence at most 2.96 %, and 100 % is allowed");
    }

    /** 1 − 0.05^(1/298) is 0.010002, 1 − 0.05^(1/299) is 0.009969. */
    @Test
    void noFlipOf298IsTooFewToKnowAboutOnePercentAndOf299IsNot() {
        record(298, 0.9, 0.8);
        judged(
                LAX.maxFlipRate(0.01),
                Decision.TOO_FEW,
                "0 of 298 decisions flipped (0 %), with 95 % confidence at most 1.01 %, and 1 % is allowed");
        record(1, 0.1, 0.2);
        judged(
                LAX.maxFlipRate(0.01),
                Decision.AGREES,
                "299 requests were compared, at least 1 are asked; 0 of 299 requests were late, failed or got no finite"
                        + " number (0 %), with 95 % confidence at most 0.997 %, and 100 % is allowed; 0 of 299 decisions"
                        + " flipped (0 %), with 95 % confidence at most 0.997 %, and 1 % is allowed");
    }

    /** All of n flip with a probability of p^n: of 4, with a half, 0.0625 of the time; of 5, 0.03125. */
    @Test
    void aRateThatLooksTooHighIsSoOnlyWhenChanceDoesNotExplainIt() {
        record(4, 0.1, 0.9);
        judged(
                LAX.maxFlipRate(0.5),
                Decision.TOO_FEW,
                "4 of 4 decisions flipped (100 %), with 95 % confidence at most 100 %, and 50 % is allowed");
        record(1, 0.1, 0.9);
        judged(
                LAX.maxFlipRate(0.5),
                Decision.DIFFERS,
                "5 of 5 decisions flipped (100 %), with 95 % confidence at least 54.9 %, and 50 % is allowed");
        judged(
                new ShadowRule(1_000_000, 1, 0.5, -1, Double.POSITIVE_INFINITY), // known before the minimum
                Decision.DIFFERS,
                "5 of 5 decisions flipped (100 %), with 95 % confidence at least 54.9 %, and 50 % is allowed");
    }

    @Test
    void aCandidateThatNeverAnswersDiffers() {
        for (int i = 0; i < 20; i++) {
            recorder.late();
            recorder.failed();
            recorder.numbers(1, Double.NaN);
        }
        judged(
                ShadowRule.of(100, 0.05),
                Decision.DIFFERS,
                "60 of 60 requests were late, failed or got no finite number (100 %), with 95 % confidence at least 95.1 %,"
                        + " and 5 % is allowed");
    }

    @Test
    void flipsThatNobodyCanTellAreNoPass() {
        ShadowRecorder undecided = new ShadowRecorder(ShadowComparison.start(), new SplittableRandom(1));
        for (int i = 0; i < 1_000; i++) {
            undecided.numbers(i, i);
        }
        assertThat(ShadowJudge.judge(LAX.maxFlipRate(0.5), undecided.seen()))
                .isEqualTo(new ShadowVerdict(
                        Decision.TOO_FEW, "no decisions were compared; give labels, or numbers and a threshold"));
    }

    /** 1, 2, 3, 4, 5 against 2, 1, 4, 3, 5: 1 − 6 · 4 / 120 = 0.8. */
    @Test
    void aRankCorrelationHoldsAtItsBoundAndNotBelow() {
        double[] candidate = {2, 1, 4, 3, 5};
        for (int i = 0; i < 5; i++) {
            recorder.numbers(i, candidate[i]);
        }
        judged(
                LAX.minRankCorrelation(0.8),
                Decision.AGREES,
                "5 requests were compared, at least 1 are asked; 0 of 5 requests were late, failed or got no finite number"
                        + " (0 %), with 95 % confidence at most 45.1 %, and 100 % is allowed; the rank correlation of 5"
                        + " pairs is 0.8, at least 0.8 is asked");
        judged(
                LAX.minRankCorrelation(Math.nextUp(0.8)),
                Decision.DIFFERS,
                "the rank correlation of 5 pairs is 0.8, at least 0.8 is asked");
        record(1, 4, 0);
        judged(
                LAX.minRankCorrelation(0.9),
                Decision.DIFFERS,
                "the rank correlation of 6 pairs is 0.1739, at least 0.9 is asked");
    }

    @Test
    void aCandidateThatGivesEverybodyTheSameDiffersAndControlThatDoesTellsNothing() {
        recorder.numbers(1, 7);
        recorder.numbers(2, 7);
        judged(
                LAX.minRankCorrelation(0.1),
                Decision.DIFFERS,
                "the rank correlation of 2 pairs is 0, at least 0.1 is asked");
        recorder.drain();
        recorder.numbers(7, 1);
        recorder.numbers(7, 2);
        judged(
                LAX.minRankCorrelation(0.1),
                Decision.TOO_FEW,
                "there is no rank correlation, since control's outputs are all equal");
        assertThat(ShadowJudge.judge(LAX, recorder.seen()).decision()).isEqualTo(Decision.AGREES);
    }

    @Test
    void theLargestQuantileDeltaHoldsAtItsBoundAndNotBeyondWhateverItsSign() {
        for (int i = 0; i < 100; i++) {
            recorder.numbers(i, i < 90 ? i + 0.25 : i - 0.5);
        }
        assertThat(ShadowJudge.judge(LAX.maxQuantileDelta(0.5), recorder.seen()).reason())
                .endsWith("; the largest quantile delta of 100 pairs is -0.5 at p95, up to 0.5 is allowed");
        assertThat(ShadowJudge.judge(LAX.maxQuantileDelta(0.5), recorder.seen()).decision())
                .isEqualTo(Decision.AGREES);
        judged(
                LAX.maxQuantileDelta(0.49),
                Decision.DIFFERS,
                "the largest quantile delta of 100 pairs is -0.5 at p95, up to 0.49 is allowed");
    }

    @Test
    void numbersThatAreFewBesideManyLabelsAreTooFew() {
        for (int i = 0; i < 100; i++) {
            recorder.labels("a", "a");
        }
        recorder.numbers(1, 1);
        recorder.numbers(2, 2);
        ShadowRule rule = ShadowRule.of(100, 1).minRankCorrelation(0.5).maxQuantileDelta(1);
        judged(
                rule,
                Decision.TOO_FEW,
                "2 pairs of numbers are too few for a rank correlation; 2 pairs of numbers are too few for quantiles");
        for (int i = 0; i < 98; i++) {
            recorder.numbers(i, i);
        }
        assertThat(ShadowJudge.judge(rule, recorder.seen()).decision()).isEqualTo(Decision.AGREES);
    }

    @Test
    void aFullSampleIsEnoughForAnyMinimum() {
        for (int i = 0; i < 2_000; i++) {
            recorder.numbers(i, i);
        }
        ShadowRule rule = ShadowRule.of(2_000, 1).minRankCorrelation(1).maxQuantileDelta(0);

        assertThat(ShadowJudge.judge(rule, recorder.seen()).decision()).isEqualTo(Decision.AGREES);
        assertThat(ShadowJudge.judge(rule, recorder.seen()).reason())
                .contains("the rank correlation of 512 pairs is 1, at least 1");
    }

    @Test
    void aFullSampleOfFewerThanTheMinimumTellsNothingYet() {
        for (int i = 0; i < 600; i++) {
            recorder.numbers(i, -i);
        }
        ShadowRule rule = ShadowRule.of(601, 1).minRankCorrelation(0.5).maxQuantileDelta(1);
        judged(rule, Decision.TOO_FEW, "600 requests were compared, at least 601 are asked");
        recorder.numbers(600, -600);
        assertThat(ShadowJudge.judge(rule, recorder.seen()).decision()).isEqualTo(Decision.DIFFERS);
    }

    @Test
    void allThatDiffersIsSaid() {
        record(50, 0.9, 0.1);
        record(50, 0.1, 0.9);
        assertThat(ShadowJudge.judge(LAX.maxFlipRate(0.1).minRankCorrelation(0), recorder.seen()))
                .isEqualTo(new ShadowVerdict(
                        Decision.DIFFERS,
                        "100 of 100 decisions flipped (100 %), with 95 % confidence at least 97 %, and 10 % is allowed; the"
                                + " rank correlation of 100 pairs is -1, at least 0 is asked"));
    }

    @Test
    void rulesThatCannotHoldOrMakeNoSenseAreRefused() {
        refused(() -> ShadowRule.of(0, 0.1), "minimum 0 is not 1 or more");
        refused(() -> ShadowRule.of(1, 0), "maxLostShare 0.0 is not above 0 and at most 1");
        refused(() -> ShadowRule.of(1, 1.1), "maxLostShare 1.1 is not above 0 and at most 1");
        refused(() -> LAX.maxFlipRate(0), "maxFlipRate 0.0 is not above 0 and at most 1");
        refused(() -> LAX.maxFlipRate(Double.NaN), "maxFlipRate NaN is not above 0 and at most 1");
        refused(() -> LAX.minRankCorrelation(1.5), "minRankCorrelation 1.5 is not from -1 to 1");
        refused(() -> LAX.minRankCorrelation(-1.5), "minRankCorrelation -1.5 is not from -1 to 1");
        refused(() -> LAX.maxQuantileDelta(-1), "maxQuantileDelta -1.0 is not 0 or more");
        refused(() -> LAX.maxQuantileDelta(Double.NaN), "maxQuantileDelta NaN is not 0 or more");
    }

    private static void refused(Runnable rule, String message) {
        assertThatThrownBy(rule::run).isInstanceOf(InvalidInputException.class).hasMessage(message);
    }
}
