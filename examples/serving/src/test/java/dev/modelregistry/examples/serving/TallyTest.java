package dev.modelregistry.examples.serving;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void countsByTheStampsAndKeepsWhatHasNone() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("test")) {
            ModelVersion version = registry.model("flights")
                    .register(draft -> draft.artifact("weights", new byte[] {1}), because("a test"));
            Tally tally = new Tally();
            assertThat(tally.of(version)).isEqualTo(new Tally.Answers(0, 0));

            tally.answered(500, "{\"error\":\"no\",\"by\":\"flights v1.0.0 (1) control @4\"}");
            tally.answered(200, "{\"probability_of_delay\":0.1,\"by\":\"flights v1.0.0 (1) candidate @4\"}");
            tally.answered(200, "{\"probability_of_delay\":0.1,\"by\":\"flights v1.1.0-rc.1 (2) candidate @4\"}");
            tally.answered(503, "nobody");
            tally.unanswered(new IOException("refused"));

            assertThat(tally.of(version)).isEqualTo(new Tally.Answers(2, 1));
            assertThat(tally.sent()).isEqualTo(5);
            assertThat(tally.others()).containsExactly("503 nobody", "java.io.IOException: refused");
        }
    }
}
