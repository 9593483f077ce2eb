package dev.modelregistry.core.judge;

import static dev.modelregistry.health.RolloutVerdict.Decision.HOLD;
import static dev.modelregistry.health.RolloutVerdict.Decision.NO_DATA;
import static dev.modelregistry.health.RolloutVerdict.Decision.PROMOTE;
import static dev.modelregistry.health.RolloutVerdict.Decision.ROLL_BACK;

import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.Bake;
import dev.modelregistry.core.judge.Look.State;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.RolloutVerdict.Decision;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what to do with a candidate. A candidate that is not worse by any test is rolled back with a probability of at most alpha, over all
 * looks and all tests together: each of them gets an equal part of it (Bonferroni). So the tests must be the same from look to look.
 *
 * <p>Being worse by one test is enough to be rolled back, also before the minimum of requests and the bake time. Promoted is only what has had
 * both, when each test can say something and none has evidence above 1, that is, when being worse explains nothing better. Where everybody gets
 * the candidate, tests that compare can say nothing new: those with a limit and the host's checks are left, which are asked in any case.
 *
 * @param alpha the probability to roll back a candidate that is not worse, such as 0.05
 */
public record CanaryJudge(double alpha) {
    /** Logarithms of what cancels may be a little above 0. */
    private static final double ROUNDED = 1e-9;

    /** How often the right shares may be called wrong. It costs a pause, and is shared with no test. */
    private static final double MISMATCH_ALPHA = 0.01;

    /** @throws InvalidInputException if alpha is not between 0 and 1 */
    public CanaryJudge {
        AnytimeTest.logNeeded(alpha);
    }

    /** Judges by what is known. */
    public CanaryVerdict judge(Look look) {
        double part = alpha / Math.max(1, look.tests().size());
        List<String> worse = Stream.concat(
                        look.tests().stream().filter(test -> test.isWorse(part)).map(test -> finding(test, part)),
                        answers(look, State.FAILED))
                .toList();
        if (!worse.isEmpty()) {
            return verdict(ROLL_BACK, look, String.join("; ", worse));
        }
        boolean isAnswered = look.minimum() == 0 && !look.answers().isEmpty(); // and that is enough, as was decided
        if (look.requests() == 0 && !isAnswered) {
            return verdict(
                    NO_DATA, look, "the candidate has served no requests in this step; nothing new is known of it");
        }
        Optional<String> obstacle = mismatch(look)
                .map(mismatch -> "what came cannot be compared")
                .or(() -> tooFew(look))
                .or(() -> suspicion(look, part));
        if (obstacle.isPresent()) {
            return verdict(HOLD, look, obstacle.get());
        }
        String served = " after " + Words.count(look.requests()) + " requests" + findings(look, part);
        return look.bake() == Bake.OVER
                ? verdict(PROMOTE, look, "nothing speaks against the candidate" + served)
                : verdict(HOLD, look, "bake time is not over; nothing speaks against the candidate" + served);
    }

    private static CanaryVerdict verdict(Decision decision, Look look, String reason) {
        return new CanaryVerdict(
                decision, mismatch(look).map(alarm -> alarm + "; " + reason).orElse(reason));
    }

    private static Optional<String> mismatch(Look look) {
        return look.keys()
                .filter(keys -> keys.isMismatch(MISMATCH_ALPHA))
                .map(keys -> "sample ratio mismatch: " + keys.finding() + evidence(keys.logEvidence(), MISMATCH_ALPHA));
    }

    private static Optional<String> tooFew(Look look) {
        if (look.requests() < look.minimum()) {
            return Optional.of("the candidate has served " + Words.count(look.requests()) + " of at least "
                    + Words.count(look.minimum()) + " requests; needs about "
                    + Words.about(look.minimum() - look.requests()) + " more requests");
        }
        boolean isAlone = look.keys().isEmpty();
        return isAlone
                ? Optional.empty()
                : look.tests().stream().flatMap(test -> test.lack().stream()).findFirst();
    }

    private static Optional<String> suspicion(Look look, double part) {
        String suspicions = Stream.of(
                        answers(look, State.FAILING),
                        answers(look, State.UNKNOWN),
                        telling(look)
                                .filter(test -> test.logEvidence() > ROUNDED)
                                .map(test -> finding(test, part) + outlook(test, part)))
                .flatMap(Function.identity())
                .collect(Collectors.joining("; "));
        return suspicions.isEmpty() ? Optional.empty() : Optional.of(suspicions);
    }

    /** The tests that can say something new: where everybody gets the candidate, those that compare stay as they are for ever. */
    private static Stream<AnytimeTest> telling(Look look) {
        boolean isAlone = look.keys().isEmpty();
        return look.tests().stream().filter(test -> !isAlone || !test.compares());
    }

    private static String outlook(AnytimeTest test, double part) {
        return test.outlook(part).stream()
                .mapToObj(more -> ", needs about " + Words.about(more) + " more " + test.unit()
                        + " of the candidate if it goes on like this")
                .collect(Collectors.joining());
    }

    private static Stream<String> answers(Look look, State state) {
        return look.answers().stream().filter(answer -> answer.state() == state).map(Answer::toString);
    }

    private static String findings(Look look, double part) {
        String findings = Stream.concat(
                        look.tests().stream()
                                .filter(test -> test.lack().isEmpty())
                                .map(test -> finding(test, part)),
                        answers(look, State.FINE))
                .collect(Collectors.joining("; "));
        return findings.isEmpty() ? "" : ": " + findings;
    }

    private static String finding(AnytimeTest test, double part) {
        return test.finding() + evidence(test.logEvidence(), part);
    }

    private static String evidence(double logEvidence, double alpha) {
        return "; evidence " + Words.evidence(logEvidence) + " of the " + Words.evidence(AnytimeTest.logNeeded(alpha))
                + " that are needed";
    }
}
