package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ServedModel;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.Operation;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.health.Analysis.Advance;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.serving.ServingAlert.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Canaries that are judged where they serve, and move by themselves. */
class CanaryTest extends CanaryGround {
    private int badCandidate(int version) {
        return version == candidate.number() ? 300 : 10;
    }

    private static int good(int version) {
        return 0;
    }

    @Test
    void aGoodCandidateTakesEachStepByItselfAndIsCompleted() {
        try (ServedModel<Integer> served = serve(options())) {
            rollouts.start(candidate, PLAN, CHANGE);

            requests(served, CanaryTest::good, this::isOver);

            assertThat(stage(candidate)).isEqualTo(PRODUCTION);
            assertThat(stage(control)).isEqualTo(ARCHIVED);
            assertThat(judged(flights))
                    .extracting(RolloutVerdict::decision, RolloutVerdict::step)
                    .containsExactly(
                            tuple(Decision.PROMOTE, 0), tuple(Decision.PROMOTE, 1), tuple(Decision.PROMOTE, 2));
            assertThat(lastEvents().get(0)).isEqualTo("judged the rollout: promote in step 3");
            assertThat(judged(flights).get(2).reason())
                    .matches("nothing speaks against the candidate after [0-9,]+ requests.*");
            assertThat(lastEvents()).contains("ended the rollout: completed", "version 2 recorded as good");
            assertThat(alerts).isEmpty();
        }
    }

    @Test
    void aBadCandidateIsRolledBackByItselfWithItsNumbersInTheJournal() {
        try (ServedModel<Integer> served = serve(options())) {
            rollouts.start(candidate, PLAN, CHANGE);

            requests(served, this::badCandidate, this::isOver);

            Commit last = flights.history().reduce((first, second) -> second).orElseThrow();
            RolloutVerdict verdict = judged(flights).get(0);
            assertThat(verdict.decision()).isEqualTo(Decision.ROLL_BACK);
            assertThat(verdict.health().candidate().errorRate()).isGreaterThan(0.1);
            assertThat(verdict.health().control().requests()).isPositive();
            assertThat(verdict.evidence()).hasSize(1).allSatisfy(evidence -> {
                assertThat(evidence.test()).isEqualTo("errors");
                assertThat(evidence.value()).isGreaterThanOrEqualTo(20);
                assertThat(evidence.needed()).isEqualTo(20);
            });
            assertThat(last.reason()).isEqualTo("judged: " + verdict.reason());
            assertThat(last.actor()).isEqualTo(Actor.of("alice"));
            assertThat(lastEvents()).contains("version 2 failed", "ended the rollout: rolled back");
            assertThat(stage(candidate)).isEqualTo(STAGING);
            assertThat(stage(control)).isEqualTo(PRODUCTION);
            assertThat(errors).hasPositiveValue();
            Until.holds(() -> !alerts.isEmpty());
            assertThat(alerts).singleElement().satisfies(alert -> {
                assertThat(alert.kind()).isEqualTo(Kind.ROLLED_BACK);
                assertThat(alert.version()).hasValue(2);
                assertThat(alert.words()).isEqualTo("the candidate was rolled back: " + verdict.reason());
            });
        }
    }

    @Test
    void processesShareTheirCountsAndTakeEachStepOnce() throws Exception {
        ModelRegistry other = elsewhere();
        RolloutPlan plan = RolloutPlan.of(
                        RolloutPolicy.canary(new Step(0.5, Duration.ZERO, 2_000), new Step(1, Duration.ZERO, 2_000)))
                .analysis(ANALYSIS);
        try (ServedModel<Integer> here = serve(options());
                ServedModel<Integer> there = serve(other, options())) {
            rollouts.start(candidate, plan, CHANGE);

            Race.all(2, racer -> {
                requests(racer == 0 ? here : there, CanaryTest::good, this::isOver);
                return racer;
            });

            assertThat(count(flights, RolloutMoved.class)).isEqualTo(1);
            assertThat(count(flights, RolloutEnded.class)).isEqualTo(1);
            assertThat(judged(flights)).hasSize(2);
            assertThat(judged(flights).get(0).health().candidate().requests()).isGreaterThanOrEqualTo(2_000);
        }
    }

    @Test
    void byHandVerdictsAreToldAndNothingMoves() {
        RolloutPlan byHand = PLAN.analysis(ANALYSIS.advance(Advance.BY_HAND));
        try (ServedModel<Integer> served = serve(options())) {
            Rollout started = rollouts.start(candidate, byHand, CHANGE);

            requests(served, this::badCandidate, () -> last() != null && last().decision() == Decision.ROLL_BACK);

            assertThat(rollouts.current()).contains(started);
            assertThat(rollouts.verdict().orElseThrow().decision()).isEqualTo(Decision.ROLL_BACK);
            assertThat(judged(flights)).isEmpty();
        }
    }

