package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsTheDefaultsHold() throws Exception {
        assertThat(Options.parse()).isEqualTo(new Options(null, Path.of("target/flight-registry"), 42, false));
    }

    @Test
    void allOptionsAreUnderstoodInAnyOrder() throws Exception {
        assertThat(Options.parse("--seed", "-7", "--registry", "some/where", "--data", "flights.csv"))
                .isEqualTo(new Options(Path.of("flights.csv"), Path.of("some/where"), -7, false));
    }

    @Test
    void helpIsUnderstood() throws Exception {
        assertThat(Options.parse("--help").help()).isTrue();
        assertThat(Options.parse("-h").help()).isTrue();
    }

    @Test
    void theUsageNamesEveryOptionAndDefault() {
        assertThat(Options.USAGE)
                .contains("--data FILE", "--registry DIR", "--seed N", "--help", "target/flight-registry", "42");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertRefused("unknown option \"--sed\"", "--sed", "7");
    }

    @Test
    void aValueWithoutAnOptionIsRefused() {
        assertRefused("unknown option \"flights.csv\"", "flights.csv");
    }

    @Test
    void aMissingValueIsRefused() {
        assertRefused("--data needs a value", "--data");
        assertRefused("--registry needs a value", "--registry", "--seed", "7");
        assertRefused("--data needs a value", "--data", "");
    }

    @Test
    void aSeedThatIsNoWholeNumberIsRefused() {
        assertRefused("--seed is \"7.5\", expected a whole number", "--seed", "7.5");
    }

    private static void assertRefused(String problem, String... arguments) {
        assertThatThrownBy(() -> Options.parse(arguments))
                .isInstanceOf(Options.UsageException.class)
                .hasMessage(problem + "; --help explains the options");
    }
}
