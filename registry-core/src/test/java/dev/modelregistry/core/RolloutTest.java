package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Rollouts;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts as journal state: who is served what, who may move it, and where it leaves the versions. */
class RolloutTest {
    private static final RolloutPolicy CANARY_POLICY = RolloutPolicy.canary(
            new Step(0.05, Duration.ofMinutes(10), 1_000),
            Step.of(0.5, Duration.ofHours(1)),
            Step.of(1, Duration.ofHours(1)));
    private static final Change CHANGE = because("new weather");

    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open();
    private final RegisteredModel flights = registry.model("flights");
    private final Rollouts rollouts = flights.rollouts();
    private final ModelVersion control = register(flights, "1.0.0");
    private final ModelVersion candidate = register(flights, "1.1.0");
    private final ModelVersion third = register(flights, "1.2.0");

    @BeforeEach
    void serveOne() {
        toProduction(flights, control);
        flights.promote(candidate, STAGING, because("tests pass"));
    }

    /** The standard pipeline has one place for each. */
    private void stageBoth() {
        flights.promote(candidate, CANARY, because("next"));
        flights.promote(third, STAGING, because("tests pass"));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private Stage stage(ModelVersion version) {
        return flights.stageOf(version).stage();
    }

    private List<String> lastEvents() {
        Commit last = flights.history().reduce((first, second) -> second).orElseThrow();
        return last.events().stream().map(RegistryEvent::summary).toList();
    }

    private long servedBy(ModelVersion version) {
        return IntStream.range(0, 10_000)
                .filter(user -> flights.explain("user-" + user).route().number() == version.number())
                .count();
    }

    @Test
    void aCanaryTakesItsStepsAndThenProduction() {
        Rollout started = rollouts.start(candidate, CANARY_POLICY, CHANGE);

        assertThat(started.control()).isEqualTo(OptionalInt.of(1));
        assertThat(started.candidates()).containsExactly(2);
        assertThat(started.step()).isZero();
        assertThat(started.plan()).isEqualTo(RolloutPlan.of(CANARY_POLICY));
        assertThat(started.shares().get(2)).isBetween(0.0499, 0.0501);
        assertThat(started.started().by()).hasToString("alice");
        assertThat(started.started().reason()).isEqualTo("new weather");
        assertThat(flights.rollout()).contains(started);
        assertThat(rollouts.current()).contains(started);
        assertThat(stage(candidate)).isEqualTo(CANARY);
        assertThat(registry.resolve("models:/flights/Production")).as("control").isEqualTo(control);

        Rollout half = rollouts.moveTo(1, because("looks good"));
        assertThat(half.shares()).isEqualTo(Map.of(1, 0.5, 2, 0.5));
        assertThat(half.started()).isEqualTo(started.started());
        assertThat(half.changed().revision()).isEqualTo(flights.revision());
        rollouts.moveTo(2, because("looks good"));

        Occupancy winner = rollouts.complete(candidate, because("it is good"));
        assertThat(winner.version()).isEqualTo(candidate);
        assertThat(winner.stage()).isEqualTo(PRODUCTION);
        assertThat(lastEvents())
                .containsExactly(
                        "ended the rollout: completed",
                        "version 1 recorded as good",
                        "moved version 1 Production → Archived",
                        "moved version 2 Canary → Production",
                        "version 2 recorded as good");
        assertThat(flights.rollout()).isEmpty();
        assertThat(flights.lastGood()).contains(control);
        long completed = flights.revision();
        assertThat(rollouts.complete(candidate, CHANGE).version()).as("again").isEqualTo(candidate);
        assertThat(flights.revision()).as("said once").isEqualTo(completed);
    }

    @Test
    void whoIsServedTheCandidateGoesOnBeingServedIt() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);
        List<String> first = IntStream.range(0, 10_000)
                .mapToObj(user -> "user-" + user)
                .filter(user -> flights.explain(user).route().number() == 2)
                .toList();
        assertThat(first).hasSizeBetween(430, 570);

