package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.rollout.Deployment;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Versions that are put into production under supervision. */
class DeployTest extends CanaryGround {
    private static final Duration WINDOW = Duration.ofMillis(50);
    private static final List<HealthCheck> NO_CHECKS = List.of();
    private static final HealthCheck FINE = HealthCheck.of("orders", health -> Optional.empty());

    /** Deploys in one thread, while requests come in another. */
    private Deployment underLoad(ServedModel<Integer> served, int errors, Duration window, List<HealthCheck> checks)
            throws Exception {
        AtomicReference<Deployment> done = new AtomicReference<>();
        Race.all(2, racer -> {
            if (racer == 0) {
                done.set(rollouts.deployWithMonitoring(
                        candidate, window, checks, because("friday").by("bob")));
            } else {
                requests(served, version -> version == 2 ? errors : 0, () -> done.get() != null);
            }
            return racer;
        });
        return done.get();
    }

    @Test
    void aVersionThatStaysWellIsRecordedAsGoodAndTheOldOneArchived() throws Exception {
        try (ServedModel<Integer> served = serve(options().leaveRollouts())) {
            Deployment done = underLoad(served, 10, WINDOW, List.of(FINE));

            assertThat(done.outcome()).contains(Outcome.COMPLETED);
            assertThat(done.isCompleted()).isTrue();
            assertThat(done.verdict().orElseThrow().reason())
                    .startsWith("nothing speaks against the candidate after ")
                    .contains(" requests failed, and 5.0 % may")
                    .endsWith("health check 'orders' found nothing");
            assertThat(stage(candidate)).isEqualTo(PRODUCTION);
            assertThat(stage(control)).isEqualTo(ARCHIVED);
            assertThat(flights.lastGood().orElseThrow().number()).isEqualTo(1);
            Commit last = flights.history().reduce((first, second) -> second).orElseThrow();
            assertThat(last.actor()).isEqualTo(Actor.of("bob"));
            assertThat(last.reason()).startsWith("friday: nothing speaks against the candidate");
        }
    }

    @Test
    void aVersionWhoseRequestsFailIsRolledBack() throws Exception {
        try (ServedModel<Integer> served = serve(options().leaveRollouts())) {
            Deployment done = underLoad(served, 200, Duration.ofSeconds(1), NO_CHECKS);

            assertThat(done.outcome()).contains(Outcome.ROLLED_BACK);
            assertThat(done.verdict().orElseThrow().decision()).isEqualTo(Decision.ROLL_BACK);
            assertThat(done.verdict().orElseThrow().reason()).contains(" requests failed, and 5.0 % may; evidence ");
            assertThat(stage(candidate)).isEqualTo(STAGING);
            assertThat(stage(control)).isEqualTo(PRODUCTION);
        }
    }

    @Test
    void aVersionThatFailsACheckIsRolledBackAlsoWithoutRequests() {
        HealthCheck queue =
                HealthCheck.of("queue", health -> Optional.of("12,000 wait")).failures(2);

        Deployment done = rollouts.deployWithMonitoring(candidate, Duration.ofSeconds(1), List.of(queue), CHANGE);

        assertThat(done.outcome()).contains(Outcome.ROLLED_BACK);
        assertThat(done.verdict().orElseThrow().reason()).isEqualTo("health check 'queue' has failed: 12,000 wait");
        assertThat(stage(control)).isEqualTo(PRODUCTION);
    }

    @Test
    void checksAloneAreEnoughWhereThePlanAsksForNoRequests() {
        rollouts.start(candidate, checkedOnly(), CHANGE);

        Deployment done = rollouts.watch(Duration.ofMinutes(1), List.of(FINE), CHANGE);

        assertThat(done.outcome()).contains(Outcome.COMPLETED);
        assertThat(done.verdict().orElseThrow().reason())
                .isEqualTo(
                        "nothing speaks against the candidate after 0 requests: health check 'orders' found nothing");
    }

    @Test
    void withoutRequestsAndChecksItStaysUndecided() {
        Deployment done = rollouts.deployWithMonitoring(candidate, WINDOW, NO_CHECKS, CHANGE);

        assertThat(done.outcome()).isEmpty();
        assertThat(done.isCompleted()).isFalse();
        assertThat(done.verdict().orElseThrow().decision()).isEqualTo(Decision.NO_DATA);
        assertThat(stage(candidate)).isEqualTo(CANARY);
        assertThat(flights.explain("anybody").route().number()).isEqualTo(2);
    }