    @Test
    void aPausedCanaryIsJudgedAndNotMoved() {
        try (ServedModel<Integer> served = serve(options())) {
            rollouts.start(candidate, PLAN, CHANGE);
            Rollout paused = rollouts.pause(because("holiday"));

            requests(served, this::badCandidate, () -> last() != null && last().decision() == Decision.ROLL_BACK);
            assertThat(rollouts.current()).contains(paused);

            rollouts.resume(because("back"));
            Until.holds(this::isOver);
            assertThat(lastEvents()).contains("ended the rollout: rolled back");
        }
    }

    @Test
    void aProcessMayLeaveItToOthers() {
        try (ServedModel<Integer> served = serve(options().leaveRollouts())) {
            Rollout started = rollouts.start(candidate, PLAN, CHANGE);

            requests(served, this::badCandidate, () -> last() != null && last().decision() == Decision.ROLL_BACK);
            assertThat(rollouts.current()).contains(started);

            try (ServedModel<Integer> other = serve(elsewhere(), options())) {
                Until.holds(this::isOver);
                assertThat(other.status().model()).isEqualTo(flights.name());
            }
        }
    }

    @Test
    void aStepIsNotTakenBeforeItsBakeTimeOrItsSamples() {
        RolloutPlan plan = RolloutPlan.of(
                        RolloutPolicy.canary(new Step(0.5, Duration.ofHours(1), 10), Step.of(1, Duration.ofHours(1))))
                .analysis(ANALYSIS);
        try (ServedModel<Integer> served = serve(options())) {
            Rollout started = rollouts.start(candidate, plan, CHANGE);

            requests(
                    served,
                    CanaryTest::good,
                    () -> last() != null && last().health().candidate().requests() > 100);

            assertThat(last().toString()).startsWith("hold in step 1: bake time is not over; nothing speaks against");
            assertThat(rollouts.current()).contains(started);
        }
    }

    @Test
    void withoutRequestsThereIsNoVerdictForIt() {
        try (ServedModel<Integer> served = serve(options())) {
            assertThat(rollouts.verdict()).as("no rollout").isEmpty();
            Rollout started = rollouts.start(candidate, PLAN, CHANGE);

            Until.holds(() -> verdicts.size() > 3);

            assertThat(verdicts).extracting(RolloutVerdict::decision).containsOnly(Decision.NO_DATA);
            assertThat(rollouts.verdict().orElseThrow().decision()).isEqualTo(Decision.NO_DATA);
            assertThat(rollouts.current()).contains(started);
            assertThat(served.route("user").arm()).isNotNull();
        }
    }

    @Test
    void aCheckOfTheHostsRollsBackWhenItFailsThreeTimesInARow() {
        HealthCheck orders = HealthCheck.of(
                "orders",
                health -> health.candidate().requests() > 0 ? Optional.of("none for a minute") : Optional.empty());
        try (ServedModel<Integer> served = serve(options().healthCheck(orders))) {
            rollouts.start(candidate, PLAN, CHANGE);

            requests(served, CanaryTest::good, this::isOver);

            assertThat(judged(flights))
                    .last()
                    .hasToString("roll back in step 1: health check 'orders' has failed: none for a minute");
            assertThat(verdicts)
                    .extracting(RolloutVerdict::reason)
                    .contains("health check 'orders' fails: none for a minute");
        }
    }

