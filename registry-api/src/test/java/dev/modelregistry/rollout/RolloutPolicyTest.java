package dev.modelregistry.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutPolicyTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void canarySharesGrowToOne() {
        RolloutPolicy policy = RolloutPolicy.canary(Step.of(0.05, HOUR), new Step(0.5, HOUR, 1_000), Step.of(1, HOUR));

        assertThat(policy)
                .isEqualTo(new Canary(List.of(new Step(0.05, HOUR, 0), new Step(0.5, HOUR, 1_000), Step.of(1, HOUR))));
        assertThat(RolloutPolicy.canary(Step.of(1, Duration.ZERO))).isInstanceOf(Canary.class);
    }

    @Test
    void refusesACanaryThatDoesNotEndAtOne() {
        assertThatThrownBy(() -> RolloutPolicy.canary(Step.of(0.05, HOUR), Step.of(0.999, HOUR)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the last canary share is 0.999; it must be 1, so that the rollout can end");
        assertThatThrownBy(RolloutPolicy::canary)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("it must be 1, so that the rollout can end");
    }

    @Test
    void refusesACanaryThatStandsStillOrShrinks() {
        assertThatThrownBy(() -> RolloutPolicy.canary(Step.of(0.5, HOUR), Step.of(0.5, HOUR), Step.of(1, HOUR)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("canary shares must grow from step to step; 0.5 follows 0.5");
        assertThatThrownBy(() -> RolloutPolicy.canary(Step.of(1, HOUR), Step.of(0.5, HOUR)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("canary shares must grow from step to step; 0.5 follows 1.0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, -0.1, 1.0000000000000002, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesSharesOutOfRange(double share) {
        assertThatThrownBy(() -> Step.of(share, HOUR))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("canary share " + share + " is not above 0 and at most 1");
        assertThatThrownBy(() -> RolloutPolicy.shadow(share))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("shadow share " + share + " is not above 0 and at most 1");
        assertThatThrownBy(() -> RolloutPolicy.split(Map.of(1, share)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("weight " + share + " of version 1 is not above 0 and at most 1");
    }

    @Test
    void refusesBakeTimesThatCannotBeKept() {
        assertThatThrownBy(() -> Step.of(1, Duration.ofNanos(1_500_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("bake time PT0.0015S has parts of a millisecond; give whole milliseconds");
        assertThatThrownBy(() -> Step.of(1, Duration.ofDays(366)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("bake time PT8784H is too long; at most 365 days are allowed");
    }

    @Test
    void refusesMoreStepsThanAnybodyTakes() {
        Step[] steps = IntStream.rangeClosed(1, 101)
                .mapToObj(step -> Step.of(step / 101.0, HOUR))
                .toArray(Step[]::new);
        assertThatThrownBy(() -> RolloutPolicy.canary(steps))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a canary of 101 steps; at most 100 are allowed");
    }

    @Test
    void refusesNegativeBounds() {
        assertThatThrownBy(() -> new Step(0.5, Duration.ofNanos(-1), 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("bake time PT-0.000000001S and minimum samples 0 must not be negative");
        assertThatThrownBy(() -> new Step(0.5, Duration.ZERO, -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("bake time PT0S and minimum samples -1 must not be negative");
    }

    @Test
    void splitWeightsSumToOneWithinTheTolerance() {
        assertThat(RolloutPolicy.split(Map.of(1, 0.7, 2, 0.3))).isEqualTo(new Split(Map.of(2, 0.3, 1, 0.7)));
        assertThat(RolloutPolicy.split(Map.of(1, 0.3334, 2, 0.3333, 3, 0.3333))).isInstanceOf(Split.class);
        assertThat(RolloutPolicy.split(Map.of(1, 0.9995))).isInstanceOf(Split.class);
        assertThat(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.5005))).isInstanceOf(Split.class);
    }

    @Test
    void refusesWeightsThatDoNotSumToOne() {
        assertThatThrownBy(() -> RolloutPolicy.split(Map.of(1, 0.5, 2, 0.49)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("weights {1=0.5, 2=0.49} sum to 0.99; they must sum to 1 within 0.001");
        assertThatThrownBy(() -> RolloutPolicy.split(Map.of(1, 0.75, 2, 0.5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("weights {1=0.75, 2=0.5} sum to 1.25; they must sum to 1 within 0.001");
        assertThatThrownBy(() -> RolloutPolicy.split(Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("weights {} sum to 0.0; they must sum to 1 within 0.001");
    }

    @Test
    void refusesOneBadWeightAmongGoodOnes() {
        assertThatThrownBy(() -> RolloutPolicy.split(Map.of(1, 1.0, 2, -0.5, 3, 0.5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("weight -0.5 of version 2 is not above 0 and at most 1");
    }

    @Test
    void doesNotChangeWithWhatItWasMadeFrom() {
        Map<Integer, Double> weights = new HashMap<>(Map.of(1, 0.5, 2, 0.5));
        Split split = new Split(weights);
        weights.put(3, 0.5);

        assertThat(split.weights()).containsOnlyKeys(1, 2);
        assertThatThrownBy(() -> split.weights().put(3, 0.5)).isInstanceOf(UnsupportedOperationException.class);
    }
}
