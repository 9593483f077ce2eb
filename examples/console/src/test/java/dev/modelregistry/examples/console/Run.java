package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.ModelRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The console on a registry in a directory, as a user calls it. */
final class Run {
    private final Path directory;
    private String input = "";

    Run(Path directory) {
        this.directory = directory;
    }

    /** What a run said. */
    record Said(int exitCode, String out, String err) {
        /** It was done, and said nothing beside its answer. */
        Said done() {
            assertThat(exitCode).as(out + err).isZero();
            return this;
        }

        Said failed(int code) {
            assertThat(exitCode).as(out + err).isEqualTo(code);
            return this;
        }

        JsonNode json() {
            return JsonOutput.parse(out, "the output");
        }
    }

    String url() {
        return "file:" + directory.resolve("registry");
    }

    Map<String, String> variables() {
        return Map.of(Host.REGISTRY, url(), Host.ACTOR, "alice");
    }

    ModelRegistry open() {
        return ModelRegistry.builder().url(url()).actor("test").openOrCreate();
    }

    Run reading(String text) {
        input = text;
        return this;
    }

    Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    Said console(String... arguments) {
        return console(variables(), arguments);
    }

    Said console(Map<String, String> variables, String... arguments) {
        StringWriter out = new StringWriter();
        return console(variables, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, arguments);
    }

    Said console(Map<String, String> variables, InputStream in, Writer out, String... arguments) {
        StringWriter err = new StringWriter();
        Host host = new Host(variables, "root", InstantSource.system(), in);
        int exitCode = Console.run(host, new PrintWriter(out), new PrintWriter(err), arguments);
        return new Said(exitCode, out.toString(), err.toString());
    }

    /** Two versions of flights, the second of which is in production and the first was. */
    Run withTwoReleases() throws IOException {
        for (String version : new String[] {"1", "2"}) {
            Path model = file("model" + version, "weights " + version);
            console(
                            "register",
                            "flights",
                            "--create",
                            "--artifact",
                            "model.onnx=" + model,
                            "--metric",
                            "auc=0." + (6 + Integer.parseInt(version)),
                            "-m",
                            "trained")
                    .done();
            console("promote", "flights/" + version, "Staging", "-m", "tests pass")
                    .done();
            console("promote", "flights/" + version, "Production", "-m", "release " + version)
                    .done();
        }
        return this;
    }
}