    @Test
    void aProcessWhoseCheckIsNotFineKeepsTheOthersFromPromoting() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HealthCheck doubtful = HealthCheck.of("queue", health -> {
                    asked.incrementAndGet();
                    return Optional.of("long");
                })
                .failures(Integer.MAX_VALUE);
        RolloutPlan plan = PLAN.analysis(ANALYSIS.lookEvery(Duration.ofMillis(200)));
        try (ServedModel<Integer> doubting = serve(options().healthCheck(doubtful));
                ServedModel<Integer> other = serve(elsewhere(), options())) {
            Rollout started = rollouts.start(candidate, plan, CHANGE);
            Until.holds(() -> asked.get() > 1); // so that its doubt is known

            requests(
                    other,
                    CanaryTest::good,
                    () -> verdicts.stream()
                                    .filter(verdict -> verdict.decision() == Decision.PROMOTE)
                                    .count()
                            > 2);

            assertThat(doubting.route("user").revision())
                    .isEqualTo(started.changed().revision());
            assertThat(rollouts.current().map(Rollout::step)).contains(0);
        }
    }

    @Test
    void whoMayNotPromoteAndRollBackServesAndLeavesRolloutsAlone() {
        ModelRegistry reader = ground.open(
                ground.way(),
                builder -> builder.pollInterval(Duration.ofMillis(1))
                        .actor("server")
                        .access(request -> request.operation() == Operation.ROLL_BACK
                                ? AccessDecision.denied("servers serve")
                                : AccessDecision.granted()));
        HealthCheck hostile = HealthCheck.of("x", health -> Optional.of("no")).failures(1);
        try (ServedModel<Integer> served = serve(reader, options().healthCheck(hostile))) {
            Rollout started = rollouts.start(candidate, PLAN, CHANGE);

            requests(served, this::badCandidate, () -> last() != null && last().decision() == Decision.ROLL_BACK);

            requests(
                    served,
                    this::badCandidate,
                    () -> rollouts.verdict().orElseThrow().health().candidate().requests() > 0);
            assertThat(rollouts.current()).contains(started);
        }
    }

    @Test
    void aHostThatDoesNotHearDisturbsNothing() {
        try (ServedModel<Integer> served = serve(options().onVerdict((rollout, verdict) -> {
            throw new IllegalStateException("the screen is off");
        }))) {
            rollouts.start(candidate, PLAN, CHANGE);

            requests(served, CanaryTest::good, this::isOver);

            assertThat(stage(candidate)).isEqualTo(PRODUCTION);
        }
    }

    @Test
    void aStepThatMayNotBeTakenIsToldAndTriedAgain() {
        ModelVersion suspect = replaceStaged();
        try (ServedModel<Integer> served = serve(options())) {
            rollouts.start(suspect, PLAN, CHANGE);
            registry.lineage().quarantine(SUSPICIOUS, because("poisoned"));

            requests(served, CanaryTest::good, () -> !alerts.isEmpty() && looksSince(alerts.peek()) > 3);

            assertThat(alerts).extracting(alert -> alert.kind()).containsExactly(Kind.ROLLOUT_STUCK);
            assertThat(alerts.peek().words())
                    .startsWith("the rollout could not be moved (promote): ")
                    .contains("cannot serve: it ")
                    .endsWith("; it is tried again at each look");
            assertThat(rollouts.current()).isPresent();
        }
    }

    private long firstLook;

    /** How many verdicts there were since something was told first. */
    private long looksSince(Object told) {
        assertThat(told).isNotNull();
        firstLook = firstLook == 0 ? verdicts.size() : firstLook;
        return verdicts.size() - firstLook;
    }

    private ModelVersion replaceStaged() {
        flights.promote(candidate, ARCHIVED, because("another one first"));
        return suspect();
    }

    @Test
    void aVerdictOnAStepThatWasLeftMeanwhileMovesNothing() {
        RolloutPlan plan = RolloutPlan.of(RolloutPolicy.canary(
                        new Step(0.2, Duration.ZERO, 20),
                        Step.of(0.5, Duration.ofHours(1)),
                        Step.of(1, Duration.ofHours(1))))
                .analysis(ANALYSIS);
        rollouts.start(candidate, plan, CHANGE);
        FaultyStore way = ground.way();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        way.beforeAppend = () -> {
            if (isFirst.getAndSet(false)) {
                rollouts.moveTo(1, because("by hand, before the verdict was written"));
            }
        };
        ModelRegistry server = ground.open(way, builder -> builder.pollInterval(Duration.ofMillis(1)));
        try (ServedModel<Integer> served = serve(server, options())) {
            requests(served, CanaryTest::good, () -> last() != null && last().step() == 1);

            assertThat(isFirst).isFalse();
            assertThat(rollouts.current().map(Rollout::step)).contains(1);
            assertThat(judged(flights)).isEmpty();
        }
    }

    @Test
    void onlyTheStepsOfACanaryAreJudged() {
        RolloutPlan split = RolloutPlan.of(RolloutPolicy.split(Map.of(control.number(), 0.5, candidate.number(), 0.5)))
                .analysis(ANALYSIS);
        long before = flights.revision();

        for (RolloutPlan plan :
                List.of(split.policy(RolloutPolicy.immediate()), split.policy(RolloutPolicy.shadow(1)))) {
            assertThatThrownBy(() -> rollouts.start(candidate, plan, CHANGE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("an analysis judges the steps of a canary, and this is " + plan.policy()
                            + "; leave it out");
        }
        assertThatThrownBy(() -> rollouts.start(split, CHANGE)).isInstanceOf(InvalidInputException.class);
        assertThat(flights.revision()).isEqualTo(before);
    }

    @Test
    void anotherCanaryBeginsWithoutWhatWasSeenOfTheFirst() {
        try (ServedModel<Integer> served = serve(options())) {
            rollouts.start(candidate, PLAN, CHANGE);
            requests(served, this::badCandidate, this::isOver);
            flights.promote(candidate, ARCHIVED, because("bad"));
            flights.promote(third, STAGING, because("tests pass"));

            rollouts.start(third, PLAN, CHANGE);
            assertThat(rollouts.verdict().orElseThrow().decision()).isEqualTo(Decision.NO_DATA);
            requests(served, this::badCandidate, this::isOver);

            assertThat(stage(third)).isEqualTo(PRODUCTION);
        }
    }
}
