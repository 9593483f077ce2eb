package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsTheDefaultsHold() throws Exception {
        assertThat(Options.parse()).isEqualTo(new Options(null, "file:target/flight-registry", 42, false));
    }

    @Test
    void allOptionsAreUnderstoodInAnyOrder() throws Exception {
        assertThat(Options.parse("--seed", "-7", "--registry", "some/where", "--data", "flights.csv"))
                .isEqualTo(new Options(Path.of("flights.csv"), "file:some/where", -7, false));
    }

    @Test
    void aStoreIsTakenAsItIs() throws Exception {
        String url = "jdbc:postgresql://host/db?user=u&password=p";
        assertThat(Options.parse("--store", url).store()).isEqualTo(url);
    }

    @Test
    void aStoreAndARegistryAtOnceAreRefused() {
        String problem = "--store and --registry both say where the registry is";
        assertRefused(problem, "--store", "memory:", "--registry", "some/where");
        assertRefused(problem, "--registry", "some/where", "--store", "file:some/where");
    }

    @Test
    void theAuditLogGoesBesideADirectoryElseToTheOutputOfTheBuild() throws Exception {
        assertThat(Options.parse("--registry", "some/where").auditLog())
                .isEqualTo(Path.of("some/audit_log.json").toAbsolutePath());
        assertThat(Options.parse("--store", "file:where").auditLog())
                .isEqualTo(Path.of("audit_log.json").toAbsolutePath());
        for (String store : List.of("jdbc:sqlite:some/where.db", "memory:", "file:")) {
            assertThat(Options.parse("--store", store).auditLog())
                    .isEqualTo(Path.of("target/audit_log.json").toAbsolutePath());
        }
    }

    @Test
    void aPasswordIsNotRepeated() throws Exception {
        String url = "jdbc:postgresql://host/db?user=u&password=secret";
        assertThat(Options.parse("--store", url)).asString().doesNotContain("secret");
        assertRefused("a URL belongs behind --store", url);
    }

    @Test
    void helpIsUnderstood() throws Exception {
        assertThat(Options.parse("--help").help()).isTrue();
        assertThat(Options.parse("-h").help()).isTrue();
    }

    @Test
    void theUsageNamesEveryOptionAndDefault() {
        assertThat(Options.USAGE)
                .contains("--data FILE", "--store URL", "--registry DIR", "--seed N", "--help")
                .contains("target/flight-registry", "42");
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
        assertRefused("--store needs a value", "--store", "--seed", "7");
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
