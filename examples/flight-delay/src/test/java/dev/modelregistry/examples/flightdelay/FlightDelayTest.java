package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RunView;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program from end to end, on few flights: the same story wherever the registry is. */
class FlightDelayTest {
    private static final String PASSWORD = "open-sesame";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private Path csv;

    @BeforeEach
    void writeFlights() throws IOException {
        csv = directory.resolve("flights.csv");
        Files.writeString(csv, FlightCsv.render(new FlightGenerator(7).generate(1_500)));
    }

    /** A registry, whose place is named without the directory of the test. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:<directory>/registry",
                "jdbc:h2:file:<directory>/flights",
                "jdbc:sqlite:<directory>/flights.db"
            })
    private @interface OnEachStore {}

    private String url(String store) {
        return store.replace("<directory>", directory.toString());
    }

    @OnEachStore
    void tellsTheWholeStoryAndLeavesItInTheRegistry(String store) throws IOException {
        String url = url(store);
        assertThat(runOn(url)).as(err()).isZero();

        assertThat(err()).isEmpty();
        assertThat(out())
                .contains("training baseline: epoch 5/5", "training calendar: epoch 5/5")
                .contains(
                        "The registry made it 1.1.0 after 1.0.0, because\n    MINOR: ",
                        " features were added inside: [`")
                .contains("    PATCH: artifact `model.onnx` changed\n")
                .contains("flight_delay_predictor v1.0.0 (number 1) is in Production, by bob: approved in review")
                .contains("Would the gates let flight_delay_predictor v1.1.0 (number 2) into production?")
                .containsPattern("\nscan clean +passed +each of 2 files is clean *\n")
                .containsPattern(
                        "\ncheck self-test +passed +the stored files reach AUC (0\\.[0-9]{4}), the training \\1 *\n")
                .containsPattern("\nrequires tag.model-card +missing +it was not recorded with the version *\n")
                .containsPattern("\napprovals +missing +nobody asks for approval")
                .contains("version 2 passed 6 gates to Production", "approved version 2 to Production")
                .contains("    flight_delay_predictor v1.1.0 (number 2), since ")
                .containsPattern("    bob: AUC 0\\.[0-9]{4}, champion has 0\\.[0-9]{4}\n")
                .containsPattern("    flight_delay_predictor v1\\.0\\.0 \\(number 1\\), AUC 0\\.[0-9]{4}, log loss ")
                .contains("v1.0.0 (number 1) is back, by carol: bookings come without airports")
                .containsPattern(
                        "    it is dataset:[^ ]+@sha256:[0-9a-f]{64}\\n    models:/flight_delay_predictor/1 \\(1\\.0\\.0\\) in Production since ")
                .containsPattern("\\nflowchart LR\\n    n0\\[\\(\"dataset<br/>")
                .contains("[\"version<br/>flight_delay_predictor 1.0.0<br/>Production\"]:::live\n")
                .containsPattern("2[0-9: -]+  flight_delay_predictor v1\\.1\\.0 \\(number 2\\)\n")
                .containsPattern("now  +flight_delay_predictor v1\\.0\\.0 \\(number 1\\)\n")
                .containsPattern(
                        "\n[0-9TZ]+-[0-9a-f]{12} +completed +0\\.[0-9]{4} 0\\.[0-9]{4} .* flight_delay_predictor v1\\.1\\.0")
                .containsPattern("read and checked [0-9]+ commits and [0-9]+ blobs: all intact")
                .contains("moved version 1 Archived -> Production");
        assertThat(exported().resolveSibling("comparison.md"))
                .content()
                .contains("| `auc` ↑ | 0.", "is MINOR:\n", "| parameter | `learning_rate` | `0.1` | `0.02` |");
        assertThat(exported()).content().contains("bookings come without airports");

        try (ModelRegistry registry = ModelRegistry.open(url)) {
            RegisteredModel flights = registry.model(FlightDelay.MODEL);
            ModelVersion first = flights.version("1.0.0");
            ModelVersion second = flights.version("1.1.0");
            assertThat(registry.resolve("models:/flight_delay_predictor/Production"))
                    .isEqualTo(first);
            assertThat(flights.stageOf(second).stage()).isEqualTo(Stage.STAGING);
            assertThat(registry.settings().pipeline(FlightDelay.MODEL).name()).isEqualTo("flights");
            assertThat(flights.aliases()).containsEntry(Alias.of("champion"), first);
            assertThat(second.artifacts()).extracting("name").containsExactly("features.txt", "model.onnx");
            assertThat(second.descriptor().features())
                    .isEqualTo(
                            Files.readAllLines(second.artifact("features.txt").path()));
            assertThat(second.metrics()).containsOnlyKeys("accuracy", "auc", "log_loss");
            assertThat(second.lineage().datasets())
                    .containsExactly(new Lineage.Dataset(
                            "flights.csv", Digest.of(Files.readAllBytes(csv)).toString(), ""));
            RunView run = registry.run(second.lineage().run().orElseThrow());
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(run.version()).hasValue(second);
            assertThat(run.points("loss"))
                    .hasSize(5)
                    .extracting(MetricPoint::step)
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(second.signature()).isEqualTo(first.signature()).isPresent();
        }
    }

    /** Beside a registry that is a directory; what is said is where it is. */
    private Path exported() {
        return out().lines()
                .filter(line -> line.startsWith("exported "))
                .map(line -> Path.of(line.substring("exported ".length())))
                .findFirst()
                .orElseThrow();
    }

