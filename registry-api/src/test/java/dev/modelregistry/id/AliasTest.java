package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "champion",
                "a",
                "v",
                "vanilla",
                "version-3",
                "v-next",
                "v8-engine",
                "blue.green_2",
                "latest-good",
                "x3"
            })
    void keepsNames(String name) {
        assertThat(Alias.of(name).value()).isEqualTo(name);
        assertThat(Alias.of(name)).hasToString(name);
    }

    @Test
    void foldsToLowerCaseSoThatCaseMakesNoDifference() {
        assertThat(Alias.of("Champion")).isEqualTo(Alias.of("cHAMPION")).hasSameHashCodeAs(Alias.of("champion"));
        assertThat(Alias.of("Champion").value()).isEqualTo("champion");
    }

    @Test
    void foldsTheSameWayInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(Alias.of("CHAMPION-IN-PARIS").value()).isEqualTo("champion-in-paris");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                "LATEST",
                "v3",
                "V3",
                "v0",
                "v1.2",
                "v1.2.0",
                "v1.",
                "v12.0.0",
                "v1.2.0-rc.1",
                "V1.2.0-RC.1",
                "v2.0.0-x"
            })
    void reservesWhatReadsLikeAVersion(String reserved) {
        assertThatThrownBy(() -> Alias.of(reserved))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("alias '" + reserved
                        + "' is reserved, it reads like a version; choose a name such as 'champion'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3", "1.2.0", "-a", ".a", "_a", "a b", "a/b", "a@b", "a:b", "a+b", "é", "caf\u00e9", "a\u0130"})
    void refusesWhatIsNoName(String text) {
        assertThatThrownBy(() -> Alias.of(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "alias '" + text
                                + "' is not a name; start with a letter, then letters, digits, '.', '-' or '_', at most 64 in all");
    }

    @Test
    void refusesLettersThatOnlyFoldToAscii() {
        // The Kelvin sign is not a K, although its lower case is a k.
        assertThatThrownBy(() -> Alias.of("\u212aing"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("alias '\u212aing' is not a name");
    }

    @Test
    void refusesBlankControlAndTooLong() {
        assertThatThrownBy(() -> Alias.of(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("alias ' ' is blank; give 1 to 64 characters");
        assertThatThrownBy(() -> Alias.of("a\u0000b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("alias 'a\\u0000b' has a control character at position 1; use printable characters");
        assertThatThrownBy(() -> Alias.of("a".repeat(65)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("alias '" + "a".repeat(65) + "' has 65 characters; at most 64 are allowed");
        assertThat(Alias.of("a".repeat(64)).value()).hasSize(64);
    }

    @Test
    void isOrderedByItsText() {
        assertThat(Alias.of("challenger")).isLessThan(Alias.of("Champion"));
    }
}
