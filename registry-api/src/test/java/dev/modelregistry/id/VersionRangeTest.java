package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    @ParameterizedTest
    @CsvSource({
        "^1.2.3, 1.2.3, 2.0.0",
        "^1.2, 1.2.0, 2.0.0",
        "^1, 1.0.0, 2.0.0",
        "^0.3.1, 0.3.1, 0.4.0",
        "^0.3, 0.3.0, 0.4.0",
        "^0.0.3, 0.0.3, 0.0.4",
        "^0.0, 0.0.0, 0.1.0",
        "^0, 0.0.0, 1.0.0",
        "~1.2.3, 1.2.3, 1.3.0",
        "~1.2, 1.2.0, 1.3.0",
        "~0.0.3, 0.0.3, 0.1.0",
        "1.2.x, 1.2.0, 1.3.0",
        "0.x, 0.0.0, 1.0.0",
        "^1.0.2026112510, 1.0.2026112510, 2.0.0",
        "2147483646.x, 2147483646.0.0, 2147483647.0.0"
    })
    void reachesFromItsLowestVersionToBeforeItsEnd(String text, String lowest, String end) {
        VersionRange range = VersionRange.parse(text);

        assertThat(range.lowest()).hasToString(lowest);
        assertThat(range.end()).hasToString(end);
        assertThat(range.contains(SemanticVersion.parse(lowest))).isTrue();
        assertThat(range.contains(SemanticVersion.parse(end))).isFalse();
        assertThat(range)
                .hasToString(text)
                .isEqualTo(VersionRange.parse(text))
                .hasSameHashCodeAs(VersionRange.parse(text));
    }

    @Test
    void hasNoPreReleasesAndMindsNoBuildPart() {
        VersionRange range = VersionRange.parse("^1.2.3");

        assertThat(range.contains(SemanticVersion.parse("1.3.0-rc.1"))).isFalse();
        assertThat(range.contains(SemanticVersion.parse("2.0.0-rc.1"))).isFalse();
        assertThat(range.contains(SemanticVersion.parse("1.2.3+linux"))).isTrue();
        assertThat(range.contains(SemanticVersion.parse("1.2.2"))).isFalse();
        assertThat(range).isNotEqualTo(VersionRange.parse("^1.2.4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647.x", "^2147483648", "~1.2147483647"})
    void refusesNumbersThatNoVersionIsAbove(String text) {
        assertThatThrownBy(() -> VersionRange.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version range '" + text + "' has a number that is too high; no version is above it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "^",
                "~",
                "~1",
                "1",
                "1.2",
                "1.2.3",
                "x",
                "*",
                "^x",
                "^1.x",
                "~1.2.x",
                "1.2.3.x",
                "1.x.x",
                "^01",
                "^1.2.3.4",
                "^-1",
                "^1.2.3-rc.1",
                "^1.2.3+b",
                " ^1",
                "^1 ",
                ">=1",
                "^1\n"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> VersionRange.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version range '")
                .hasMessageContaining("is not of the form ^1.2.3, ^1.2, ^1, ~1.2.3, ~1.2, 1.2.x or 1.x");
    }
}
