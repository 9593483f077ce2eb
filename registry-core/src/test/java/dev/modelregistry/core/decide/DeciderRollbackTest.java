package dev.modelregistry.core.decide;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.pipeline.Pipeline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeciderRollbackTest {
    private static final Duration FLAP_WINDOW = Pipeline.standard().flapWindow();

    private final Script script = new Script();

    @Test
    void returnsToTheLastGoodVersionInOneDecision() {
        script.release("1.0.0").release("2.0.0");

        assertThat(script.decideRollback(2))
                .containsExactly(
                        new Failed(2),
                        new StageChanged(2, PRODUCTION, STAGING),
                        new StageChanged(1, ARCHIVED, PRODUCTION));
    }

    @Test
    void goesBackStepByStepAlongTheChain() {
        script.release("1.0.0").release("2.0.0").release("3.0.0");

        assertThat(script.rollback(3).in(PRODUCTION)).isEqualTo(2);
        assertThat(script.stage(3)).isEqualTo(STAGING);
        assertThat(script.later(FLAP_WINDOW).rollback(2).in(PRODUCTION)).isEqualTo(1);
        assertThat(script.stage(2)).as("staging is taken by 3").isEqualTo(ARCHIVED);
        assertThat(script.stage(3)).isEqualTo(STAGING);
    }

    @Test
    void theSecondCallForTheSameVersionDoesNothing() {
        script.release("1.0.0").release("2.0.0").rollback(2);

        assertThat(script.decideRollback(2)).isEmpty();
        assertThat(script.in(PRODUCTION)).isEqualTo(1);
    }

    @Test
    void aVersionThatFailedIsPassedOverUntilItIsPromotedAgain() {
        script.release("1.0.0").release("2.0.0").rollback(2).release("3.0.0");

        assertThat(script.state().lastGood()).isEqualTo(script.version(1));
        script.rollback(3);
        assertThat(script.in(PRODUCTION)).as("2 failed and is passed over").isEqualTo(1);

        script.later(FLAP_WINDOW).promote(2, STAGING, PRODUCTION).release("4.0.0");
        assertThat(script.state().lastGood()).isEqualTo(script.version(2));
        assertThat(script.rollback(4).in(PRODUCTION)).isEqualTo(2);
    }

    @Test
    void aFailedVersionIsArchivedWhereStagingIsTaken() {
        script.release("1.0.0").release("2.0.0").register("3.0.0").promote(3, STAGING);

        assertThat(script.decideRollback(2))
                .containsExactly(
                        new Failed(2),
                        new StageChanged(2, PRODUCTION, ARCHIVED),
                        new StageChanged(1, ARCHIVED, PRODUCTION));
    }

    @Test
    void aGoodVersionThatIsInStagingMakesRoomForTheFailedOne() {
        script.release("1.0.0").release("2.0.0").promote(1, STAGING);

        assertThat(script.decideRollback(2))
                .containsExactly(
                        new Failed(2),
                        new StageChanged(2, PRODUCTION, STAGING),
                        new StageChanged(1, STAGING, PRODUCTION));
        script.rollback(2);
        assertThat(script.in(STAGING)).isEqualTo(2);
        assertThat(script.in(PRODUCTION)).isEqualTo(1);
    }

    @Test
    void aGoodVersionThatIsInCanaryIsReturnedTo() {
        script.release("1.0.0").release("2.0.0").promote(1, STAGING, CANARY).rollback(2);

        assertThat(script.in(PRODUCTION)).isEqualTo(1);
        assertThat(script.in(CANARY)).isZero();
        assertThat(script.in(STAGING)).isEqualTo(2);
    }

    @Test
    void whatFailedIsPassedOverUntilItServesAgain() {
        script.release("1.0.0").release("2.0.0").release("3.0.0").rollback(3);
        assertThat(script.in(PRODUCTION)).isEqualTo(2);

        script.later(FLAP_WINDOW).rollback(2);

        assertThat(script.in(PRODUCTION))
                .as("not 2, which proved good after 1 but failed since")
                .isEqualTo(1);
        assertThat(script.state().lastGood()).isNull();
        script.later(FLAP_WINDOW).promote(2, ARCHIVED, STAGING, PRODUCTION);
        assertThat(script.state().lastGood()).isEqualTo(script.version(1));
        script.promote(2, ARCHIVED);
        assertThat(script.state().lastGood())
                .as("1 proved good last, when 2 took its place")
                .isEqualTo(script.version(1));
        script.promote(1, STAGING, PRODUCTION);
        assertThat(script.state().lastGood()).as("2 is good since it came back").isEqualTo(script.version(2));
    }

    @Test
    void refusesForAVersionThatNeverServed() {
        script.release("1.0.0").register("2.0.0");

        assertThatThrownBy(() -> script.decideRollback(2))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "version 2 (2.0.0) of model 'flights' was never in Production; there is nothing to roll back");
    }

    @Test
    void refusesWhereThereIsNoWayBack() {
        script.release("1.0.0");
        String message =
                "model 'flights' has no good version to return to from 1 (1.0.0); promote another version, or archive this one to serve none";

        assertThatThrownBy(() -> script.decideRollback(1))
                .isInstanceOf(RejectedException.class)
                .hasMessage(message);
        script.release("2.0.0").rollback(2);
        assertThatThrownBy(() -> script.decideRollback(1))
                .isInstanceOf(RejectedException.class)
                .hasMessage(message);
    }
}
