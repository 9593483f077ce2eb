package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How rollouts end, and where they leave the versions. */
class RolloutEndTest extends RolloutGround {
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
    void aControlWithoutAWayBackSaysWhatCanBeDone() {
        rollouts.start(candidate, CANARY_POLICY, CHANGE);

        assertThatThrownBy(() -> flights.rollbackFrom(control, because("errors")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "model 'flights' has no good version to return to from 1 (1.0.0); complete the rollout with a"
                                + " candidate, or abort it first and then promote another version");
    }

    @Test
    void whatIsQuarantinedMeanwhileDoesNotComplete() {
        ModelVersion suspect = suspect();
        rollouts.start(suspect, CANARY_POLICY, CHANGE);
        registry.lineage().quarantine(SUSPICIOUS, because("it is wrong"));

        assertThatThrownBy(() -> rollouts.complete(suspect, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot serve: it ");
        assertThatThrownBy(() -> rollouts.moveTo(1, CHANGE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot serve: it ");
        assertThat(registry.lineage().rollBackLive(SUSPICIOUS, because("it is wrong")))
                .singleElement()
                .satisfies(withdrawn ->
                        assertThat(withdrawn.now().orElseThrow().version()).isEqualTo(control));
        assertThat(flights.rollout()).isEmpty();
        assertThat(stage(suspect)).isEqualTo(STAGING);
    }
}
