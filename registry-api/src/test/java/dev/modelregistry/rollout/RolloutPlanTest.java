package dev.modelregistry.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.modelregistry.health.Analysis;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {
    private static final RolloutPolicy CANARY =
            RolloutPolicy.canary(Step.of(0.1, Duration.ofMinutes(1)), Step.of(1, Duration.ZERO));
    private static final Routing DEMO = Routing.standard().override("demo", 3);
    private static final RolloutPlan PLAN = RolloutPlan.of(CANARY);

    @Test
    void peopleAloneJudgeIfNothingIsSaid() {
        assertThat(PLAN.policy()).isEqualTo(CANARY);
        assertThat(PLAN.routing()).isEqualTo(Routing.standard());
        assertThat(PLAN.analysis()).isEmpty();
    }

    @Test
    void eachChoiceIsKeptByTheOthersAndLeavesTheOriginalAlone() {
        RolloutPlan plan = PLAN.analysis(Analysis.standard())
                .routing(DEMO)
                .policy(RolloutPolicy.immediate())
                .policy(CANARY);

        assertThat(plan.policy()).isEqualTo(CANARY);
        assertThat(plan.routing()).isEqualTo(DEMO);
        assertThat(plan.analysis()).contains(Analysis.standard());
        assertThat(plan).isEqualTo(PLAN.routing(DEMO).analysis(Analysis.standard()));
        assertThat(PLAN.routing()).isEqualTo(Routing.standard());
        assertThat(PLAN.analysis()).isEmpty();
    }

    @Test
    void theLastAnalysisCounts() {
        Analysis strict = Analysis.standard().alpha(0.01);

        assertThat(PLAN.analysis(Analysis.standard()).analysis(strict).analysis())
                .contains(strict);
    }

    @Test
    void plansThatJudgeAlikeAreEqual() {
        RolloutPlan judged = PLAN.analysis(Analysis.standard());

        assertThat(judged)
                .isEqualTo(PLAN.analysis(Analysis.standard()))
                .hasSameHashCodeAs(PLAN.analysis(Analysis.standard()))
                .isNotEqualTo(PLAN)
                .isNotEqualTo(PLAN.analysis(Analysis.standard().alpha(0.01)))
                .isNotEqualTo(judged.routing(DEMO));
        assertThat(judged).hasToString(PLAN + ", " + Analysis.standard());
    }

    @Test
    @SuppressWarnings("NullAway")
    void noAnalysisAtAllIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> PLAN.analysis(null));
    }
}
