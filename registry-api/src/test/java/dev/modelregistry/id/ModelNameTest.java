package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    private static final String FORBIDDEN = "/\\:@%\"'`";

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "flight_delay_predictor", "Fraud (EU) v2", "x.y-z", "...", "~!#$^&*=+|;<>,?[]{}", ".hidden"
            })
    void keepsPrintableAsciiAsItIs(String name) {
        assertThat(ModelName.of(name).value()).isEqualTo(name);
        assertThat(ModelName.of(name)).hasToString(name).isEqualTo(new ModelName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "\\", ":", "@", "%", "\"", "'", "`"})
    void namesTheForbiddenCharacterItsPositionAndWhatIsAllowed(String forbidden) {
        assertThatThrownBy(() -> ModelName.of("ab" + forbidden + "c"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("model name 'ab" + forbidden + "c' has '" + forbidden
                        + "' at position 2; use printable ASCII without / \\ : @ % \" ' `");
    }

    @Test
    void acceptsNoOtherCharacterThanPrintableAscii() {
        StringBuilder accepted = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            try {
                accepted.append(ModelName.of("a" + c + "b").value().charAt(1));
            } catch (InvalidInputException refused) {
                if (!refused.getMessage().contains("at position 1; use printable")) {
                    throw refused;
                }
            }
            expected.append(c >= ' ' && c <= '~' && FORBIDDEN.indexOf(c) < 0 ? String.valueOf(c) : "");
        }
        assertThat(accepted).hasToString(expected.toString());
    }

    @Test
    void refusesCharactersOutsideTheBasicPlane() {
        assertThatThrownBy(() -> ModelName.of("to \ud83d\udeeb"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at position 3");
    }

    @Test
    void makesControlCharactersVisible() {
        assertThatThrownBy(() -> ModelName.of("a\u001b[31mb"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "model name 'a\\u001b[31mb' has a control character at position 1; use printable characters");
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> ModelName.of(null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("model name is null; give 1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\t", "\n", "\u2003"})
    void refusesBlankNames(String blank) {
        assertThatThrownBy(() -> ModelName.of(blank))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model name '")
                .hasMessageEndingWith("' is blank; give 1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", " a ", "a\n", "\ta"})
    void refusesBlankEnds(String name) {
        assertThatThrownBy(() -> ModelName.of(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("' begins or ends with a blank; remove it");
    }

    @Test
    void allowsOneHundredAndTwentyEightCharacters() {
        assertThat(ModelName.of("a".repeat(128)).value()).hasSize(128);
    }

    @Test
    void refusesOneMoreAndShowsOnlyTheBeginning() {
        assertThatThrownBy(() -> ModelName.of("a".repeat(129)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("model name '" + "a".repeat(80) + "…' has 129 characters; at most 128 are allowed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000_000})
    void keepsMessagesShortHoweverLongTheValueIs(int length) {
        assertThatThrownBy(() -> ModelName.of("/".repeat(length)))
                .isInstanceOf(InvalidInputException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "../../x, has '/' at position 2",
        "/absolute/path, has '/' at position 0",
        "m%6fdel, has '%' at position 1",
        "C:\\models, has ':' at position 1",
        "a@champion, has '@' at position 1"
    })
    void refusesWhatCouldEscapeAPathOrAUri(String name, String complaint) {
        assertThatThrownBy(() -> ModelName.of(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model name '" + name + "' " + complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void refusesTheNamesOfDirectories(String name) {
        assertThatThrownBy(() -> ModelName.of(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model name '" + name + "' names a directory");
    }

    @Test
    void foldsTheSameWayInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(ModelName.of("TITANIC-I").folded()).isEqualTo("titanic-i");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void keepsTheCaseAndComparesByIt() {
        assertThat(ModelName.of("Flights"))
                .isNotEqualTo(ModelName.of("flights"))
                .isLessThan(ModelName.of("flights"));
        assertThat(ModelName.of("Flights").folded())
                .isEqualTo(ModelName.of("flights").folded());
    }
}
