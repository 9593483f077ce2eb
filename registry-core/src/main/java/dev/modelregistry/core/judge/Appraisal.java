package dev.modelregistry.core.judge;

import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.Bake;
import dev.modelregistry.core.judge.Trial.Recent;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Judges a canary by its plan and by what was seen of it. Pure. */
public final class Appraisal {
    private static final double MOST_EVIDENCE = 1e6;

    private Appraisal() {}

    /**
     * A verdict on the step that a canary is in.
     *
     * @param rollout a canary with an analysis
     * @param trial what all processes have seen of it
     * @param answers what the host's checks say
     * @param now for the bake time
     */
    public static RolloutVerdict of(Rollout rollout, Trial trial, List<Answer> answers, Instant now) {
        Analysis analysis = rollout.plan().analysis().orElseThrow();
        Canary canary = (Canary) rollout.plan().policy();
        Step step = canary.steps().get(rollout.step());
        Trial known = trial.in(rollout.changed().revision());
        long compared = canary.steps().stream().filter(each -> each.share() < 1).count();
        List<AnytimeTest> tests = known.tests(analysis).stream()
                .filter(test -> compared > 0 || !test.compares())
                .map(test -> fromAnyOnset(test, known.recent(), rollout.step()))
                .toList();
        boolean isBaked = Duration.between(rollout.changed().at(), now).compareTo(step.bake()) >= 0;
        // The test of a score begins anew in each step that has a control, so each of them gets a part of alpha.
        long parts = tests.size()
                + analysis.score().map(rule -> Math.max(0, compared - 1)).orElse(0L);
        CanaryVerdict verdict = new CanaryJudge(
                        tests.isEmpty() ? analysis.alpha() : analysis.alpha() * tests.size() / parts)
                .judge(new Look(
                        tests,
                        keys(rollout, known.seen()),
                        known.seen().candidate().latencies().count(),
                        step.minimumSamples(),
                        isBaked ? Bake.OVER : Bake.RUNNING,
                        answers));
        double needed = parts / analysis.alpha();
        return new RolloutVerdict(
                verdict.decision(),
                rollout.step(),
                shortened(verdict.reason()),
                known.health(),
                tests.stream()
                        .map(test -> new Evidence(
                                test.name(), Math.min(MOST_EVIDENCE, Math.exp(test.logEvidence())), needed))
                        .toList());
    }

    /** Counted also from each part of the step on; but for scores, which begin anew in each step anyway. */
    private static AnytimeTest fromAnyOnset(AnytimeTest test, Recent recent, int step) {
        if (test instanceof RateTest) {
            return new Onset(test, recent.errors(), step);
        }
        if (test instanceof LatencyTest) {
            return new Onset(test, recent.slow(), step);
        }
        return test instanceof LimitTest ? new Onset(test, recent.limit(), step) : test;
    }

    /** A slot counts when a request from it is through, so candidates that keep theirs are found; for the candidate if that ever answered. */
    private static Optional<SampleRatio> keys(Rollout rollout, Arms<Sample> seen) {
        SortedMap<Integer, Double> shares = rollout.shares();
        double share = shares.getOrDefault(rollout.candidates().get(0), 0.0);
        if (share <= 0 || share >= 1) {
            return Optional.empty();
        }
        SlotSample tried = seen.candidate().slots();
        return Optional.of(new SampleRatio(List.of(
                new SampleRatio.Arm("the candidate", share, tried.count()),
                new SampleRatio.Arm(
                        "control",
                        1 - share,
                        seen.control().slots().minus(tried).count()))));
    }

    private static String shortened(String reason) {
        return reason.length() <= RolloutVerdict.MAX_REASON
                ? reason
                : Texts.line(reason, RolloutVerdict.MAX_REASON - 1);
    }
}
