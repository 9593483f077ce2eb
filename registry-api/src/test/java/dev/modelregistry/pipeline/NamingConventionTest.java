package dev.modelregistry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.pipeline.NamingConvention.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamingConventionTest {
    private static final NamingConvention SNAKE = NamingConvention.none().models("[a-z_]+", "flight_delay");
    private static final NamingConvention RELEASES = NamingConvention.none().versions("[0-9.]+", "1.2.0");
    /** Almost a row of the same letter, and as long as a name can be. */
    private static final ModelName HARD = ModelName.of("a".repeat(127) + "!");

    @Test
    void noneTakesEverything() {
        NamingConvention none = NamingConvention.none();
        none.check(ModelName.of("What Ever"));
        none.check(SemanticVersion.parse("1.0.0-rc.1"));

        assertThat(none.models()).isEmpty();
        assertThat(none.versions()).isEmpty();
        assertThat(none).hasToString("model names free, versions free");
    }

    @Test
    void looksAtTheWholeNameInItsOwnCase() {
        SNAKE.check(ModelName.of("fraud_eu"));
        SNAKE.check(SemanticVersion.parse("1.0.0-rc.1"));

        for (String name : new String[] {"Foo", "foo-bar", "foo2"}) {
            assertThatThrownBy(() -> SNAKE.check(ModelName.of(name)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage(
                            "model name '" + name
                                    + "' breaks this registry's convention [a-z_]+ (such as 'flight_delay'); choose another one");
        }
    }

    @Test
    void looksAtTheWholeSemanticVersion() {
        RELEASES.check(SemanticVersion.of(3, 0, 0));
        RELEASES.check(ModelName.of("What Ever"));

        assertThatThrownBy(() -> RELEASES.check(SemanticVersion.parse("1.0.0-rc.1")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "version '1.0.0-rc.1' breaks this registry's convention [0-9.]+ (such as '1.2.0'); choose another one");
    }

    /** The example in the Javadoc of {@link NamingConvention}. */
    @Test
    void theExampleInTheDocumentationBuilds() {
        NamingConvention both = NamingConvention.none()
                .models("[a-z]+(_[a-z]+)*", "flight_delay")
                .versions("[0-9]+\\.[0-9]+\\.[0-9]+", "1.2.0");

        both.check(ModelName.of("fraud_eu"));
        assertThatThrownBy(() -> both.check(SemanticVersion.parse("1.2.0-rc.1")))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void givesChangedCopiesThatKeepTheOtherConvention() {
        NamingConvention both = SNAKE.versions("[0-9.]+", "1.2.0");

        assertThat(both.models()).contains(new Rule("[a-z_]+", "flight_delay"));
        assertThat(both.versions()).contains(new Rule("[0-9.]+", "1.2.0"));
        assertThat(both)
                .hasToString("model names [a-z_]+ (such as 'flight_delay'), versions [0-9.]+ (such as '1.2.0')");
        assertThat(both)
                .isEqualTo(RELEASES.models("[a-z_]+", "flight_delay"))
                .hasSameHashCodeAs(RELEASES.models("[a-z_]+", "flight_delay"))
                .isNotEqualTo(SNAKE)
                .isNotEqualTo(RELEASES)
                .isNotEqualTo(both.models("[a-z_]+", "other"))
                .isNotEqualTo("both");
        assertThat(SNAKE.versions()).isEmpty();
    }

    @Test
    void refusesAnExampleThatDoesNotFollowIt() {
        assertThatThrownBy(() -> NamingConvention.none().models("[a-z_]+", "Flight"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the naming convention '[a-z_]+' for model names does not match its own example 'Flight'; correct"
                                + " one of them");
        assertThatThrownBy(() -> NamingConvention.none().versions("[0-9]+", "1.0.0"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'[0-9]+' for versions does not match its own example '1.0.0'");
    }

    @Test
    void refusesAnExampleThatIsNoNameAtAll() {
        assertThatThrownBy(() -> NamingConvention.none().models(".*", "a/b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model name 'a/b' has '/' at position 1");
        assertThatThrownBy(() -> NamingConvention.none().versions(".*", "1.0"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version '1.0' is not a semantic version");
    }

    @Test
    void refusesWhatIsNoRegularExpression() {
        assertThatThrownBy(() -> NamingConvention.none().models("[a-z", "a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the naming convention '[a-z' is not a regular expression: Unclosed character class near index 3");
        assertThatThrownBy(() -> NamingConvention.none().models("", "a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("naming convention '' is blank; give 1 to 256 characters");
        assertThatThrownBy(() -> NamingConvention.none().versions("1".repeat(257), "1.0.0"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("has 257 characters; at most 256 are allowed");
        assertThatCode(() -> NamingConvention.none().models("(a)?".repeat(64), "a"))
                .doesNotThrowAnyException();
    }

    /** The JDK remembers enough to tell that these do not match; what it remembers has changed before. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+", "(a*)*b?", "(a|a?)+", "([a-z]+)*"})
    void aNotoriousConventionTakesNoTime(String regex) {
        NamingConvention convention = NamingConvention.none().models(regex, "aa");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> convention.check(HARD)).isInstanceOf(RejectedException.class));
    }

    /** With a reference back to a group, the JDK remembers nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+\\1?$", "(a|aa)+\\1?", "a*a*a*a*a*a*", "(.*a){1,9}"})
    void givesUpOnAConventionThatWouldTakeForEver(String regex) {
        NamingConvention convention = NamingConvention.none().models(regex, "aa");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> convention.check(HARD))
                        .isInstanceOf(RejectedException.class)
                        .hasMessage("the naming convention '" + regex + "' takes too long to match '" + "a".repeat(80)
                                + "…'; replace it by one without repetitions inside repetitions"));
    }

    @Test
    void refusesAConventionThatGivesUpOnItsOwnExample() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> NamingConvention.none().models("(a+)+\\1?$", HARD.value()))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageStartingWith("the naming convention '(a+)+\\1?$' takes too long to match 'aaa"));
    }

    @Test
    void doesNotGiveUpOnAnOrdinaryConvention() {
        NamingConvention ordinary = NamingConvention.none().models("[a-z]+(-[a-z0-9]+)*-(eu|us)", "fraud-eu");

        ordinary.check(ModelName.of("ab-".repeat(42) + "eu"));
        assertThatThrownBy(() -> ordinary.check(ModelName.of("ab-".repeat(42) + "e")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("breaks this registry's convention");
    }
}
