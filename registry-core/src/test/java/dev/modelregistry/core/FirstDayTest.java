package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a first-day user does, from the first version to the way back. */
class FirstDayTest {
    @Test
    void registersPromotesAndRollsBack(@TempDir Path files) throws Exception {
        Path onnx = Files.writeString(files.resolve("model.onnx"), "weights");
        Signature signature = Signature.builder()
                .input("distance", DataType.FLOAT32)
                .output("delayed", DataType.FLOAT32)
                .task("binary classification")
                .target("arrival delay > 15 minutes")
                .build();
        try (ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("alice")) {
            RegisteredModel flights = registry.model("flight_delay_predictor");
            assertThat(flights.exists()).isFalse();

            ModelVersion v1 = flights.register(
                    draft -> draft.version("1.0.0")
                            .artifact("model.onnx", onnx)
                            .signature(signature)
                            .algorithm("logistic regression")
                            .parameter("epochs", 5)
                            .metric("auc", 0.677)
                            .description("baseline")
                            .lineage(Lineage.builder()
                                    .dataset("flights", "sha256:12")
                                    .code("git", "abcdef1")
                                    .build()),
                    because("first model on Q1 data"));
            flights.promote(v1, Stage.STAGING, because("offline tests pass"));
            flights.promote(v1, Stage.PRODUCTION, because("approved in review"));
            flights.alias("champion", v1, because("best so far"));

            ModelVersion v2 = flights.register(
                    draft -> draft.artifact("model.onnx", "better".getBytes(StandardCharsets.UTF_8))
                            .signature(signature)
                            .algorithm("gradient boosted trees"),
                    because("more features"));
            assertThat(v2.numbering().toString())
                    .startsWith("1.0.0 → 1.1.0 (MINOR: the algorithm changed from `logistic regression` to `gradient");
            flights.promote(v2, Stage.STAGING, because("offline tests pass"));
            flights.promote(v2, Stage.PRODUCTION, because("approved"));

            ModelVersion live = registry.resolve("models:/flight_delay_predictor/Production");
            assertThat(live).isEqualTo(v2);
            assertThat(Files.readString(live.artifact("model.onnx").path())).isEqualTo("better");

            Occupancy back = flights.rollbackFrom(v2, because("accuracy fell"));

            assertThat(back.version()).isEqualTo(v1);
            assertThat(back.by()).isEqualTo(Actor.of("alice"));
            assertThat(back.reason()).isEqualTo("accuracy fell");
            assertThat(flights.in(Stage.PRODUCTION)).contains(back);
            assertThat(flights.stageOf(v2).stage()).isEqualTo(Stage.STAGING);
            assertThat(flights.aliases()).containsEntry(Alias.of("champion"), v1);
            assertThat(v1.description()).contains("baseline");
            assertThat(v1.descriptor().lineage().code()).contains(new Lineage.Code("git", "abcdef1", ""));
            assertThat(flights.history().map(Object::toString))
                    .hasSize(8)
                    .last()
                    .asString()
                    .contains("accuracy fell");
            assertThat(registry.verify().problems()).isEmpty();
        }
    }
}
