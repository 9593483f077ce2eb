package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.Bake;
import dev.modelregistry.core.judge.Look.State;
import dev.modelregistry.core.judge.SampleRatio.Arm;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.RolloutVerdict.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanaryJudgeTest {
    private static final CanaryJudge JUDGE = new CanaryJudge(0.05);
    private static final Optional<SampleRatio> AS_EXPECTED = keys(500, 9_500);
    private static final Optional<SampleRatio> MISMATCH = keys(800, 9_200);
    private static final AnytimeTest GOOD = errors(1_000, 10, 19_000, 190);
    private static final AnytimeTest WORSE = errors(98, 5, 1_902, 19);
    private static final AnytimeTest DOUBTFUL = errors(1_000, 17, 19_000, 190);
    private static final Answer FINE = new Answer("orders", State.FINE, "");
    private static final Answer FAILING = new Answer("queue", State.FAILING, "3 are waiting");
    private static final Answer FAILED = new Answer("orders", State.FAILED, "none came");
    private static final Answer UNKNOWN = new Answer("disk", State.UNKNOWN, "no answer within PT10S");

    @Test
    void promotesWhatHasHadItsTimeAndLooksGood() {
        assertThat(JUDGE.judge(new Look(List.of(GOOD), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.PROMOTE,
                        "nothing speaks against the candidate after 1,000 requests: 1.0 % of the candidate's 1,000 requests"
                                + " failed, of control's 19,000 1.0 %; evidence 0.1 of the 20 that are needed"));
    }

    @Test
    void holdsUntilBakeTimeIsOver() {
        assertThat(JUDGE.judge(new Look(List.of(GOOD), AS_EXPECTED, 1_000, 500, Bake.RUNNING, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.HOLD,
                        "bake time is not over; nothing speaks against the candidate after 1,000 requests: 1.0 % of the"
                                + " candidate's 1,000 requests failed, of control's 19,000 1.0 %; evidence 0.1 of the 20"
                                + " that are needed"));
    }

    @Test
    void rollsBackWhatIsWorseAlsoBeforeItsTime() {
        assertThat(JUDGE.judge(new Look(List.of(WORSE), AS_EXPECTED, 98, 500, Bake.RUNNING, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.ROLL_BACK,
                        "5.1 % of the candidate's 98 requests failed, of control's 1,902 1.0 %;"
                                + " evidence 22 of the 20 that are needed"));
    }

    @Test
    void noRequestsAreNoReasonToPromote() {
        assertThat(JUDGE.judge(new Look(List.of(errors(0, 0, 19_000, 190)), keys(0, 19), 0, 0, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.NO_DATA,
                        "the candidate has served no requests in this step; nothing new is known of it"));
    }

    @Test
    void holdsBelowTheMinimumAndSaysHowManyAreLacking() {
        assertThat(JUDGE.judge(new Look(List.of(GOOD), AS_EXPECTED, 1_000, 2_234, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.HOLD,
                        "the candidate has served 1,000 of at least 2,234 requests; needs about 1,300 more requests"));
        assertThat(decision(GOOD, 2_234)).isEqualTo(Decision.PROMOTE);
    }

    private static Decision decision(AnytimeTest test, long requests) {
        return JUDGE.judge(new Look(List.of(test), AS_EXPECTED, requests, 2_234, Bake.OVER, List.of()))
                .decision();
    }

    @Test
    void holdsWhileEvidenceGrowsAndSaysHowManyRequestsItTakes() {
        assertThat(JUDGE.judge(new Look(List.of(DOUBTFUL), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.HOLD,
                        "1.7 % of the candidate's 1,000 requests failed, of control's 19,000 1.0 %; evidence 1.7 of the 20"
                                + " that are needed, needs about 1,600 more requests of the candidate if it goes on like"
                                + " this"));
    }

    @Test
    void holdsWhileATestLacksData() {
        AnytimeTest scores = MeanTest.start("ndcg", Direction.HIGHER_IS_BETTER, 0);
        AnytimeTest latency = LatencyTest.start();

        assertThat(JUDGE.judge(new Look(List.of(GOOD, scores), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of())))
                .isEqualTo(
                        new CanaryVerdict(Decision.HOLD, "needs 100 more scores 'ndcg' of the candidate, which has 0"));
        assertThat(JUDGE.judge(new Look(List.of(GOOD, latency), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.HOLD, "needs 500 requests of control in one process to know how long they take"));
        assertThat(JUDGE.judge(
                        new Look(List.of(errors(1_000, 10, 0, 0)), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(Decision.HOLD, "no request of control has come to compare with"));
    }

    @Test
    void aSampleRatioMismatchIsNeverPromoted() {
        assertThat(JUDGE.judge(new Look(List.of(GOOD), MISMATCH, 1_000, 500, Bake.OVER, List.of())))
                .isEqualTo(new CanaryVerdict(
                        Decision.HOLD,
                        "sample ratio mismatch: candidate got 8.0 % of 10,000 keys, and 5.0 % were expected; evidence more than"
                                + " 1,000,000 of the 100 that are needed; what came cannot be compared"));
    }

    @Test
    void aSampleRatioMismatchSavesNobody() {
        CanaryVerdict worse = JUDGE.judge(new Look(List.of(WORSE), MISMATCH, 98, 500, Bake.RUNNING, List.of()));
        CanaryVerdict none = JUDGE.judge(new Look(List.of(GOOD), keys(0, 5_000), 0, 500, Bake.OVER, List.of()));

        assertThat(worse.decision()).isEqualTo(Decision.ROLL_BACK);
        assertThat(worse.reason())
                .startsWith("sample ratio mismatch: candidate got 8.0 % of 10,000 keys")
                .endsWith("evidence 22 of the 20 that are needed");
        assertThat(none.decision()).isEqualTo(Decision.NO_DATA);
        assertThat(none.reason())
                .startsWith("sample ratio mismatch: candidate got 0 % of 5,000 keys")
                .endsWith("the candidate has served no requests in this step; nothing new is known of it");
    }

    /** Evidence of 29 is enough for one test alone, and neither for two nor for three. */
    @Test
    void severalTestsShareTheProbability() {
        AnytimeTest errors = errors(1_000, 22, 19_000, 190);
        AnytimeTest scores = new MeanTest(
                "rmse",
                Direction.LOWER_IS_BETTER,
                0,
                new Arms<>(new Moments(1_000, 1, 999), new Moments(19_000, 1, 18_999)));

        assertThat(Math.exp(errors.logEvidence())).isBetween(20.0, 40.0);
        assertThat(JUDGE.judge(new Look(List.of(errors), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of()))
                        .decision())
                .isEqualTo(Decision.ROLL_BACK);
        CanaryVerdict two =
                JUDGE.judge(new Look(List.of(errors, scores), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of()));
        assertThat(two.decision()).isEqualTo(Decision.HOLD);
        assertThat(two.reason()).contains(" of the 40 that are needed").doesNotContain("rmse");
        CanaryVerdict three =
                JUDGE.judge(new Look(List.of(errors, scores, scores), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of()));
        assertThat(three.reason()).contains(" of the 60 that are needed");
    }

    @Test
    void namesEachTestThatAccuses() {
        AnytimeTest scores = new MeanTest(
                "rmse",
                Direction.LOWER_IS_BETTER,
                0.1,
                new Arms<>(new Moments(1_000, 2, 999), new Moments(19_000, 1, 18_999)));

        assertThat(JUDGE.judge(new Look(
                                List.of(errors(98, 7, 1_902, 19), GOOD, scores),
                                AS_EXPECTED,
                                1_000,
                                500,
                                Bake.OVER,
                                List.of()))
                        .reason())
                .isEqualTo(
                        "7.1 % of the candidate's 98 requests failed, of control's 1,902 1.0 %; evidence 420 of the 60"
                                + " that are needed; the candidate's 1,000 scores 'rmse' have a mean of 2, control's 19,000 one of 1"
                                + " (0.1 worse is tolerated); evidence more than 1,000,000 of the 60 that are needed");
    }

    @Test
    void anAnswerThatIsFineIsQuotedWhereItIsPromoted() {
        assertThat(judge(Bake.OVER, FINE).decision()).isEqualTo(Decision.PROMOTE);
        assertThat(judge(Bake.OVER, FINE).reason())
                .isEqualTo(
                        "nothing speaks against the candidate after 1,000 requests: 1.0 % of the candidate's 1,000 requests"
                                + " failed, of control's 19,000 1.0 %; evidence 0.1 of the 20 that are needed; health check"
                                + " 'orders' found nothing");
        assertThat(judge(Bake.RUNNING, FINE).decision()).isEqualTo(Decision.HOLD);
    }

    @Test
    void aCheckThatFailsOrCannotTellStopsThePromotion() {
        assertThat(judge(Bake.OVER, FAILING))
                .isEqualTo(new CanaryVerdict(Decision.HOLD, "health check 'queue' fails: 3 are waiting"));
        assertThat(judge(Bake.OVER, UNKNOWN))
                .isEqualTo(
                        new CanaryVerdict(Decision.HOLD, "health check 'disk' could not tell: no answer within PT10S"));
    }

    @Test
    void allThatIsDoubtfulIsNamed() {
        assertThat(JUDGE.judge(new Look(
                                List.of(DOUBTFUL), AS_EXPECTED, 1_000, 500, Bake.OVER, List.of(UNKNOWN, FINE, FAILING)))
                        .reason())
                .startsWith(
                        "health check 'queue' fails: 3 are waiting; health check 'disk' could not tell: no answer within"
                                + " PT10S; 1.7 % of the candidate's 1,000 requests failed")
                .doesNotContain("orders");
    }

    @Test
    void aCheckThatHasFailedRollsBackBeforeItsTimeWhateverElseIsKnown() {
        CanaryVerdict failed = new CanaryVerdict(Decision.ROLL_BACK, "health check 'orders' has failed: none came");

        assertThat(judge(Bake.RUNNING, FAILED)).isEqualTo(failed);
        assertThat(judge(Bake.OVER, FINE, UNKNOWN, FAILED, FAILING)).isEqualTo(failed);
        assertThat(JUDGE.judge(new Look(List.of(GOOD), AS_EXPECTED, 0, 500, Bake.RUNNING, List.of(FAILED))))
                .as("before the first request")
                .isEqualTo(failed);
        assertThat(JUDGE.judge(new Look(List.of(GOOD), MISMATCH, 1_000, 500, Bake.OVER, List.of(FAILED)))
                        .decision())
                .isEqualTo(Decision.ROLL_BACK);
    }

    @Test
    void whatTestsAndChecksFoundIsNamedTogether() {
        assertThat(JUDGE.judge(new Look(List.of(WORSE), AS_EXPECTED, 98, 500, Bake.RUNNING, List.of(FAILED)))
                        .reason())
                .isEqualTo(
                        "5.1 % of the candidate's 98 requests failed, of control's 1,902 1.0 %; evidence 22 of the 20"
                                + " that are needed; health check 'orders' has failed: none came");
    }

    /** A host that asks for no requests has a check that tells it what it wants to know. */
    @Test
    void whereNobodyAskedAnAnswerIsSomethingKnown() {
        List<AnytimeTest> nothing = List.of(errors(0, 0, 0, 0));
        Look alone = new Look(nothing, Optional.empty(), 0, 0, Bake.OVER, List.of(FINE));

        assertThat(JUDGE.judge(alone))
                .isEqualTo(new CanaryVerdict(
                        Decision.PROMOTE,
                        "nothing speaks against the candidate after 0 requests: health check 'orders' found nothing"));
        assertThat(JUDGE.judge(new Look(nothing, Optional.empty(), 0, 1, Bake.OVER, List.of(FINE))))
                .as("requests are asked for, and nobody knows anything")
                .isEqualTo(new CanaryVerdict(
                        Decision.NO_DATA,
                        "the candidate has served no requests in this step; nothing new is known of it"));
        assertThat(JUDGE.judge(new Look(nothing, keys(0, 19), 0, 0, Bake.OVER, List.of(FINE))))
                .as("beside a control it has to be compared")
                .isEqualTo(new CanaryVerdict(
                        Decision.HOLD, "no request of the candidate has come that could be compared"));
        assertThat(JUDGE.judge(new Look(nothing, Optional.empty(), 0, 0, Bake.OVER, List.of()))
                        .decision())
                .isEqualTo(Decision.NO_DATA);
    }

    private static CanaryVerdict judge(Bake bake, Answer... answers) {
        return JUDGE.judge(new Look(List.of(GOOD), AS_EXPECTED, 1_000, 500, bake, List.of(answers)));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new CanaryJudge(5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("alpha 5.0 is not between 0 and 1; 0.05 is usual");
        List<AnytimeTest> one = List.of(GOOD);
        assertThatThrownBy(() -> new Look(one, AS_EXPECTED, -1, 2, Bake.OVER, List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("-1 requests of at least 2; give numbers that are not negative");
        assertThatThrownBy(() -> new Look(one, AS_EXPECTED, 1, -2, Bake.OVER, List.of()))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void whereEverybodyGetsTheCandidateOnlyALimitCanHoldIt() {
        AnytimeTest limit = LimitTest.of(0.01, new Tally(1_000, 20));
        Look carried = new Look(List.of(DOUBTFUL, GOOD), Optional.empty(), 1_000, 500, Bake.OVER, List.of());
        Look exceeded = new Look(List.of(GOOD, limit), Optional.empty(), 1_000, 500, Bake.OVER, List.of());

        assertThat(JUDGE.judge(carried).decision()).isEqualTo(Decision.PROMOTE);
        assertThat(JUDGE.judge(exceeded).decision()).isEqualTo(Decision.HOLD);
        assertThat(JUDGE.judge(exceeded).reason())
                .startsWith("2.0 % of the candidate's 1,000 requests failed, and 1.0 % may");
    }

    private static Optional<SampleRatio> keys(long candidate, long control) {
        return Optional.of(
                new SampleRatio(List.of(new Arm("candidate", 0.05, candidate), new Arm("control", 0.95, control))));
    }

    private static RateTest errors(long candidates, long failed, long controls, long controlsFailed) {
        return RateTest.start().next(new Arms<>(new Tally(candidates, failed), new Tally(controls, controlsFailed)));
    }
}
