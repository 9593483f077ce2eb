package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The valid and invalid examples are those published with the regular expression of SemVer 2.0.0. */
class SemanticVersionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.4",
                "1.2.3",
                "10.20.30",
                "1.1.2-prerelease+meta",
                "1.1.2+meta",
                "1.1.2+meta-valid",
                "1.0.0-alpha",
                "1.0.0-beta",
                "1.0.0-alpha.beta",
                "1.0.0-alpha.beta.1",
                "1.0.0-alpha.1",
                "1.0.0-alpha0.valid",
                "1.0.0-alpha.0valid",
                "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
                "1.0.0-rc.1+build.1",
                "2.0.0-rc.1+build.123",
                "1.2.3-beta",
                "10.2.3-DEV-SNAPSHOT",
                "1.2.3-SNAPSHOT-123",
                "1.0.0",
                "2.0.0",
                "1.1.7",
                "2.0.0+build.1848",
                "2.0.1-alpha.1227",
                "1.0.0-alpha+beta",
                "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
                "1.2.3----R-S.12.9.1--.12+meta",
                "1.2.3----RC-SNAPSHOT.12.9.1--.12",
                "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
                "1.0.0-0A.is.legal",
                "0.0.0-0",
                "1.0.0--",
                "1.0.0+-",
                "1.0.0+001",
                "2147483647.2147483647.2147483647"
            })
    void readsWhatTheSpecificationAllowsAndWritesItBack(String text) {
        assertThat(SemanticVersion.parse(text)).hasToString(text).isEqualTo(SemanticVersion.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3-0123",
                "1.2.3-0123.0123",
                "1.1.2+.123",
                "+invalid",
                "-invalid",
                "-invalid+invalid",
                "-invalid.01",
                "alpha",
                "alpha.beta",
                "alpha.beta.1",
                "alpha.1",
                "alpha+beta",
                "alpha_beta",
                "alpha.",
                "alpha..",
                "beta",
                "1.0.0-alpha_beta",
                "-alpha.",
                "1.0.0-alpha..",
                "1.0.0-alpha..1",
                "1.0.0-alpha...1",
                "1.0.0-alpha....1",
                "01.1.1",
                "1.01.1",
                "1.1.01",
                "1.2.3.DEV",
                "1.2-SNAPSHOT",
                "1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788",
                "1.2-RC-SNAPSHOT",
                "-1.0.3-gamma+b7718",
                "+justmeta",
                "9.8.7+meta+meta",
                "9.8.7-whatever+meta+meta",
                "99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12.09.1------..12",
                "01.0.0",
                "1.0.0-",
                "1.0.0+",
                "v1.0.0",
                "1.0.0\n",
                " 1.0.0",
                "1.0.0 ",
                "1,0,0",
                "-1.0.0",
                "+1.0.0",
                "1.-1.0",
                "1.0.0-é",
                "\u0661.0.0",
                "\uff11.0.0"
            })
    void refusesWhatTheSpecificationForbids(String text) {
        assertThatThrownBy(() -> SemanticVersion.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version '")
                .hasMessageContaining(
                        "' is not a semantic version; expected MAJOR.MINOR.PATCH such as 1.2.3 or 2.0.0-rc.1, without leading zeros");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648.0.0", "0.9999999999.0", "0.0.99999999999", "99999999999999999999999.0.0"})
    void saysWhichLimitANumberIsAbove(String text) {
        assertThatThrownBy(() -> SemanticVersion.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version '" + text + "' has a number above 2147483647");
    }

    @Test
    void refusesMoreThanOneHundredAndTwentyEightCharacters() {
        assertThat(SemanticVersion.parse("1.0.0-" + "a".repeat(122)).toString()).hasSize(128);
        assertThatThrownBy(() -> SemanticVersion.parse("1.0.0-" + "a".repeat(123)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version '1.0.0-" + "a".repeat(74) + "…' is not")
                .hasMessageEndingWith("at most 128 characters");
    }

    @Test
    void takesPartsThatMakeAVersion() {
        assertThat(new SemanticVersion(2, 0, 1, "rc.1", "build.7"))
                .isEqualTo(SemanticVersion.parse("2.0.1-rc.1+build.7"));
        assertThat(SemanticVersion.of(1, 2, 3)).isEqualTo(SemanticVersion.parse("1.2.3"));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, '', ''",
        "1, 01, ''",
        "1, a..b, ''",
        "1, '', a..b",
        "1, '', a+b",
        "1, 'a\n', ''",
        // Together they read like 1.0.0-rc+7, but that version has other parts.
        "1, rc+7, ''",
        "1, rc+7, 8"
    })
    void refusesPartsThatDoNotMakeAVersion(int major, String preRelease, String build) {
        assertThatThrownBy(() -> new SemanticVersion(major, 0, 0, preRelease, build))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a semantic version");
    }

    /** Section 11 of the specification, from the lowest to the highest. */
    private static Stream<String> ascending() {
        return Stream.of(
                "0.0.0-0",
                "0.0.0",
                "0.9.0",
                "0.10.0",
                "1.0.0-0",
                "1.0.0-2",
                "1.0.0-10",
                "1.0.0-99999999999999999999",
                "1.0.0-99999999999999999999.1",
                "1.0.0--",
                "1.0.0-0A",
                "1.0.0-A",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.0+001",
                "1.0.0+1",
                "1.0.0+a",
                "1.0.1-a",
                "1.0.1",
                "2.0.0",
                "2.1.0",
                "2.1.1",
                "2147483647.0.0");
    }

    @Test
    void isOrderedByPrecedenceAndThenByBuild() {
        List<SemanticVersion> sorted = ascending().map(SemanticVersion::parse).toList();
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = 0; j < sorted.size(); j++) {
                assertThat(Integer.signum(sorted.get(i).compareTo(sorted.get(j))))
                        .as("%s against %s", sorted.get(i), sorted.get(j))
                        .isEqualTo(Integer.compare(i, j));
                assertThat(sorted.get(i).equals(sorted.get(j))).isEqualTo(i == j);
            }
        }
    }

    @Test
    void sortsBackWhatWasShuffled() {
        List<SemanticVersion> sorted = ascending().map(SemanticVersion::parse).toList();
        List<SemanticVersion> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(42));

        assertThat(shuffled).isNotEqualTo(sorted);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(sorted);
    }

    @Test
    void leavesTheBuildOutOfPrecedence() {
        assertThat(SemanticVersion.parse("1.0.0-rc.1+7").precedence()).isEqualTo(SemanticVersion.parse("1.0.0-rc.1"));
        assertThat(SemanticVersion.parse("1.0.0+7")).isNotEqualTo(SemanticVersion.parse("1.0.0+8"));
        SemanticVersion plain = SemanticVersion.of(1, 0, 0);
        assertThat(plain.precedence()).isSameAs(plain);
    }
}
