package dev.modelregistry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackTest {
    @Test
    void countsVersionsThatWereGood() {
        assertThat(Rollback.toLastGood())
                .isEqualTo(Rollback.steps(1))
                .hasSameHashCodeAs(Rollback.steps(1))
                .hasToString("rollback to the last good version");
        assertThat(Rollback.steps(100).steps()).isEqualTo(100);
        assertThat(Rollback.steps(3)).hasToString("rollback by 3 good versions").isNotEqualTo(Rollback.steps(2));
    }

    @Test
    void keepsToTheFlapGuardUnlessToldOtherwise() {
        Rollback guarded = Rollback.steps(2);
        Rollback despite = guarded.despiteFlapGuard();

        assertThat(guarded.overridesFlapGuard()).isFalse();
        assertThat(despite.overridesFlapGuard()).isTrue();
        assertThat(despite.steps()).isEqualTo(2);
        assertThat(despite)
                .isNotEqualTo(guarded)
                .isEqualTo(despite.despiteFlapGuard())
                .hasToString("rollback by 2 good versions despite the flap guard");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 101})
    void refusesStepsOutOfRange(int steps) {
        assertThatThrownBy(() -> Rollback.steps(steps))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a rollback by " + steps
                        + " steps is not possible; give 1 to 100, where 1 is the version that was good last");
    }

    @Test
    void breakingTheGlassSaysThatNothingIsChecked() {
        assertThat(BreakGlass.nothingIsChecked())
                .isSameAs(BreakGlass.nothingIsChecked())
                .hasToString("nothing is checked");
    }
}
