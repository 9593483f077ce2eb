package dev.modelregistry.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckOutcomeTest {
    @Test
    void hasItsFiguresByName() {
        CheckOutcome outcome =
                CheckOutcome.failed("3 of 120 differ").with("cases", 120).with("differ", 3);

        assertThat(outcome.values()).containsEntry("cases", "120").containsEntry("differ", "3");
        assertThat(outcome.with("differ", 4).values()).containsEntry("differ", "4");
        assertThat(outcome)
                .isEqualTo(
                        CheckOutcome.failed("3 of 120 differ").with("differ", 3).with("cases", 120));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "half of a \ud83d", "\u0000"})
    void refusesWordsThatCannotBeKept(String words) {
        assertThatThrownBy(() -> CheckOutcome.passed(words))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the words of a check ");
    }

    @Test
    void refusesFiguresThatCannotBeKept() {
        assertThatThrownBy(() -> CheckOutcome.passed("fine").with("a\tb", 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the name of a check's value has a control character");
        assertThatThrownBy(() -> CheckOutcome.passed("fine").with("gap", "\udc00"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the value 'gap' of a check has a control character or half of a character");
    }

    @Test
    void hasRoomForSomeFiguresAndNotForAFile() {
        assertThat(CheckOutcome.passed("x".repeat(1_000)).with("y".repeat(42), "z".repeat(1_000)))
                .isNotNull();
        assertThatThrownBy(() -> CheckOutcome.passed("x".repeat(1_000)).with("y".repeat(42), "z".repeat(1_001)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the words and values of a check have 2049 bytes; at most 2048 are kept");
        assertThatThrownBy(() -> CheckOutcome.passed("x").with("y", "\"".repeat(1_024)))
                .as("which is written with a backslash before each")
                .hasMessageStartingWith("the words and values of a check have 2056 bytes");
        assertThatThrownBy(() -> CheckOutcome.passed("€".repeat(999)))
                .hasMessageStartingWith("the words and values of a check have 2997 bytes");
        assertThatThrownBy(() -> CheckOutcome.passed("x".repeat(1_001)))
                .hasMessageStartingWith("the words of a check have 1001 characters");
    }

    @Test
    void hasPassedOrFailed() {
        assertThatThrownBy(() -> new CheckOutcome(Verdict.MISSING, "?", Collections.emptySortedMap()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a check that ran has passed or failed; say which");
    }
}
