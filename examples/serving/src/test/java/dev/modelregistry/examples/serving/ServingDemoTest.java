package dev.modelregistry.examples.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.examples.serving.CanaryTrial.End;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program from end to end. */
@Timeout(120)
class ServingDemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ServingDemo.run(stream(out), stream(err), arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void theGoodCanaryGoesItsWayAndTheBadOneIsRolledBackWhileNobodyIsWithoutAnAnswer(@TempDir Path temporary) {
        Path directory = temporary.resolve("registry");

        int status = run("--registry", directory.toString(), "--seconds", "3");

        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(status).as(printed + err).isZero();
        assertThat(printed)
                .containsSubsequence(
                        "flight_delay v1.2.0 (number 3)  AUC 0.7",
                        "Rollout of flight_delay v1.1.0 (number 2)",
                        "  10 %  ",
                        "promote: nothing speaks against the candidate after ",
                        "  50 %  ",
                        "promote: nothing speaks against the candidate after ",
                        " 100 %  ",
                        "promote: nothing speaks against the candidate after ",
                        "Rollout of flight_delay v1.2.0 (number 3)",
                        "roll back: ",
                        "What the journal of flight_delay says",
                        "started a rollout of version 2 beside version 1",
                        "verdict: promote in step 3 by errors ",
                        "ended the rollout: completed",
                        "started a rollout of version 3 beside version 2",
                        "verdict: roll back in step ",
                        "ended the rollout: rolled back")
                .containsPattern("v1\\.1\\.0: completed by server [ab] after \\d+\\.\\d s")
                .containsPattern("v1\\.2\\.0: rolled back by server [ab] after \\d+\\.\\d s")
                .endsWith("; 0 were answered by no version" + System.lineSeparator());
        try (ModelRegistry registry = ModelRegistry.open(directory)) {
            assertThat(registry.model("flight_delay")
                            .in(Stage.PRODUCTION)
                            .orElseThrow()
                            .version()
                            .version())
                    .isEqualTo(SemanticVersion.of(1, 1, 0));
            List<RolloutVerdict> verdicts = verdicts(registry);
            assertThat(verdicts)
                    .extracting(RolloutVerdict::decision)
                    .startsWith(Decision.PROMOTE, Decision.PROMOTE, Decision.PROMOTE)
                    .endsWith(Decision.ROLL_BACK);
            assertThat(verdicts.get(verdicts.size() - 1).reason())
                    .contains("of the candidate's ")
                    .contains(" requests failed");
        }

        assertThat(run("--registry", directory.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(directory + " has a model flight_delay already; name another --registry"
                        + System.lineSeparator());
    }

    private static List<RolloutVerdict> verdicts(ModelRegistry registry) {
        try (Stream<Commit> history = registry.model("flight_delay").history()) {
            return history.flatMap(commit -> commit.events().stream())
                    .filter(RolloutJudged.class::isInstance)
                    .map(event -> ((RolloutJudged) event).verdict())
                    .toList();
        }
    }

    @Test
    void onlyAGoodCanaryThatIsCompletedAndABadOneThatIsRolledBackAreASuccess() {
        Optional<End> completed = Optional.of(new End(Outcome.COMPLETED, Duration.ZERO, "a"));
        Optional<End> rolledBack = Optional.of(new End(Outcome.ROLLED_BACK, Duration.ZERO, "a"));
        Optional<End> underWay = Optional.empty();

        assertThat(ServingDemo.status(completed, rolledBack)).isZero();
        for (Optional<End> other : List.of(completed, underWay)) {
            assertThat(ServingDemo.status(completed, other))
                    .as("bad: %s", other)
                    .isEqualTo(1);
        }
        for (Optional<End> other : List.of(rolledBack, underWay)) {
            assertThat(ServingDemo.status(other, rolledBack))
                    .as("good: %s", other)
                    .isEqualTo(1);
        }
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Options.USAGE);
        assertThat(run("--seconds", "2")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("--seconds is \"2\", expected a whole number from 3 to 3600; --help explains the options"
                        + System.lineSeparator());
    }
}
