package dev.modelregistry.pipeline;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionTest {
    @Test
    void keepsItsGatesInTheirOrder() {
        List<Gate> gates = new ArrayList<>(List.of(Gate.selfTest(), Gate.metricAtLeast("auc", 0.8)));
        Transition transition = new Transition(STAGING, PRODUCTION, gates);
        gates.clear();

        assertThat(transition)
                .isEqualTo(Transition.of(STAGING, PRODUCTION, Gate.selfTest(), Gate.metricAtLeast("auc", 0.8)))
                .hasToString("Staging → Production [check self-test, metric auc at least 0.8]");
        assertThat(Transition.of(STAGING, ARCHIVED)).hasToString("Staging → Archived");
    }

    @Test
    void refusesToLeadNowhere() {
        assertThatThrownBy(() -> Transition.of(Stage.of("shadow"), Stage.of("Shadow")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("transition shadow → Shadow leads nowhere; its stages must differ");
    }

    @Test
    void refusesGatesOnTheWayOutOfUse() {
        assertThatThrownBy(() -> Transition.of(PRODUCTION, ARCHIVED, Gate.approvals(2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "transition Production → Archived has gates, the first is 'approvals'; taking a version out of use"
                                + " must always be possible, so leave them out");
    }

    @Test
    void refusesMoreThan50Gates() {
        List<Gate> gates =
                IntStream.range(0, 51).mapToObj(i -> Gate.check("check-" + i)).toList();

        assertThat(new Transition(STAGING, PRODUCTION, gates.subList(0, 50)).gates())
                .hasSize(50);
        assertThatThrownBy(() -> new Transition(STAGING, PRODUCTION, gates))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("transition Staging → Production has 51 gates; at most 50 are allowed");
    }

    static Stream<Arguments> twice() {
        return Stream.of(
                Arguments.of(Gate.selfTest(), Gate.check("SELF-TEST")),
                Arguments.of(Gate.approvals(1), Gate.approvals(2)),
                Arguments.of(Gate.scanClean(ArtifactFormat.ONNX), Gate.scanClean(ArtifactFormat.GGUF)),
                Arguments.of(Gate.metricAtLeast("auc", 0.8), Gate.metricAtLeast("auc", 0.8)),
                Arguments.of(Gate.requires("signature"), Gate.requires("signature")));
    }

    @ParameterizedTest
    @MethodSource("twice")
    void refusesAGateThatIsThereTwice(Gate one, Gate other) {
        assertThatThrownBy(() -> Transition.of(STAGING, PRODUCTION, one, Gate.check("between"), other))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("transition Staging → Production has gate '" + one.key()
                        + "' twice; give it once, or declare the transition anew with all its gates");
    }

    static Stream<Arguments> contradictory() {
        return Stream.of(
                Arguments.of(Gate.metricAtLeast("auc", 0.9), Gate.metricAtMost("auc", 0.8)),
                Arguments.of(Gate.metricAtMost("auc", 0.8), Gate.metricAtLeast("auc", 0.9)),
                Arguments.of(Gate.notWorse("auc", 0.1), Gate.notWorse("auc", 0.2)),
                Arguments.of(Gate.notWorse("auc", 0.1), Gate.notWorse("auc", 0.1, Direction.LOWER_IS_BETTER)));
    }

    @ParameterizedTest
    @MethodSource("contradictory")
    void refusesGatesThatContradictEachOther(Gate one, Gate other) {
        assertThatThrownBy(() -> Transition.of(STAGING, PRODUCTION, one, Gate.check("between"), other))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("transition Staging → Production has gates '" + one.key() + "' and '" + other.key()
                        + "', which do not go together; leave one out");
    }

    @Test
    void takesGatesThatLeaveSomethingBetweenThem() {
        assertThat(Transition.of(
                                STAGING,
                                PRODUCTION,
                                Gate.metricAtLeast("auc", 0.8),
                                Gate.metricAtMost("auc", 0.8),
                                Gate.metricAtLeast("recall", 0.9),
                                Gate.notWorse("auc", 0.1),
                                Gate.notWorse("recall", 0.1))
                        .gates())
                .hasSize(5);
    }
}
