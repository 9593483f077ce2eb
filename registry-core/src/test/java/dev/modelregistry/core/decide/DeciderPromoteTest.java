package dev.modelregistry.core.decide;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.id.Stage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeciderPromoteTest {
    private static final List<Stage> STAGES = List.of(DEVELOPMENT, STAGING, CANARY, PRODUCTION, ARCHIVED);

    private final Script script = new Script();

    private final Map<Stage, List<Stage>> after = Map.of(
            DEVELOPMENT, List.of(STAGING, ARCHIVED),
            STAGING, List.of(CANARY, PRODUCTION, ARCHIVED),
            CANARY, List.of(STAGING, PRODUCTION, ARCHIVED),
            PRODUCTION, List.of(STAGING, ARCHIVED),
            ARCHIVED, List.of(STAGING));

    private final Map<Stage, List<Stage>> ways = Map.of(
            DEVELOPMENT, List.of(),
            STAGING, List.of(STAGING),
            CANARY, List.of(STAGING, CANARY),
            PRODUCTION, List.of(STAGING, PRODUCTION),
            ARCHIVED, List.of(ARCHIVED));

    static Stream<Arguments> pairs() {
        return STAGES.stream().flatMap(from -> STAGES.stream().map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void goesWhereItMayAndSaysWhereThatIs(Stage from, Stage to) {
        script.register("1.0.0").promote(1, ways.get(from).toArray(Stage[]::new));
        assertThat(script.stage(1)).isEqualTo(from);

        if (from.equals(to)) {
            assertThat(script.decidePromote(1, to)).isEmpty();
        } else if (after.get(from).contains(to)) {
            assertThat(script.decidePromote(1, to)).containsExactly(new StageChanged(1, from, to));
            assertThat(script.promote(1, to).stage(1)).isEqualTo(to);
            assertThat(script.decidePromote(1, to)).as("decided again").isEmpty();
        } else {
            assertThatThrownBy(() -> script.decidePromote(1, to))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("version 1 (1.0.0) of model 'flights' is in " + from + " and cannot go to " + to
                            + "; from there it can go to " + after.get(from));
        }
    }

    @Test
    void makesRoomInStagingAndInCanaryWithoutCallingAnyoneGood() {
        script.register("1.0.0", "2.0.0", "3.0.0").promote(1, STAGING, CANARY).promote(2, STAGING);

        assertThat(script.decidePromote(3, STAGING))
                .containsExactly(new StageChanged(2, STAGING, ARCHIVED), new StageChanged(3, DEVELOPMENT, STAGING));
        assertThat(script.decidePromote(2, CANARY))
                .containsExactly(new StageChanged(1, CANARY, ARCHIVED), new StageChanged(2, STAGING, CANARY));
    }

    @Test
    void makesRoomInProductionAndRecordsTheOldVersionAsGoodInTheSameDecision() {
        script.release("1.0.0").register("2.0.0").promote(2, STAGING);

        assertThat(script.decidePromote(2, PRODUCTION))
                .containsExactly(
                        new ProvedGood(1),
                        new StageChanged(1, PRODUCTION, ARCHIVED),
                        new StageChanged(2, STAGING, PRODUCTION));
    }

    @Test
    void leavingProductionWithoutASuccessorProvesNothing() {
        script.release("1.0.0").promote(1, ARCHIVED);

        assertThat(script.state().lastGood()).isNull();
        assertThat(script.version(1).record().served()).isPositive();
    }

    @Test
    void sharedStagesHoldAnyNumberInTheOrderOfEntering() {
        script.register("1.0.0", "2.0.0", "3.0.0").promote(3, ARCHIVED).promote(1, ARCHIVED);

        assertThat(script.state().allIn(ARCHIVED))
                .extracting(version -> version.number())
                .containsExactly(3, 1);
        assertThat(script.in(ARCHIVED)).isEqualTo(1);
        assertThat(script.promote(1, STAGING).in(ARCHIVED)).isEqualTo(3);
    }

    @Test
    void knowsNoStagesButThoseOfThePipeline() {
        script.register("1.0.0");

        assertThatThrownBy(() -> script.decidePromote(1, Stage.of("Shadow")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("stage 'Shadow' is not in pipeline 'default'; its stages are ")
                .satisfies(refused ->
                        STAGES.forEach(stage -> assertThat(refused.getMessage()).contains(stage.name())));
    }
}