    @OnEachStore
    void everyFurtherRunAddsTheNextTwoVersions(String store) {
        String url = url(store);
        for (int run = 1; run <= 3; run++) {
            out.reset();
            assertThat(runOn(url)).as(err()).isZero();
        }

        assertThat(err()).isEmpty();
        assertThat(out())
                .contains("The registry made it 1.5.0 after 1.4.0, because")
                .contains("    flight_delay_predictor v1.5.0 (number 6), since ")
                .contains("v1.4.0 (number 5) is back, by carol")
                .contains("(and 27 changes by earlier runs)");
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            RegisteredModel flights = registry.model(FlightDelay.MODEL);
            assertThat(flights.versions())
                    .extracting(version -> version.version().toString())
                    .containsExactly("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0");
            assertThat(flights.in(Stage.PRODUCTION).orElseThrow().version()).isEqualTo(flights.version("1.4.0"));
            assertThat(flights.history().map(Commit::revision)).hasSize(40);
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ftp://somewhere                                                        | scheme 'ftp' is not understood
                    jdbc:oracle:thin:scott/open-sesame@//somewhere/db                      | no JDBC driver takes this URL
                    jdbc:sqlite:<directory>/missing/flights.db                             | missing
                    jdbc:h2:file:<directory>/flights;IFEXISTS=TRUE;PASSWORD=open-sesame    | there is no database
                    jdbc:h2:file:<directory>/flights;NO_SUCH_SETTING=1;PASSWORD=open-sesame | jdbc:h2:file:<directory>/flights
                    jdbc:postgresql://127.0.0.1:1/flights?user=u&password=open-sesame      | cannot connect to jdbc:postgresql://127.0.0.1:1/flights
                    jdbc:mariadb://127.0.0.1:1/flights?user=u&password=open-sesame         | cannot connect to jdbc:mariadb://127.0.0.1:1/flights
                    jdbc:mysql://u:open-sesame@127.0.0.1:1/flights                         | cannot connect to jdbc:mysql://127.0.0.1:1/flights
                    """)
    void aStoreThatCannotBeReachedIsAnsweredInOneLineWithoutThePassword(String store, String problem) {
        assertThat(runOn(url(store))).isEqualTo(1);
        assertThat(err()).contains(url(problem)).hasLineCount(1).doesNotContain(PASSWORD);
        assertThat(out()).doesNotContain(PASSWORD);
    }

    @Test
    void aWrongPasswordIsNotRepeated() {
        String url = url("jdbc:h2:file:<directory>/flights;USER=alice;PASSWORD=");
        ModelRegistry.openOrCreate(url + "right").close();

        assertThat(runOn(url + PASSWORD)).isEqualTo(1);
        assertThat(err())
                .startsWith("the database refuses the user or the password: jdbc:h2:file:" + directory)
                .hasLineCount(1)
                .doesNotContain(PASSWORD);
    }

    @Test
    void nothingIsLeftOfARegistryInMemory() {
        assertThat(runOn("memory:")).as(err()).isZero();
        assertThat(runOn("memory:")).as(err()).isZero();
        assertThat(out()).doesNotContain("earlier runs");
    }

    @Test
    void helpIsPrinted() {
        assertThat(run("--help")).isZero();
        assertThat(out()).isEqualTo(Options.USAGE);
    }

    private int runOn(String store) {
        return run("--data", csv.toString(), "--store", store);
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
