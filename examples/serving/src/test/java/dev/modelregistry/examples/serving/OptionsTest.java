package dev.modelregistry.examples.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void nothingNeedsToBeSaid() throws Exception {
        assertThat(Options.parse()).isEqualTo(new Options(Optional.empty(), Duration.ofSeconds(9), false));
    }

    @Test
    void takesWhatIsSaidInAnyOrder() throws Exception {
        assertThat(Options.parse("--seconds", "30", "--registry", "here", "-h"))
                .isEqualTo(new Options(Optional.of(Path.of("here")), Duration.ofSeconds(30), true));
    }

    @Test
    void refusesWhatMakesNoSense() {
        refuses("unknown option \"--port\"", "--port", "80");
        refuses("--registry needs a value", "--registry", "--seconds");
        refuses("--seconds needs a value", "--seconds");
        refuses("--seconds is \"long\", expected a whole number from 3 to 3600", "--seconds", "long");
        refuses("--seconds is \"3601\", expected a whole number from 3 to 3600", "--seconds", "3601");
    }

    private static void refuses(String problem, String... arguments) {
        assertThatThrownBy(() -> Options.parse(arguments))
                .isInstanceOf(Options.UsageException.class)
                .hasMessage(problem + "; --help explains the options");
    }
}
