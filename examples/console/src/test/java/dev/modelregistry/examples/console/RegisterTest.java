package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that are trained elsewhere. */
class RegisterTest {
    @TempDir
    private Path directory;

    private Run run;

    @BeforeEach
    void file() throws IOException {
        run = new Run(directory);
        run.file("model.onnx", "weights");
    }

    /** The example of the README, whole. */
    private static String document() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```json\n") + "```json\n".length();
        return readme.substring(begin, readme.indexOf("```", begin));
    }

    @Test
    void theDocumentOfTheReadmeSaysEverythingAndIsReadBackAsItWas() throws IOException {
        run.file("document.json", document());

        JsonNode registered = run.console(
                        "register",
                        "flights",
                        "--create",
                        "--from",
                        directory.resolve("document.json").toString(),
                        "--json")
                .done()
                .json();

        assertThat(registered.get("version").asText()).isEqualTo("1.0.0");
        JsonNode written = JsonOutput.parse(document(), "the document");
        JsonNode read = run.console("show", registered.get("uri").asText(), "--json")
                .done()
                .json();
        for (String same : new String[] {
            "signature",
            "algorithm",
            "architecture",
            "features",
            "parameters",
            "metrics",
            "folds",
            "directions",
            "trainingMetrics",
            "environment",
            "requirements",
            "resources",
            "trainingTime",
            "lineage"
        }) {
            assertThat(read.get("descriptor").get(same)).as(same).isEqualTo(written.get(same));
        }
        assertThat(read.at("/descriptor/artifacts/0/path").asText()).isEqualTo("model.onnx");
        assertThat(read.get("tags")).isEqualTo(written.get("tags"));
        assertThat(read.get("reason")).isEqualTo(written.get("reason"));
        assertThat(read.get("description")).isEqualTo(written.get("description"));
        assertThat(run.console("show", "flights/1").done().out())
                .contains("metrics         auc=0.91, cost_per_flight=1.25, logloss=0.31")
                .containsPattern("model\\.onnx +7  [0-9a-f]{64}");
    }

    @Test
    void aRequestKeyOfTheDocumentMakesItRepeatable() throws IOException {
        run.file("document.json", document());
        String[] command = {
            "register",
            "flights",
            "--create",
            "--from",
            directory.resolve("document.json").toString()
        };

        run.console(command).done();
        run.console(command).done();

        assertThat(run.console("versions", "flights", "--json")
                        .json()
                        .get("count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void optionsWinAndTheDocumentMayComeFromAPipe() {
        String model = directory.resolve("model.onnx").toString();
        run.reading("{\"metrics\": {\"auc\": 0.5, \"f1\": 0.4}, \"reason\": \"nightly\", \"artifacts\": {\"m\": \""
                        + model + "\"}}")
                .console(
                        "register",
                        "flights",
                        "--create",
                        "--from",
                        "-",
                        "--metric",
                        "auc=0.9",
                        "--parameter",
                        "lr=0.1",
                        "--parameter",
                        "epochs=5",
                        "--parameter",
                        "warm=true",
                        "--parameter",
                        "kind=a",
                        "--feature",
                        "x,y",
                        "--dataset",
                        "d=sha256:1",
                        "--code",
                        "git:abc",
                        "--run",
                        "7",
                        "--algorithm",
                        "sgd",
                        "-m",
                        "by hand")
                .done();

        try (ModelRegistry registry = run.open()) {
            ModelVersion version = registry.resolve("models:/flights/1");
            assertThat(version.metrics()).containsEntry("auc", 0.9).containsEntry("f1", 0.4);
            assertThat(version.parameters().toString()).isEqualTo("{epochs=5, kind=a, lr=0.1, warm=true}");
            assertThat(version.descriptor().features()).containsExactly("x", "y");
            assertThat(version.lineage().code().orElseThrow().commit()).isEqualTo("abc");
            assertThat(version.lineage().run()).contains("7");
            assertThat(version.reason()).isEqualTo("by hand");
        }
    }

    @Test
    void aDryRunSaysWhichVersionItWouldBeAndWritesNothing() throws IOException {
        new Run(directory).withTwoReleases();
        Path changed = run.file("changed", "other weights");

        Run.Said preview = run.console(
                        "register", "flights", "--artifact", "model.onnx=" + changed, "--feature", "a", "--dry-run")
                .done();

        assertThat(preview.out()).startsWith("flights would be 1.1.0, which follows 1.0.1\n  MINOR: ");
        assertThat(run.console("versions", "flights", "--json")
                        .json()
                        .get("count")
                        .asInt())
                .isEqualTo(2);
        JsonNode json = run.console(
                        "register",
                        "flights",
                        "--artifact",
                        "model.onnx=" + changed,
                        "--feature",
                        "a",
                        "--dry-run",
                        "--json")
                .json();
        assertThat(json.at("/numbering/bump").asText()).isEqualTo("MINOR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'metric': {'auc': 1}}|has the unknown field 'metric'; allowed are version, basedOn,",
                "{'metrics': {'auc': 'high'}}|metrics.auc is \"high\"; expected a number",
                "{'lineage': {'dataset': []}}|lineage has the unknown field 'dataset'; allowed are parents, baseModels, datasets,",
                "{'lineage': {'datasets': [{'name': 'a'}]}}|has no 'hash'",
                "{'features': 'a'}|features is \"a\"; expected a list",
                "{'signature': {'inputs': [{'name': 'a', 'type': 'float'}], 'outputs': []}}|data type 'float' is unknown; known are",
                "{'atLeast': 'huge'}|atLeast is 'huge'; expected one of [PATCH, MINOR, MAJOR]",
                "{'folds': {'auc': 0.3}}|folds",
                "{'trainingTime': '3 hours'}|is not of the form PT1H2M3S",
                "{'algorithm': null}|algorithm is null; expected a text",
                "{'version': '1.0.0', 'version': '1.0.0'}|is not JSON: Duplicate field 'version'",
                "[]|is []; expected an object",
                "{'version'|is not JSON: ",
            })
    void whatIsWrongInADocumentIsNamed(String document, String message) {
        Run.Said refused = run.reading(document.replace('\'', '"'))
                .console("register", "flights", "--create", "--from", "-", "-m", "x")
                .failed(ExitCode.USAGE);

        assertThat(refused.err()).contains(message);
        assertThat(refused.out()).isEmpty();
        run.console("versions", "flights").failed(ExitCode.NOT_FOUND);
    }

    @Test
    void aDocumentThatIsTooLongOrTooDeepIsRefused() {
        for (String document : new String[] {
            " ".repeat(Inputs.LONGEST + 1), "[".repeat(100_000), "{\"metrics\": {\"auc\": " + "1".repeat(5000) + "}}"
        }) {
            Run.Said refused = run.reading(document)
                    .console("register", "flights", "--create", "--from", "-", "-m", "x")
                    .failed(ExitCode.USAGE);

            assertThat(refused.err()).startsWith("the document ").hasSizeLessThan(500);
        }
    }

    @Test
    void whatIsRegisteredAlreadyIsSaidToBe() {
        String[] command = {
            "register", "flights", "--create", "--artifact", "m=" + directory.resolve("model.onnx"), "-m", "x"
        };
        assertThat(run.console(command).done().out()).startsWith("registered flights v1.0.0 (number 1), ");
        assertThat(run.console(command).done().out())
                .isEqualTo("is registered already as flights v1.0.0 (number 1), models:/flights/1\n");
        String[] json = Arrays.copyOf(command, command.length + 1);
        json[command.length] = "--json";
        assertThat(run.console(json).done().json().get("created").asBoolean(true))
                .isFalse();
        json[3] = "--parameter";
        json[4] = "x=1";
        assertThat(run.console(json).done().json().get("created").asBoolean()).isTrue();
    }

    @Test
    void whatIsWrongIsToldBeforeARegistryIsCreatedOrAVersionRegistered() throws IOException {
        Path broken = run.file("broken.json", "{}}");
        for (String[] wrong : new String[][] {
            {"--signature", broken.toString()}, {"--code", "abc"}, {"--tag", " =x"}, {"--tag", "a=" + "x".repeat(1025)}
        }) {
            run.console("register", "flights", "--create", wrong[0], wrong[1], "-m", "x")
                    .failed(ExitCode.USAGE);
            assertThat(directory.resolve("registry")).doesNotExist();
        }
    }

    @Test
    void aNameThatIsGivenTwiceIsRefused() throws IOException {
        new Run(directory).withTwoReleases();
        for (String option : new String[] {"--metric", "--artifact", "--tag", "--parameter", "--dataset"}) {
            assertThat(run.console("register", "flights", option, "auc=1", option, "auc=2", "-m", "x")
                            .failed(ExitCode.USAGE)
                            .err())
                    .isEqualTo(option + " is given twice for 'auc'; give it once\n");
        }
        assertThat(run.console("tag", "flights", "a=1", "b=1", "a=2", "-m", "x")
                        .failed(ExitCode.USAGE)
                        .err())
                .isEqualTo("KEY=VALUE is given twice for 'a'; give it once\n");
    }

    @Test
    void aDatasetOfTheCommandLineReplacesThatOfTheDocument() {
        run.reading("{\"lineage\": {\"datasets\": [{\"name\": \"a\", \"hash\": \"sha256:1\"},"
                        + " {\"name\": \"b\", \"hash\": \"sha256:2\"}]}}")
                .console("register", "flights", "--create", "--from", "-", "--dataset", "a=sha256:3", "-m", "x")
                .done();

        try (ModelRegistry registry = run.open()) {
            assertThat(registry.resolve("models:/flights/1").lineage().datasets())
                    .extracting(data -> data.name() + data.hash())
                    .containsExactlyInAnyOrder("asha256:3", "bsha256:2");
        }
    }

    @Test
    void aSignatureMayHaveAFileOfItsOwn() throws IOException {
        Path signature = run.file(
                "signature.json",
                "{\"inputs\": [{\"name\": \"x\", \"type\": \"float32\", \"shape\": [-1, 4], \"optional\": true}],"
                        + " \"outputs\": [{\"name\": \"y\", \"type\": \"float32\"}]}");

        run.console(
                        "register",
                        "flights",
                        "--create",
                        "--signature",
                        signature.toString(),
                        "--artifact",
                        "m=" + directory.resolve("model.onnx"),
                        "-m",
                        "x")
                .done();

        try (ModelRegistry registry = run.open()) {
            assertThat(registry.resolve("models:/flights/1").signature().orElseThrow())
                    .hasToString("[x: float32[-1, 4]?] → [y: float32]");
        }
    }

    @Test
    void aRegistryIsCreatedOnlyIfThatIsAskedFor() {
        String model = "m=" + directory.resolve("model.onnx");

        assertThat(run.console("register", "flights", "--artifact", model, "-m", "x")
                        .failed(ExitCode.NOT_FOUND)
                        .err())
                .contains("--create");
        run.console("register", "flights", "--artifact", model, "--create", "--dry-run")
                .failed(ExitCode.NOT_FOUND);
        assertThat(run.console("register", "flights", "--artifact", model, "--create")
                        .failed(ExitCode.USAGE)
                        .err())
                .contains("-m \"why\"");

        assertThat(directory.resolve("registry")).doesNotExist();
    }
}
