package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from end to end, on few flights. */
class FlightDelayTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private Path csv;
    private Path registryDirectory;

    @BeforeEach
    void writeFlights() throws IOException {
        csv = directory.resolve("flights.csv");
        Files.writeString(csv, FlightCsv.render(new FlightGenerator(7).generate(1_500)));
        registryDirectory = directory.resolve("registry");
    }

    @Test
    void tellsTheWholeStoryAndLeavesItInTheRegistry() throws IOException {
        assertThat(runOnFile()).as(err()).isZero();

        assertThat(err()).isEmpty();
        assertThat(out())
                .contains("training 1.0.0: epoch 5/5", "training 1.1.0: epoch 5/5")
                .contains("flight_delay_predictor v1.0.0 (number 1) is in Production, by bob: approved in review")
                .contains("    flight_delay_predictor v1.1.0 (number 2), since ")
                .containsPattern("    bob: AUC 0\\.[0-9]{4}, champion has 0\\.[0-9]{4}\n")
                .containsPattern("    flight_delay_predictor v1\\.0\\.0 \\(number 1\\), AUC 0\\.[0-9]{4}, log loss ")
                .contains("v1.0.0 (number 1) is back, by carol: bookings come without airports")
                .containsPattern("2[0-9: -]+  flight_delay_predictor v1\\.1\\.0 \\(number 2\\)\n")
                .containsPattern("now  +flight_delay_predictor v1\\.0\\.0 \\(number 1\\)\n")
                .contains("read and checked 8 commits and ", ": all intact")
                .contains("moved version 1 Archived -> Production");
        assertThat(directory.resolve("audit_log.json")).content().contains("bookings come without airports");

        try (ModelRegistry registry = ModelRegistry.open(registryDirectory)) {
            RegisteredModel flights = registry.model(FlightDelay.MODEL);
            ModelVersion first = flights.version("1.0.0");
            ModelVersion second = flights.version("1.1.0");
            assertThat(registry.resolve("models:/flight_delay_predictor/Production"))
                    .isEqualTo(first);
            assertThat(flights.stageOf(second).stage()).isEqualTo(Stage.STAGING);
            assertThat(flights.aliases()).containsEntry(Alias.of("champion"), first);
            assertThat(second.artifacts()).extracting("name").containsExactly("features.txt", "model.onnx");
            assertThat(second.descriptor().features())
                    .isEqualTo(
                            Files.readAllLines(second.artifact("features.txt").path()));
            assertThat(second.metrics()).containsOnlyKeys("accuracy", "auc", "log_loss");
            assertThat(second.lineage().datasets())
                    .containsExactly(new Lineage.Dataset(
                            "flights.csv", Digest.of(Files.readAllBytes(csv)).toString(), ""));
            assertThat(second.signature()).isEqualTo(first.signature()).isPresent();
        }
    }

    @Test
    void everyFurtherRunAddsTheNextTwoVersions() {
        for (int run = 1; run <= 3; run++) {
            out.reset();
            assertThat(runOnFile()).as(err()).isZero();
        }

        assertThat(err()).isEmpty();
        assertThat(out())
                .contains("training 1.4.0: epoch 5/5", "training 1.5.0: epoch 5/5")
                .contains("    flight_delay_predictor v1.5.0 (number 6), since ")
                .contains("v1.4.0 (number 5) is back, by carol")
                .contains("(and 16 changes by earlier runs)");
        try (ModelRegistry registry = ModelRegistry.open(registryDirectory)) {
            RegisteredModel flights = registry.model(FlightDelay.MODEL);
            assertThat(flights.versions())
                    .extracting(version -> version.version().toString())
                    .containsExactly("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0");
            assertThat(flights.in(Stage.PRODUCTION).orElseThrow().version()).isEqualTo(flights.version("1.4.0"));
            assertThat(flights.history().map(Commit::revision)).hasSize(24);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aMistakeIsAnsweredInOneLine() throws IOException {
        Path missing = directory.resolve("missing.csv");

        assertThat(run("--data", missing.toString())).isEqualTo(1);
        assertThat(err()).startsWith(missing + ": no such file, expected").hasLineCount(1);

        err.reset();
        assertThat(run("--date", "flights.csv")).isEqualTo(2);
        assertThat(err()).startsWith("unknown option \"--date\"").hasLineCount(1);

        err.reset();
        Path file = Files.writeString(directory.resolve("file"), "not a registry");
        assertThat(run("--data", csv.toString(), "--registry", file.toString())).isEqualTo(1);
        assertThat(err()).contains(file.toString()).hasLineCount(1);

        err.reset();
        assertThat(run("--data", csv.toString(), "--registry", directory.toString()))
                .isEqualTo(1);
        assertThat(err()).contains(directory.toString()).hasLineCount(1);
    }

    @Test
    void helpIsPrinted() {
        assertThat(run("--help")).isZero();
        assertThat(out()).isEqualTo(Options.USAGE);
    }

    private int runOnFile() {
        return run("--data", csv.toString(), "--registry", registryDirectory.toString());
    }

    private int run(String... arguments) {
        return FlightDelay.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