        rollouts.moveTo(1, CHANGE);
        assertThat(first)
                .allSatisfy(user ->
                        assertThat(flights.explain(user).route().number()).isEqualTo(2));
        assertThat(servedBy(candidate)).isBetween(4_800L, 5_200L);

        rollouts.moveTo(0, CHANGE);
        assertThat(servedBy(candidate)).isEqualTo(first.size());
        assertThat(first)
                .allSatisfy(user ->
                        assertThat(flights.explain(user).route().number()).isEqualTo(2));
    }

    @Test
    void whatHappensIsSaidInEachAnswer() {
        assertThat(flights.explain("user-1")).hasToString("flights v1.0.0 (1) control @5: no rollout is under way");

        rollouts.start(
                candidate,
                RolloutPlan.of(RolloutPolicy.immediate())
                        .routing(Routing.standard().override("tester", 1)),
                CHANGE);

        Explanation everybody = flights.explain("user-1");
        assertThat(everybody.route().arm()).isEqualTo(Arm.CANDIDATE);
        assertThat(everybody.route().version()).isEqualTo(candidate.version());
        assertThat(everybody.route().revision()).isEqualTo(flights.revision());
        assertThat(everybody.because()).isEqualTo(Because.SLOT);
        assertThat(everybody.slot()).isPresent();
        assertThat(flights.explain("tester"))
                .hasToString("flights v1.0.0 (1) control @" + flights.revision() + ": the key has an override");
        assertThatThrownBy(() -> flights.explain(""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the key is empty; where a request without a key goes may be chance");
        assertThatThrownBy(() -> registry.model("nothing").explain("user-1"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("model 'nothing' has nothing in production, and no rollout is under way");
    }

    @Test
    void aSplitHasManyArmsAndOtherWeightsLater() {
        stageBoth();
        RolloutPlan plan = RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.25, 3, 0.2504)));

        Rollout started = rollouts.start(plan, CHANGE);

        assertThat(started.candidates()).containsExactly(2, 3);
        assertThat(flights.allIn(CANARY)).extracting(Occupancy::version).containsExactly(candidate, third);
        assertThat(started.shares().get(3)).isBetween(0.2502, 0.2504);
        Rollout other = rollouts.reweigh(Map.of(1, 0.5, 2, 0.1, 3, 0.4), because("version 3 sells more"));
        assertThat(other.shares().get(2)).isBetween(0.0999, 0.1001);
        assertThat(other.plan().policy()).isEqualTo(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.1, 3, 0.4)));

        rollouts.complete(third, because("sold most"));
        assertThat(stage(third)).isEqualTo(PRODUCTION);
        assertThat(stage(candidate)).as("leaves").isEqualTo(STAGING);
        assertThat(stage(control)).isEqualTo(ARCHIVED);
    }

    @Test
    void controlMayWin() {
        stageBoth();
        rollouts.start(RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.25, 3, 0.25))), CHANGE);

        assertThat(rollouts.complete(control, because("nothing is better")).stage())
                .isEqualTo(PRODUCTION);

        assertThat(stage(candidate)).isEqualTo(STAGING);
        assertThat(stage(third)).as("Staging holds one").isEqualTo(ARCHIVED);
        assertThat(flights.rollout()).isEmpty();
    }

    @Test
    void aShadowServesNobodyAndStaysInTheCanaryStage() {
        rollouts.start(candidate, RolloutPolicy.shadow(0.5), CHANGE);
        assertThat(servedBy(control)).isEqualTo(10_000);

        assertThat(rollouts.complete(candidate, because("it agrees")).stage()).isEqualTo(CANARY);
        assertThat(flights.rollout()).isEmpty();
    }

    @Test
    void withNothingInProductionOnlyAllAtOnceIsPossible() {
        RegisteredModel fresh = registry.model("fresh");
        ModelVersion first = register(fresh, "1.0.0");

        assertThatThrownBy(() -> fresh.rollouts().start(first, CANARY_POLICY, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessage("model 'fresh' has nothing in production for a candidate to be compared with; roll it out"
                        + " with immediate()");
        assertThat(fresh.stageOf(first).stage()).as("untouched").isEqualTo(DEVELOPMENT);

        fresh.promote(first, STAGING, CHANGE);
        fresh.rollouts().start(first, RolloutPolicy.immediate(), CHANGE);
        assertThat(fresh.explain("user-1").route().number()).isEqualTo(1);
        assertThat(fresh.rollouts().complete(first, CHANGE).stage()).isEqualTo(PRODUCTION);
    }

    @Test
    void theSameRolloutStartsOnce() {
        Rollout started = rollouts.start(candidate, CANARY_POLICY, CHANGE);
        long revision = flights.revision();

        assertThat(rollouts.start(candidate, CANARY_POLICY, CHANGE)).isEqualTo(started);
        assertThat(flights.revision()).isEqualTo(revision);
        assertThatThrownBy(() -> rollouts.start(third, CANARY_POLICY, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageMatching(
                        "a rollout of model 'flights' is under way since .* by alice \\(new weather\\) with the"
                                + " candidates \\[2]; complete or abort it first");
        assertThat(stage(third)).isEqualTo(DEVELOPMENT);
    }

    @Test
    void aVersionThatIsInTheCanaryStageNeedsNotEnterIt() {
        flights.promote(candidate, CANARY, because("to look at it"));
        flights.promote(third, STAGING, because("tests pass"));

        rollouts.start(third, CANARY_POLICY, CHANGE);

        assertThat(stage(candidate)).as("makes room").isEqualTo(ARCHIVED);
        assertThat(flights.allIn(CANARY)).extracting(Occupancy::version).containsExactly(third);
        rollouts.abort(CHANGE);
        assertThat(stage(third)).isEqualTo(STAGING);
    }

    @Test
    void theGatesOfProductionAreAskedAtTheStart() {
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .transition(CANARY, PRODUCTION, Gate.approvals(1))
                                .build(),
                        because("four eyes"));

        assertThatThrownBy(() -> rollouts.start(candidate, CANARY_POLICY, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("does not pass to Production");
        assertThat(flights.rollout()).isEmpty();
        assertThat(stage(candidate)).as("it stays").isEqualTo(STAGING);

        flights.requestApproval(candidate, PRODUCTION, CHANGE);
        flights.approve(candidate, PRODUCTION, because("fine").by("bob"));
        rollouts.start(candidate, CANARY_POLICY, CHANGE);
        assertThat(lastEvents())
                .containsExactly(
                        "version 2 passed 1 gate to Production",
                        "moved version 2 Staging → Canary",
                        "started a rollout of version 2 beside version 1");
        assertThat(rollouts.complete(candidate, CHANGE).stage()).isEqualTo(PRODUCTION);
    }

    @Test
    void aShadowNeedsNoApproval() {
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .transition(CANARY, PRODUCTION, Gate.approvals(1))
                                .build(),
                        because("four eyes"));

        assertThat(rollouts.start(candidate, RolloutPolicy.shadow(1), CHANGE).candidates())
                .containsExactly(2);
    }

    @Test
    void aCandidateThatFailsLeavesControlAlone() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        Occupancy now = flights.rollbackFrom(candidate, because("twice the errors"));

        assertThat(now.version()).isEqualTo(control);
        assertThat(lastEvents())
                .containsExactly(
                        "version 2 failed", "ended the rollout: rolled back", "moved version 2 Canary → Staging");
        long revision = flights.revision();
        assertThat(flights.rollbackFrom(candidate, because("again")).version()).isEqualTo(control);
        assertThat(flights.revision()).as("said once").isEqualTo(revision);
    }

    @Test
    void controlThatFailsEndsTheRollout() {
        ModelVersion better = register(flights, "1.3.0");
        toProduction(flights, better);
        flights.promote(candidate, STAGING, because("once more"));
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        Occupancy now = flights.rollbackFrom(better, because("control is broken"));

        assertThat(now.version()).isEqualTo(control);
        assertThat(flights.rollout()).isEmpty();
        assertThat(stage(better)).isEqualTo(STAGING);
        assertThat(stage(candidate)).as("Staging is taken").isEqualTo(ARCHIVED);
    }

    @Test
    void abortSaysNothingAgainstTheCandidates() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        rollouts.abort(because("not today"));
        rollouts.abort(because("not today"));

        assertThat(lastEvents()).containsExactly("ended the rollout: aborted", "moved version 2 Canary → Staging");
        assertThat(flights.rollout()).isEmpty();
        assertThat(rollouts.start(candidate, CANARY_POLICY, because("today")).candidates())
                .containsExactly(2);
    }

    @Test
    void nobodyMovesItsVersionsByHand() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        for (ModelVersion version : List.of(control, candidate)) {
            assertThatThrownBy(() -> flights.archive(version, CHANGE))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("is under way since")
                    .hasMessageEndingWith("cannot go to Archived until it is completed or aborted");
        }
        assertThatThrownBy(() -> flights.promote(third, CANARY, CHANGE)).isInstanceOf(RejectedException.class);
        assertThat(flights.promote(third, STAGING, CHANGE).stage())
                .as("others move")
                .isEqualTo(STAGING);
    }

    @Test
    void aBrokenGlassEndsIt() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        flights.promote(third, PRODUCTION, because("emergency"), BreakGlass.nothingIsChecked());

        assertThat(stage(third)).isEqualTo(PRODUCTION);
        assertThat(stage(control)).isEqualTo(ARCHIVED);
        assertThat(stage(candidate)).isEqualTo(STAGING);
        assertThat(flights.rollout()).isEmpty();
    }

    @Test
    void aBrokenGlassNeverLeavesTwoWhereOneMayBe() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        flights.promote(control, STAGING, because("emergency"), BreakGlass.nothingIsChecked());

        assertThat(flights.allIn(STAGING)).extracting(Occupancy::version).containsExactly(control);
        assertThat(stage(candidate)).isEqualTo(ARCHIVED);
    }

    @Test
    void whatDidNotFailIsKeptAtHand() {
        stageBoth();
        rollouts.start(RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.25, 3, 0.25))), CHANGE);

        flights.rollbackFrom(candidate, because("twice the errors"));

        assertThat(stage(third)).isEqualTo(STAGING);
        assertThat(stage(candidate)).isEqualTo(ARCHIVED);
    }

    @Test
    void aCandidateThatFailsDoesNotEndTheFlapGuardOfControl() {
        ModelVersion better = register(flights, "1.3.0");
        toProduction(flights, better);
        ModelVersion best = register(flights, "1.4.0");
        toProduction(flights, best);
        assertThat(flights.rollbackFrom(best, because("errors")).version()).isEqualTo(better);
        flights.archive(best, because("room"));
        flights.promote(candidate, STAGING, because("once more"));
        rollouts.start(candidate, CANARY_POLICY, CHANGE);
        flights.rollbackFrom(candidate, because("errors"));

        assertThatThrownBy(() -> flights.rollbackFrom(better, because("errors")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("came to Production by a rollback at ");
    }

    @Test
    void aShadowServesNobodyByAnOverrideEither() {
        RolloutPlan plan = RolloutPlan.of(RolloutPolicy.shadow(0.1))
                .routing(Routing.standard().override("tester", 2));

        assertThatThrownBy(() -> rollouts.start(candidate, plan, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("an override sends a key to version 2 of model 'flights', but a shadow serves nobody; leave"
                        + " it out");
    }

    @Test
    void nobodyIsLeftOutWhereNothingElseAnswers() {
        RegisteredModel fresh = registry.model("fresh");
        ModelVersion first = register(fresh, "1.0.0");
        fresh.promote(first, STAGING, CHANGE);
        RolloutPlan plan = RolloutPlan.of(RolloutPolicy.immediate())
                .routing(Routing.standard().holdout(new Routing.Holdout("q4", 0.1)));

        assertThatThrownBy(() -> fresh.rollouts().start(first, plan, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model 'fresh' has nothing in production to answer whoever is outside");
    }

    @Test
    void aControlWithoutAWayBackSaysWhatCanBeDone() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        assertThatThrownBy(() -> flights.rollbackFrom(control, because("errors")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "model 'flights' has no good version to return to from 1 (1.0.0); complete the rollout with a"
                                + " candidate, or abort it first and then promote another version");
    }

    @Test
    void aPauseIsKept() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        assertThat(rollouts.pause(because("holidays")).isPaused()).isTrue();
        long revision = flights.revision();
        assertThat(rollouts.pause(because("holidays")).isPaused()).isTrue();
        assertThat(flights.revision()).isEqualTo(revision);
        assertThat(rollouts.moveTo(1, CHANGE).isPaused()).as("by hand it moves").isTrue();
        assertThat(rollouts.resume(because("back")).isPaused()).isFalse();
    }

    @Test
    void badPlansAreRefusedAndNothingIsMoved() {
        long revision = flights.revision();

        assertThatThrownBy(() -> rollouts.start(control, CANARY_POLICY, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 1 (1.0.0) of model 'flights' is in production; roll out another one");
        assertThatThrownBy(() -> rollouts.start(RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 9, 0.5))), CHANGE))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("model 'flights' has no version 9; it has versions 1 to 3");
        assertThatThrownBy(() -> rollouts.start(RolloutPlan.of(RolloutPolicy.split(Map.of(1, 1.0))), CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a rollout of model 'flights' with 0 versions beside the one in production; give 1 to 100");
        assertThatThrownBy(() -> rollouts.start(RolloutPlan.of(CANARY_POLICY), CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("names no version; use start(candidate, plan, change)");
        assertThatThrownBy(() ->
                        rollouts.start(candidate, RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.5))), CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a split names its versions itself; use start(plan, change)");
        assertThatThrownBy(() -> rollouts.start(
                        candidate,
                        RolloutPlan.of(CANARY_POLICY).routing(Routing.standard().override("tester", 3)),
                        CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("an override sends a key to version 3 of model 'flights', which takes no part in the"
                        + " rollout");
        flights.archive(third, CHANGE);
        assertThatThrownBy(() -> rollouts.start(third, CANARY_POLICY, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessage("version 3 (1.2.0) of model 'flights' is in Archived; promote it to another stage first");

        assertThat(flights.revision()).as("the archiving alone").isEqualTo(revision + 1);
    }

    @Test
    void whatHasNoStepsOrWeightsIsNotMovedByThem() {
        assertThatThrownBy(() -> rollouts.moveTo(1, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessage("no rollout of model 'flights' is under way; start one");
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        assertThatThrownBy(() -> rollouts.moveTo(3, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("step 3 of the canary of model 'flights'; it has the steps 0 to 2");
        assertThatThrownBy(() -> rollouts.reweigh(Map.of(1, 0.5, 2, 0.5), CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("the rollout of model 'flights' is no split and has no weights: Canary");
        assertThatThrownBy(() -> rollouts.complete(third, CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 3 (1.2.0) of model 'flights' takes no part in the rollout of [2]");
        rollouts.abort(CHANGE);
        rollouts.start(RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.5))), CHANGE);
        assertThatThrownBy(() -> rollouts.moveTo(1, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("the rollout of model 'flights' is no canary and has no steps: Split");
        assertThatThrownBy(() -> rollouts.reweigh(Map.of(1, 0.5, 3, 0.5), CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 3 of model 'flights' takes no part in the split of [2]; abort it and start"
                        + " another one");
        assertThatThrownBy(() -> rollouts.reweigh(Map.of(1, 0.5, 2, 0.49), CHANGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("they must sum to 1 within 0.001");
    }

    @Test
    void whatIsQuarantinedMeanwhileDoesNotComplete() {
        ModelVersion suspect = flights.register(
                draft -> draft.version("2.0.0")
                        .lineage(Lineage.builder()
                                .dataset("weather", "sha256:ab")
                                .build()),
                because("trained"));
        flights.promote(suspect, STAGING, CHANGE);
        rollouts.start(suspect, CANARY_POLICY, CHANGE);
        registry.lineage().quarantine(Node.dataset("weather", "sha256:ab"), because("it is wrong"));

        assertThatThrownBy(() -> rollouts.complete(suspect, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot serve: it ");
        assertThatThrownBy(() -> rollouts.moveTo(1, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot serve: it ");
        assertThat(registry.lineage().rollBackLive(Node.dataset("weather", "sha256:ab"), because("it is wrong")))
                .singleElement()
                .satisfies(withdrawn ->
                        assertThat(withdrawn.now().orElseThrow().version()).isEqualTo(control));
        assertThat(flights.rollout()).isEmpty();
        assertThat(stage(suspect)).isEqualTo(STAGING);
    }

    @Test
    void aMoveThatWasDecidedByAnotherRolloutIsRefused() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);
        long seen = flights.revision();
        rollouts.moveTo(1, because("somebody was faster"));

        assertThatThrownBy(() -> rollouts.moveTo(2, because("looks good").ifRevisionIs(seen)))
                .isInstanceOf(ConflictException.class);
        assertThat(flights.rollout().map(Rollout::step)).contains(1);
    }

    @Test
    void startingUnderAnExpectedRevisionCountsFromThere() {
        long seen = flights.revision();
        assertThat(rollouts.start(candidate, CANARY_POLICY, CHANGE.ifRevisionIs(seen))
                        .candidates())
                .containsExactly(2);
        rollouts.abort(CHANGE);

        assertThatThrownBy(() -> rollouts.start(candidate, CANARY_POLICY, CHANGE.ifRevisionIs(seen)))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void thePastIsExplainedByItsOwnRules() {
        Instant before = flights.stageOf(control).since();
        rollouts.start(candidate, RolloutPolicy.immediate(), CHANGE);
        Instant during = flights.rollout().orElseThrow().started().at();
        rollouts.abort(CHANGE);

        assertThat(registry.asOf(before)
                        .model("flights")
                        .explain("user-1")
                        .route()
                        .number())
                .isEqualTo(1);
        assertThat(registry.asOf(during)
                        .model("flights")
                        .explain("user-1")
                        .route()
                        .number())
                .isEqualTo(2);
        assertThat(registry.asOf(during).model("flights").rollout()).isPresent();
        assertThat(flights.explain("user-1").route().number()).isEqualTo(1);
    }

    @Test
    void everyProcessDecidesAlikeAndARestartGoesOn() {
        stageBoth();
        rollouts.start(
                RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.3, 3, 0.2)))
                        .routing(Routing.standard()
                                .layer(new Routing.Layer("checkout", 0.1, 0.9))
                                .holdout(new Routing.Holdout("q4", 0.1))
                                .override("tester", 3)),
                CHANGE);
        rollouts.reweigh(Map.of(1, 0.2, 2, 0.7, 3, 0.1), CHANGE);
        rollouts.pause(CHANGE);

        RegisteredModel elsewhere = ground.open().model("flights");

        assertThat(elsewhere.rollout()).isEqualTo(flights.rollout());
        assertThat(IntStream.range(0, 2_000).mapToObj(user -> "user-" + user))
                .allMatch(user -> elsewhere.explain(user).equals(flights.explain(user)));
        assertThat(elsewhere.explain("tester").route().number()).isEqualTo(3);
        assertThat(Optional.of(elsewhere.rollouts().resume(CHANGE).isPaused())).contains(false);
    }
}
