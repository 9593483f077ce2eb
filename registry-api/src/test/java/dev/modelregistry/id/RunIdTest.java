package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"flights/20261126T154512Z-1f3a9c2b70d4", "Flights (EU)/nightly_7.1-b", "m/0"})
    void readsWhatItWrites(String text) {
        assertThat(RunId.parse(text)).hasToString(text);
    }

    @Test
    void hasAModelAndAKey() {
        RunId run = RunId.parse("flights/7");

        assertThat(run.model()).isEqualTo(ModelName.of("flights"));
        assertThat(run.key()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flights/",
                "flights/-7",
                "flights/.",
                "flights/a b",
                "flights/a/b",
                "flights/\u00e9",
                "flights/a\n"
            })
    void refusesMalformedKeys(String text) {
        assertThatThrownBy(() -> RunId.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("run key '")
                .hasMessageEndingWith("dots and underscores that begin with a letter or a digit");
    }

    @Test
    void refusesWhatHasNoModel() {
        assertThatThrownBy(() -> RunId.parse("7")).hasMessage("run id '7' is not of the form <model>/<key>");
        assertThatThrownBy(() -> RunId.parse("/7")).hasMessageStartingWith("model name '' is blank");
        assertThatThrownBy(() -> RunId.parse("a".repeat(129) + "/7")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RunId.parse("flights/" + "7".repeat(129))).isInstanceOf(InvalidInputException.class);
    }
}
