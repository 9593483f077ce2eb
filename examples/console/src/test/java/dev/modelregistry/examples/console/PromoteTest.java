package dev.modelregistry.examples.console;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through the gates, and past them. */
class PromoteTest {
    @TempDir
    private Path directory;

    private Run run;

    @BeforeEach
    void aVersionBeforeItsGates() throws IOException {
        run = new Run(directory).withTwoReleases();
        try (ModelRegistry registry = run.open()) {
            registry.settings()
                    .define(
                            Pipeline.standard().toBuilder("flights")
                                    .models("flights")
                                    .gates(Stage.PRODUCTION, Gate.metricAtLeast("auc", 0.6), Gate.approvals(1))
                                    .protect("champion", Stage.PRODUCTION)
                                    .build(),
                            because("nothing unproven"));
        }
        run.console("promote", "flights/1", "Staging", "-m", "once more").done();
    }

    @Test
    void gatesThatDoNotHoldAreATableAndExitCodeOne() {
        Run.Said no =
                run.console("promote", "flights/1", "production", "--simulate").failed(ExitCode.NO);

        assertThat(no.out())
                .contains("flights v1.0.0 (number 1), Staging → Production: would be refused\n")
                .containsPattern("(?m)^GATE +VERDICT +WHY$")
                .containsPattern("(?m)^metric auc at least 0\\.6 +passed ")
                .containsPattern("(?m)^.*approval.* +missing ");
        JsonNode json = run.console("promote", "flights/1", "Production", "--simulate", "--json")
                .json();
        assertThat(json.get("passes").asBoolean()).isFalse();
        assertThat(json.at("/gates/1/verdict").asText()).isEqualTo("missing");
        assertThat(run.console("promote", "flights/1", "Production", "-m", "hurry")
                        .failed(ExitCode.NO)
                        .err())
                .contains("approval");
    }

    @Test
    void somebodyElseApprovesAndItIsPromoted() {
        run.console("request", "flights/1", "Production", "-m", "ready").done();
        assertThat(run.console("status").out()).contains("approval of 1.0.0 (1) to Production: asked for by alice");
        assertThat(run.console("approve", "flights/1", "Production", "-m", "mine")
                        .failed(ExitCode.NO)
                        .err())
                .contains("alice");
        run.console("reject", "flights/1", "Production", "--as", "bob", "-m", "no")
                .done();
        run.console("promote", "flights/1", "Production", "--simulate").failed(ExitCode.NO);
        run.console("withdraw", "flights/1", "Production", "--as", "bob", "-m", "misread")
                .done();
        assertThat(run.console("approve", "flights/1", "Production", "--as", "bob", "-m", "good")
                        .done()
                        .out())
                .containsPattern("asked for by alice .*ready\\); approved by bob .*good\\)");

        run.console("promote", "flights/1", "Production", "--simulate").done();
        assertThat(run.console("promote", "flights/1", "Production", "-m", "approved")
                        .done()
                        .out())
                .contains("flights v1.0.0 (number 1) in Production")
                .contains("before it was 1.0.1 (2), now in Archived");
    }

    @Test
    void theGlassIsBrokenByTheWholeSentenceAlone() {
        assertThat(run.console("promote", "flights/1", "Production", "-m", "x", "--break-glass", "yes")
                        .failed(ExitCode.USAGE)
                        .err())
                .contains("'I take the responsibility', word for word");
        run.console("promote", "flights/1", "Production", "--break-glass", BreakGlassOption.SENTENCE)
                .failed(ExitCode.USAGE);

        run.console("promote", "flights/1", "Production", "-m", "site down", "--break-glass", BreakGlassOption.SENTENCE)
                .done();
        assertThat(run.console("history", "flights", "--limit", "1").out()).contains("BROKE THE GLASS for version 1");
    }

    @Test
    void aProtectedAliasNeedsTheSentenceToo() {
        run.console("alias", "flights/1", "champion", "-m", "x").failed(ExitCode.NO);
        run.console("alias", "flights/1", "champion", "-m", "x", "--break-glass", BreakGlassOption.SENTENCE)
                .done();
    }
}
