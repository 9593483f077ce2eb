package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Routing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What keeps a rollout from beginning or moving, and what it keeps from moving. */
class RolloutRefusalTest extends RolloutGround {
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
    void theGatesOfProductionAreAskedAtTheStart() {
        fourEyes();

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
        fourEyes();

        assertThat(rollouts.start(candidate, RolloutPolicy.shadow(1), CHANGE).candidates())
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
    void whatIsQuarantinedIsNoShadowEither() {
        ModelVersion suspect = suspect();
        flights.promote(suspect, CANARY, CHANGE);
        registry.lineage().quarantine(SUSPICIOUS, because("it is wrong"));

        assertThatThrownBy(() -> rollouts.start(suspect, RolloutPolicy.shadow(0.1), CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot serve: it ");
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
}
