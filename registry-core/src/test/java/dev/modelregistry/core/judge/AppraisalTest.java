package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.State;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.Analysis.Score;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import dev.modelregistry.id.Actor;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.Rollout.Act;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.SlotRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppraisalTest {
    private static final long BEGAN = 5;
    private static final long CHANGED = 6;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant MOVED = START.plus(Duration.ofHours(1));
    private static final Duration BAKE = Duration.ofMinutes(10);
    private static final Instant BAKED = MOVED.plus(BAKE);
    private static final Duration EACH = Duration.ofMillis(1);

    private static final Analysis ERRORS = Analysis.standard().withoutLatency();
    private static final Score SCORE = new Score("ndcg", Direction.HIGHER_IS_BETTER, 0.02);
    private static final Trial GOOD = trial(Samples.arms(1_000, 10, 1_000, 10));

    @Test
    void promotesWhatHasHadItsTimeAndLooksGood() {
        assertThat(appraise(ERRORS, GOOD, BAKED))
                .isEqualTo(new RolloutVerdict(
                        Decision.PROMOTE,
                        1,
                        "nothing speaks against the candidate after 1,000 requests: 1.0 % of the candidate's 1,000 requests"
                                + " failed, of control's 1,000 1.0 %; evidence 0.3 of the 20 that are needed",
                        GOOD.health(),
                        List.of(new Evidence(
                                "errors",
                                Math.exp(new Onset(GOOD.errors(), GOOD.recent().errors(), 1).logEvidence()),
                                20))));
    }

    @Test
    void bakeTimeBeginsWithTheStep() {
        RolloutVerdict early = appraise(ERRORS, GOOD, BAKED.minusNanos(1));

        assertThat(early.decision()).isEqualTo(Decision.HOLD);
        assertThat(early.reason())
                .startsWith("bake time is not over; nothing speaks against the candidate after 1,000 requests");
        assertThat(appraise(ERRORS, GOOD, BAKED).decision()).isEqualTo(Decision.PROMOTE);
        assertThat(appraise(ERRORS, GOOD, START).decision())
                .as("a clock that is behind")
                .isEqualTo(Decision.HOLD);
    }

    @Test
    void holdsBelowTheMinimumOfTheStep() {
        RolloutVerdict few = appraise(ERRORS, trial(Samples.arms(499, 4, 499, 4)), BAKED);

        assertThat(few.decision()).isEqualTo(Decision.HOLD);
        assertThat(few.reason())
                .isEqualTo("the candidate has served 499 of at least 500 requests; needs about 1 more requests");
        assertThat(appraise(ERRORS, trial(Samples.arms(500, 4, 500, 4)), BAKED).decision())
                .isEqualTo(Decision.PROMOTE);
    }

    @Test
    void rollsBackWhatIsWorseBeforeItsTime() {
        RolloutVerdict worse = appraise(ERRORS, trial(Samples.arms(100, 20, 100, 1)), MOVED);

        assertThat(worse.decision()).isEqualTo(Decision.ROLL_BACK);
        assertThat(worse.step()).isEqualTo(1);
        assertThat(worse.reason()).startsWith("20.0 % of the candidate's 100 requests failed, of control's 100 1.0 %");
    }

    @Test
    void requestsOfAnEarlierStepArePassedOverAndItsEvidenceIsNot() {
        Trial earlier = new Witness(BEGAN, ERRORS).sees(CHANGED - 1, 0, Samples.arms(1_000, 10, 1_000, 10));
        Trial worse = new Witness(BEGAN, ERRORS).sees(CHANGED - 1, 0, Samples.arms(100, 20, 100, 1));

        RolloutVerdict verdict = appraise(ERRORS, earlier, BAKED);
        assertThat(verdict.decision()).isEqualTo(Decision.NO_DATA);
        assertThat(verdict.reason())
                .isEqualTo("the candidate has served no requests in this step; nothing new is known of it");
        assertThat(verdict.health()).isEqualTo(Trial.none(BEGAN, CHANGED).health());
        assertThat(appraise(ERRORS, worse, BAKED).decision()).isEqualTo(Decision.ROLL_BACK);
    }

    @Test
    void anAnswerThatSomethingIsWrongIsSomethingKnownThoughNobodyAsked() {
        Trial nothing = Trial.none(BEGAN, CHANGED);

        assertThat(appraise(ERRORS, nothing, BAKED).decision()).isEqualTo(Decision.NO_DATA);
        assertThat(Appraisal.of(rollout(1, ERRORS), nothing, List.of(new Answer("orders", State.FINE, "")), BAKED)
                        .decision())
                .as("requests are asked for")
                .isEqualTo(Decision.NO_DATA);
        assertThat(Appraisal.of(
                        rollout(1, ERRORS), nothing, List.of(new Answer("orders", State.FAILED, "none")), BAKED))
                .extracting(RolloutVerdict::decision, RolloutVerdict::reason)
                .containsExactly(Decision.ROLL_BACK, "health check 'orders' has failed: none");
    }

    @Test
    void evidenceIsNumberedByTest() {
        RolloutVerdict verdict = appraise(ERRORS.maximumErrorRate(0.02), GOOD, BAKED);

        assertThat(verdict.evidence())
                .containsExactly(
                        new Evidence(
                                "errors",
                                Math.exp(new Onset(GOOD.errors(), GOOD.recent().errors(), 1).logEvidence()),
                                40),
                        new Evidence("error limit", 0.75, 40));
    }

    @Test
    void evidenceIsAtMostAMillion() {
        assertThat(appraise(ERRORS, evidence(1e6 - 1), BAKED).evidence().get(0).value())
                .isCloseTo(1e6 - 1, within(1e-3));
        assertThat(appraise(ERRORS, evidence(1e9), BAKED).evidence()).containsExactly(new Evidence("errors", 1e6, 20));
        Trial infinite = new Trial(
                BEGAN, errors(1e5), RateTest.start(), LimitTest.NOTHING, Trial.Recent.NONE, 0, CHANGED, GOOD.seen());
        assertThat(appraise(ERRORS, infinite, BAKED).evidence()).containsExactly(new Evidence("errors", 1e6, 20));
    }

    /** Each test has an equal part of alpha, and that of a score one for each of the two steps that have a control. */
    @ParameterizedTest
    @CsvSource({
        "errors, 20",
        "errors and limit, 40",
        "errors and latency, 40",
        "errors and score, 60",
        "all, 100",
        "all at 1 %, 500"
    })
    void whatIsNeededIsSharedByTestsAndStepsOfAScore(String what, double needed) {
        Analysis analysis = switch (what) {
            case "errors" -> ERRORS;
            case "errors and limit" -> ERRORS.maximumErrorRate(0.5);
            case "errors and latency" -> Analysis.standard();
            case "errors and score" -> ERRORS.score(SCORE);
            case "all" -> Analysis.standard().score(SCORE).maximumErrorRate(0.5);
            default -> Analysis.standard().score(SCORE).maximumErrorRate(0.5).alpha(0.01);
        };

        RolloutVerdict below = appraise(analysis, evidence(needed * 0.999), BAKED);
        RolloutVerdict above = appraise(analysis, evidence(needed * 1.001), BAKED);

        assertThat(below.decision()).isNotEqualTo(Decision.ROLL_BACK);
        assertThat(above.decision()).isEqualTo(Decision.ROLL_BACK);
        assertThat(above.reason()).contains(" of the " + (long) needed + " that are needed");
        assertThat(above.evidence())
                .hasSameSizeAs(GOOD.tests(analysis))
                .allSatisfy(each -> assertThat(each.needed()).isCloseTo(needed, within(1e-9)));
    }

    /** Evidence of errors that is this much. */
    private static Trial evidence(double value) {
        return new Trial(
                BEGAN,
                errors(Math.log(
                        2 * (value - 0.25))), // from the beginning: half of it, and what may begin later is a quarter
                RateTest.start(),
                LimitTest.NOTHING,
                Trial.Recent.NONE,
                0,
                CHANGED,
                GOOD.seen());
    }

    private static RateTest errors(double logEvidence) {
        return new RateTest(GOOD.errors().seen(), Collections.nCopies(10, logEvidence));
    }

    @Test
    void sharesThatAreNotAsDecidedStopThePromotion() {
        RolloutVerdict verdict = appraise(ERRORS, trial(slots(2_000, 0, 8_000, 2_000)), BAKED);

        assertThat(verdict.decision()).isEqualTo(Decision.HOLD);
        assertThat(verdict.reason())
                .isEqualTo("sample ratio mismatch: the candidate got 25.0 % of 8,000 keys, and 50.0 % were expected;"
                        + " evidence more than 1,000,000 of the 100 that are needed; what came cannot be compared");
        assertThat(appraise(ERRORS, trial(slots(4_000, 0, 8_000, 4_000)), BAKED).decision())
                .isEqualTo(Decision.PROMOTE);
    }

    /** Control answered them until the candidate was loaded. */
    @Test
    void aSlotOfTheCandidatesCountsForItThoughControlHasAnsweredTooAndNotTwice() {
        assertThat(appraise(ERRORS, trial(slots(4_000, 0, 8_000, 0)), BAKED).decision())
                .isEqualTo(Decision.PROMOTE);
        assertThat(appraise(ERRORS, trial(slots(4_000, 0, 4_000, 0)), BAKED).reason())
                .startsWith("sample ratio mismatch: the candidate got 100.0 % of 4,000 keys");
    }

    /** 1,000 good requests of each arm, from the slots of a range. */
    private static Arms<Sample> slots(int candidateTo, int candidateFrom, int controlTo, int controlFrom) {
        return new Arms<>(slots(candidateFrom, candidateTo), slots(controlFrom, controlTo));
    }

    private static Sample slots(int from, int to) {
        Sample before = Samples.of(0, 0, EACH, from);
        Sample all = Samples.of(1_000, 10, EACH, to);
        return new Sample(
                all.latencies(), all.errors(), all.scores(), all.slots().minus(before.slots()));
    }

    @Test
    void whereThereIsAControlWhatATestLacksIsAnObstacle() {
        RolloutVerdict alone = appraise(ERRORS, trial(Samples.arms(1_000, 10, 0, 0)), BAKED);

        assertThat(alone.decision()).isEqualTo(Decision.HOLD);
        assertThat(alone.reason()).isEqualTo("no request of control has come to compare with");
    }

    @Test
    void whereEverybodyGetsTheCandidateWhatATestLacksIsNoObstacle() {
        Analysis all = Analysis.standard().score(SCORE).maximumErrorRate(0.02);
        Trial alone = trial(Samples.arms(1_000, 10, 0, 0));

        RolloutVerdict verdict = Appraisal.of(rollout(2, all), alone, List.of(), BAKED);

        assertThat(alone.tests(all).stream().filter(test -> test.lack().isPresent()))
                .hasSize(3);
        assertThat(verdict.decision()).isEqualTo(Decision.PROMOTE);
        assertThat(verdict.step()).isEqualTo(2);
        assertThat(verdict.health().control().requests()).isZero();
    }

    @Test
    void whereEverybodyGetsTheCandidateNoSharesAreCompared() {
        assertThat(Appraisal.of(rollout(2, ERRORS), trial(slots(4_000, 0, 4_000, 0)), List.of(), BAKED)
                        .reason())
                .startsWith("nothing speaks against the candidate");
    }

    @Test
    void whereEverybodyGetsTheCandidateItsLimitHolds() {
        Trial failing =
                new Witness(BEGAN, ERRORS.maximumErrorRate(0.02)).sees(CHANGED, 0, Samples.arms(1_000, 100, 0, 0));

        assertThat(Appraisal.of(rollout(2, ERRORS), failing, List.of(), BAKED).decision())
                .as("without a limit")
                .isEqualTo(Decision.PROMOTE);
        assertThat(Appraisal.of(rollout(2, ERRORS.maximumErrorRate(0.02)), failing, List.of(), BAKED))
                .satisfies(verdict -> assertThat(verdict.decision()).isEqualTo(Decision.ROLL_BACK))
                .satisfies(verdict -> assertThat(verdict.reason())
                        .startsWith("10.0 % of the candidate's 1,000 requests failed, and 2.0 % may"));
    }

    @ParameterizedTest
    @CsvSource({"FINE, PROMOTE", "FAILING, HOLD", "UNKNOWN, HOLD", "FAILED, ROLL_BACK"})
    void whereEverybodyGetsTheCandidateTheHostIsAsked(State state, Decision decision) {
        Trial alone = trial(Samples.arms(1_000, 10, 0, 0));

        RolloutVerdict verdict =
                Appraisal.of(rollout(2, ERRORS), alone, List.of(new Answer("orders", state, "some")), BAKED);

        assertThat(verdict.decision()).isEqualTo(decision);
        assertThat(verdict.reason()).contains("health check 'orders' ");
    }

    @Test
    void aReasonThatIsTooLongIsCut() {
        List<Answer> many = IntStream.range(0, 20)
                .mapToObj(i -> new Answer("check " + i, State.FAILED, "x".repeat(400)))
                .toList();

        String reason = Appraisal.of(rollout(1, ERRORS), GOOD, many, BAKED).reason();

        assertThat(reason)
                .hasSize(RolloutVerdict.MAX_REASON)
                .startsWith("health check 'check 0' has failed: xxx")
                .endsWith("x…");
        assertThat(Appraisal.of(rollout(1, ERRORS), GOOD, List.of(long4096()), BAKED)
                        .reason())
                .as("exactly as long as it may be")
                .hasSize(RolloutVerdict.MAX_REASON)
                .endsWith("yz");
    }

    private static Answer long4096() {
        int words = RolloutVerdict.MAX_REASON - "health check 'c' has failed: ".length();
        return new Answer("c", State.FAILED, "y".repeat(words - 1) + "z");
    }

    /** A journal takes no halves of characters: a verdict with one could not be acted upon. */
    @Test
    void aReasonIsNotCutWithinACharacter() {
        for (int shift = 0; shift < 2; shift++) {
            Answer planes = new Answer("c".repeat(1 + shift), State.FAILED, "\ud83d\udeeb".repeat(3_000));

            String reason = Appraisal.of(rollout(1, ERRORS), GOOD, List.of(planes), BAKED)
                    .reason();

            assertThat(reason).hasSizeBetween(RolloutVerdict.MAX_REASON - 1, RolloutVerdict.MAX_REASON);
            assertThat(reason).endsWith("\ud83d\udeeb…");
        }
    }

    private static RolloutVerdict appraise(Analysis analysis, Trial trial, Instant now) {
        return Appraisal.of(rollout(1, analysis), trial, List.of(), now);
    }

    private static Trial trial(Arms<Sample> seen) {
        return new Witness(BEGAN, ERRORS).sees(CHANGED, 0, seen);
    }

    /** The candidate has half of the keys in step 1, and all of them in step 2. */
    private static Rollout rollout(int step, Analysis analysis) {
        List<Step> steps = List.of(Step.of(0.1, BAKE), new Step(0.5, BAKE, 500), new Step(1, BAKE, 500));
        return new Rollout(
                RolloutPlan.of(new RolloutPolicy.Canary(steps)).analysis(analysis),
                OptionalInt.of(1),
                List.of(2),
                step,
                false,
                List.of(new SlotRange(2, 0, (int) (steps.get(step).share() * SlotRange.SLOTS))),
                new Act(BEGAN, START, Actor.of("alice"), "new"),
                new Act(CHANGED, MOVED, Actor.of("bob"), "fine so far"));
    }
}
