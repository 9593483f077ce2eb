package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StageTest {
    private static Stream<Stage> constants() {
        return Stream.of(Stage.DEVELOPMENT, Stage.STAGING, Stage.CANARY, Stage.PRODUCTION, Stage.ARCHIVED);
    }

    @ParameterizedTest
    @MethodSource("constants")
    void givesTheConstantWhateverTheCase(Stage constant) {
        for (String name : List.of(
                constant.name(),
                constant.name().toLowerCase(Locale.ROOT),
                constant.name().toUpperCase(Locale.ROOT))) {
            assertThat(Stage.of(name)).isSameAs(constant);
        }
    }

    @Test
    void givesTheConstantInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(Stage.of("PRODUCTION")).isSameAs(Stage.PRODUCTION);
            assertThat(Stage.of("SHADOW-I")).isEqualTo(Stage.of("shadow-i"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void takesStagesOfOnesOwnAndComparesThemWithoutRegardToCase() {
        Stage shadow = Stage.of("Shadow_2-x");

        assertThat(shadow.name()).isEqualTo("Shadow_2-x");
        assertThat(shadow)
                .hasToString("Shadow_2-x")
                .isEqualTo(Stage.of("SHADOW_2-X"))
                .hasSameHashCodeAs(Stage.of("shadow_2-x"))
                .isNotEqualTo(Stage.of("Shadow"))
                .isNotEqualTo("Shadow_2-x");
    }

    @Test
    void whatServesIsLive() {
        assertThat(constants().filter(Stage::isLive)).containsExactly(Stage.CANARY, Stage.PRODUCTION);
        assertThat(Stage.of("production").isLive()).isTrue();
        assertThat(Stage.of("Shadow").isLive()).isFalse();
    }

    @Test
    void noTwoConstantsAreEqual() {
        assertThat(constants()).doesNotHaveDuplicates().hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "Latest", "3", "1.2.0", "-x", "_x", "a b", "a.b", "a/b", "a@b", "sha256:ab", "é"})
    void refusesWhatIsNoStageOrIsReserved(String name) {
        assertThatThrownBy(() -> Stage.of(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "stage '" + name
                                + "' is not a stage name; start with a letter, then letters, digits, '-' or '_', and not 'latest'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Product\u0131on", "\u017ftaging", "Stag\u0131ng", "PRODUCT\u0130ON"})
    void refusesLettersThatOnlyFoldToAscii(String lookalike) {
        assertThatThrownBy(() -> Stage.of(lookalike))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("stage '" + lookalike + "' is not a stage name");
    }

    @Test
    void refusesBlankEndsAndTooLongNames() {
        assertThatThrownBy(() -> Stage.of("Production "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stage 'Production ' begins or ends with a blank; remove it");
        assertThatThrownBy(() -> Stage.of("s".repeat(65)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stage '" + "s".repeat(65) + "' has 65 characters; at most 64 are allowed");
        assertThat(Stage.of("s".repeat(64)).name()).hasSize(64);
    }
}
