package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelUri.ByAlias;
import dev.modelregistry.id.ModelUri.ByDigest;
import dev.modelregistry.id.ModelUri.ByNumber;
import dev.modelregistry.id.ModelUri.ByRange;
import dev.modelregistry.id.ModelUri.ByStage;
import dev.modelregistry.id.ModelUri.ByVersion;
import dev.modelregistry.id.ModelUri.Latest;
import dev.modelregistry.id.ModelUri.Reference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelUriTest {
    private static final String HEX = "ab".repeat(32);

    private static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("/3", new ByNumber(3)),
                Arguments.of("/2147483647", new ByNumber(Integer.MAX_VALUE)),
                Arguments.of("/1.2.0", new ByVersion(SemanticVersion.of(1, 2, 0))),
                Arguments.of("/2.0.0-rc.1+build.7", new ByVersion(SemanticVersion.parse("2.0.0-rc.1+build.7"))),
                Arguments.of("/1.0.0-rc.x", new ByVersion(SemanticVersion.parse("1.0.0-rc.x"))),
                Arguments.of("/^1.2", new ByRange(VersionRange.parse("^1.2"))),
                Arguments.of("/~1.2.3", new ByRange(VersionRange.parse("~1.2.3"))),
                Arguments.of("/1.x", new ByRange(VersionRange.parse("1.x"))),
                Arguments.of("/sha256:" + HEX, new ByDigest(Digest.parse(HEX))),
                Arguments.of("/latest", new Latest()),
                Arguments.of("/Production", new ByStage(Stage.PRODUCTION)),
                Arguments.of("/Shadow", new ByStage(Stage.of("Shadow"))),
                Arguments.of("@champion", new ByAlias(Alias.of("champion"))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void readsEveryFormAndWritesItBack(String form, Reference reference) {
        String text = "models:/flights (EU)" + form;

        ModelUri uri = ModelUri.parse(text);

        assertThat(uri)
                .isEqualTo(new ModelUri(ModelName.of("flights (EU)"), reference))
                .hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "models:/m/LATEST, models:/m/latest",
        "models:/m/production, models:/m/Production",
        "models:/m@CHAMPION, models:/m@champion",
        "models:/M/1, models:/M/1",
        "models:/m/v1.2.0-rc.1, models:/m/1.2.0-rc.1",
        "m_v1.2.0, models:/m/1.2.0",
        "flight_delay_v2.1.3, models:/flight_delay/2.1.3",
        "m_v1.0.0_v2.0.0+b, models:/m_v1.0.0/2.0.0+b"
    })
    void writesOneFormForAllSpellings(String spelling, String written) {
        assertThat(ModelUri.parse(spelling)).hasToString(written).isEqualTo(ModelUri.parse(written));
    }

    @Test
    void aRunNamesItsModel() {
        ModelUri uri = ModelUri.parse("runs:/flights (EU)/20261126T154512Z-1f3a9c2b70d4");

        assertThat(uri)
                .isEqualTo(ModelUri.of(new RunId(ModelName.of("flights (EU)"), "20261126T154512Z-1f3a9c2b70d4")))
                .hasToString("runs:/flights (EU)/20261126T154512Z-1f3a9c2b70d4");
        assertThatThrownBy(() -> new ModelUri(ModelName.of("fares"), uri.reference()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("run flights (EU)/20261126T154512Z-1f3a9c2b70d4 is not one of model 'fares'");
        assertThatThrownBy(() -> ModelUri.parse("runs:/20261126T154512Z-1f3a9c2b70d4"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("run id '20261126T154512Z-1f3a9c2b70d4' is not of the form <model>/<key>");
    }

    @Test
    void writesDigestsInLowerCase() {
        assertThat(ModelUri.parse("models:/m/sha256:" + "AB".repeat(32))).hasToString("models:/m/sha256:" + HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "models:",
                "models:/",
                "models://",
                "models:/m",
                "models:/m/",
                "models:/@champion",
                "models://1",
                "models:/m/1/2",
                "models:/m/1/",
                "models:/m/1@champion",
                "models:/m@champion/1",
                "models:/m/@champion",
                "Models:/m/1",
                "model:/m/1",
                "/m/1",
                "m/1",
                " models:/m/1",
                "models:m_v1.0.0",
                "_v1.0.0",
                "models:m/1"
            })
    void refusesWhatHasNoneOfTheForms(String text) {
        assertThatThrownBy(() -> ModelUri.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("model URI '" + text
                        + "' is not of the form models:/<model>/<number, version, range, stage, 'latest' or sha256:…>,"
                        + " models:/<model>@<alias>, runs:/<run> or <model>_v<version>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "models:/m/0 | version number '0' in 'models:/m/0' is not 1, 2, 3 …",
                "models:/m/007 | version number '007' in 'models:/m/007' is not 1, 2, 3 …",
                "models:/m/2147483648 | version number '2147483648' in 'models:/m/2147483648' is not a whole number",
                "models:/m/3x | version number '3x' in 'models:/m/3x' is not a whole number",
                "models:/m/1.2 | version '1.2' is not a semantic version",
                "models:/m/01.0.0 | version '01.0.0' is not a semantic version",
                "models:/m/^ | version range '^' is not of the form ^1.2.3, ^1.2, ^1, ~1.2.3, ~1.2, 1.2.x or 1.x",
                "models:/m/1.x.x | version '1.x.x' is not a semantic version",
                "models:/m/v1.2 | version '1.2' is not a semantic version",
                "models:/m/vv1.2.0 | version 'v1.2.0' is not a semantic version",
                "m_v1 | version '1' is not a semantic version",
                "a/b_v1.0.0 | model name 'a/b' has '/' at position 1",
                "models:/m/-1 | stage '-1' is not a stage name",
                "models:/m/sha256:ab | digest 'sha256:ab' is not SHA-256",
                "models:/m@latest | alias 'latest' is reserved",
                "models:/m@v3 | alias 'v3' is reserved",
                "models:/m@a@b | alias 'a@b' is not a name",
                "models:/m%20/1 | model name 'm%20' has '%' at position 1",
                "models:/../1 | model name '..' names a directory",
                "models:/m@ | alias '' is blank"
            })
    void saysWhichPartIsMalformed(String text, String complaint) {
        assertThatThrownBy(() -> ModelUri.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(complaint);
    }

    @Test
    void trailingBlanksBelongToThePartTheyStandIn() {
        assertThatThrownBy(() -> ModelUri.parse("models:/m/Production "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stage 'Production ' begins or ends with a blank; remove it");
        assertThatThrownBy(() -> ModelUri.parse("models:/m/3\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version number '3\\u000a' in 'models:/m/3\\u000a' is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aNumberThatNoVersionCanHaveIsRefusedWhenItIsMade(int number) {
        assertThatThrownBy(() -> new ByNumber(number))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(Integer.toString(number));
    }

    @Test
    void keepsMessagesShortHoweverLongTheTextIs() {
        assertThatThrownBy(() -> ModelUri.parse("x".repeat(1_000_000)))
                .isInstanceOf(InvalidInputException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
        assertThatThrownBy(() -> ModelUri.parse("models:/m/" + "9".repeat(1_000_000)))
                .isInstanceOf(InvalidInputException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
    }
}
