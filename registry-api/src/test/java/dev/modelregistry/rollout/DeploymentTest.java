package dev.modelregistry.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentTest {
    private static final Counts NOTHING = new Counts(0, 0, Optional.empty(), Optional.empty());
    private static final RolloutVerdict PROMOTE =
            new RolloutVerdict(Decision.PROMOTE, 1, "fine", new Health(NOTHING, NOTHING), List.of());

    @ParameterizedTest
    @EnumSource
    void isCompletedIfThatIsHowItEnded(Outcome outcome) {
        assertThat(new Deployment(Optional.of(outcome), Optional.of(PROMOTE)).isCompleted())
                .isEqualTo(outcome == Outcome.COMPLETED);
        assertThat(new Deployment(Optional.of(outcome), Optional.empty()).isCompleted())
                .isEqualTo(outcome == Outcome.COMPLETED);
    }

    /** A verdict is an opinion; what ended it is the outcome. */
    @Test
    void isNotCompletedWhileItIsUnderWay() {
        assertThat(new Deployment(Optional.empty(), Optional.of(PROMOTE)).isCompleted())
                .isFalse();
    }

    @Test
    void thoseOfTheSameOutcomeAndVerdictAreEqual() {
        Deployment deployment = new Deployment(Optional.of(Outcome.COMPLETED), Optional.of(PROMOTE));

        assertThat(deployment)
                .isEqualTo(new Deployment(Optional.of(Outcome.COMPLETED), Optional.of(PROMOTE)))
                .isNotEqualTo(new Deployment(Optional.of(Outcome.ABORTED), Optional.of(PROMOTE)))
                .isNotEqualTo(new Deployment(Optional.of(Outcome.COMPLETED), Optional.empty()));
    }
}