    /** All at once, for a window, and no requests need come. */
    private static RolloutPlan checkedOnly() {
        return RolloutPlan.of(RolloutPolicy.canary(Step.of(1, WINDOW))).analysis(ANALYSIS);
    }

    @Test
    void whatNobodyCanLoadIsNotPromotedHoweverFineControlIs() {
        try (ServedModel<Integer> served = registry.serve("flights", version -> {
            if (version.number() == 2) {
                throw new IllegalStateException("no such file");
            }
            return version.number();
        })) {
            Deployment done = rollouts.deployWithMonitoring(candidate, WINDOW, List.of(FINE), CHANGE);

            assertThat(served.route("user").number()).isEqualTo(1);
            assertThat(done.outcome()).isEmpty();
            assertThat(done.verdict().orElseThrow().decision()).isEqualTo(Decision.NO_DATA);
        }
    }

    @Test
    void aFewGoodRequestsDoNotShowThatAtMostFivePercentFail() {
        try (ServedModel<Integer> served = serve(options().leaveRollouts())) {
            rollouts.deployWithMonitoring(candidate, WINDOW, NO_CHECKS, CHANGE);
            Until.holds(() -> served.route("user").number() == 2);
            for (int i = 0; i < 59; i++) {
                served.acquire("user").close();
            }
            Until.holds(
                    () -> rollouts.verdict().orElseThrow().health().candidate().requests() == 59);

            RolloutVerdict verdict =
                    rollouts.watch(WINDOW, NO_CHECKS, CHANGE).verdict().orElseThrow();

            assertThat(verdict.reason())
                    .isEqualTo("the candidate has served 59 of at least 60 requests; needs about 1 more requests");
        }
    }

    @Test
    void deployingAgainGoesOnWatchingAndThenIsDone() throws Exception {
        rollouts.deployWithMonitoring(candidate, WINDOW, NO_CHECKS, CHANGE);
        long before = flights.revision();
        try (ServedModel<Integer> served = serve(options().leaveRollouts())) {
            assertThat(underLoad(served, 0, WINDOW, List.of(FINE)).outcome()).contains(Outcome.COMPLETED);
        }
        assertThat(flights.revision()).as("no second start").isEqualTo(before + 1);

        Deployment third = rollouts.deployWithMonitoring(candidate, WINDOW, NO_CHECKS, CHANGE);

        assertThat(third.outcome()).contains(Outcome.COMPLETED);
        assertThat(flights.revision()).isEqualTo(before + 1);
    }

    @Test
    void theFirstVersionOfAModelCanBeDeployedAndIsNotTakenAwayIfItFails() throws Exception {
        RegisteredModel fares = registry.model("fares");
        ModelVersion first = register(fares, "1.0.0");
        fares.promote(first, STAGING, because("tests pass"));
        AtomicReference<Deployment> done = new AtomicReference<>();
        Race.all(2, racer -> {
            if (racer == 0) {
                done.set(fares.rollouts().deployWithMonitoring(first, Duration.ofSeconds(1), NO_CHECKS, CHANGE));
                return racer;
            }
            Until.holds(() -> fares.rollouts().current().isPresent());
            try (ServedModel<Integer> served = registry.serve("fares", ModelVersion::number, options())) {
                requests(served, version -> 500, () -> done.get() != null && !alerts.isEmpty());
                served.acquire().close(); // it answers still, for there is nothing else
            }
            return racer;
        });

        assertThat(done.get().outcome()).isEmpty();
        assertThat(done.get().verdict().orElseThrow().decision()).isEqualTo(Decision.ROLL_BACK);
        assertThat(alerts)
                .singleElement()
                .satisfies(
                        alert -> assertThat(alert.words())
                                .isEqualTo(
                                        "the rollout could not be moved (roll back): the candidate fails, and model 'fares' has nothing else to serve;"
                                                + " promote another version, or abort the rollout; it is tried again at each look"));
    }

    @Test
    void theFirstVersionIsJudgedByRequestsWithoutAKeyToo() throws Exception {
        RegisteredModel fares = registry.model("fares");
        ModelVersion first = register(fares, "1.0.0");
        fares.promote(first, STAGING, because("tests pass"));
        fares.rollouts()
                .start(
                        first,
                        RolloutPlan.of(RolloutPolicy.canary(new Step(1, WINDOW, 60)))
                                .analysis(ANALYSIS),
                        CHANGE);

        try (ServedModel<Integer> served = registry.serve("fares", ModelVersion::number, options())) {
            Until.holds(() -> {
                served.acquire().close();
                return fares.rollouts().current().isEmpty();
            });
        }

        assertThat(fares.stageOf(first).stage()).isEqualTo(PRODUCTION);
    }

