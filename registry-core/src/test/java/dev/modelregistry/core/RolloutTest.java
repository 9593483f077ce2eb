package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Routing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is served what, as a rollout moves. */
class RolloutTest extends RolloutGround {
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