    @Test
    void whileSomebodyWatchesWithItsOwnChecksTheOthersDoNotPromote() throws Exception {
        HealthCheck patient = HealthCheck.of(
                        "orders",
                        health -> verdicts.stream()
                                                .filter(each -> each.decision() == Decision.PROMOTE)
                                                .count()
                                        > 2
                                ? Optional.empty()
                                : Optional.of("few"))
                .failures(Integer.MAX_VALUE);
        RolloutPlan plan = RolloutPlan.of(RolloutPolicy.canary(Step.of(1, WINDOW)))
                .analysis(ANALYSIS.lookEvery(Duration.ofMillis(200)));
        try (ServedModel<Integer> served = serve(elsewhere(), options())) {
            rollouts.start(candidate, plan, CHANGE);
            Race.all(2, racer -> {
                if (racer == 0) {
                    rollouts.watch(Duration.ofMinutes(1), List.of(patient), because("friday"));
                } else {
                    requests(served, version -> 0, this::isOver);
                }
                return racer;
            });

            assertThat(judged(flights))
                    .singleElement()
                    .satisfies(verdict -> assertThat(verdict.reason()).endsWith("health check 'orders' found nothing"));
            assertThat(stage(candidate)).isEqualTo(PRODUCTION);
        }
    }

    @Test
    void whenNobodyWatchesAnyMoreTheOthersFinishIt() {
        Deployment done = rollouts.deployWithMonitoring(candidate, WINDOW, NO_CHECKS, CHANGE);
        assertThat(done.outcome()).isEmpty();

        try (ServedModel<Integer> served = serve(elsewhere(), options())) {
            requests(served, version -> 0, this::isOver);
        }

        assertThat(stage(candidate)).isEqualTo(PRODUCTION);
    }

    @Test
    void whoWatchesHearsHowItEndedElsewhere() throws Exception {
        CountDownLatch isWatched = new CountDownLatch(1);
        HealthCheck asked = HealthCheck.of("orders", health -> {
            isWatched.countDown();
            return Optional.empty();
        });
        rollouts.start(candidate, PLAN, CHANGE);
        AtomicReference<Deployment> done = new AtomicReference<>();
        Race.all(2, racer -> {
            if (racer == 0) {
                done.set(rollouts.watch(Duration.ofMinutes(1), List.of(asked), CHANGE));
            } else {
                assertThat(isWatched.await(Ground.BOUND_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
                elsewhere().model("flights").rollouts().abort(because("holiday"));
            }
            return racer;
        });

        assertThat(done.get().outcome()).contains(Outcome.ABORTED);
    }

    @Test
    void thereMustBeSomethingToWatch() {
        assertThatThrownBy(() -> rollouts.watch(WINDOW, NO_CHECKS, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessage("no rollout of model 'flights' with an analysis is under way; start one");
        rollouts.start(candidate, CANARY_POLICY, CHANGE);
        assertThatThrownBy(() -> rollouts.watch(WINDOW, NO_CHECKS, CHANGE)).isInstanceOf(RejectedException.class);
    }

    @Test
    void aDeploymentIsNoSingleCommit() {
        long before = flights.revision();

        assertThatThrownBy(() -> rollouts.deployWithMonitoring(
                        candidate, WINDOW, NO_CHECKS, because("friday").requestKey("release-7")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "a deployment is more than one commit; give a reason alone, without a request key and an expected revision");
        assertThatThrownBy(() -> rollouts.deployWithMonitoring(candidate, Duration.ZERO, NO_CHECKS, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a window of PT0S is not above zero");
        assertThatThrownBy(() -> rollouts.watch(Duration.ofDays(366), NO_CHECKS, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("watching for PT8784H is not from 0 to 365 days");
        assertThatThrownBy(() -> rollouts.deployWithMonitoring(candidate, Duration.ofDays(-1), NO_CHECKS, CHANGE))
                .isInstanceOf(InvalidInputException.class);
        assertThat(flights.revision()).isEqualTo(before);
    }

    @Test
    void anInterruptedWatchReturnsAndTheRolloutGoesOn() {
        rollouts.start(candidate, PLAN, CHANGE);
        Thread.currentThread().interrupt();

        Deployment done = rollouts.watch(Duration.ofHours(1), NO_CHECKS, CHANGE);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(done.outcome()).isEmpty();
        assertThat(rollouts.current()).isPresent();
    }
}
