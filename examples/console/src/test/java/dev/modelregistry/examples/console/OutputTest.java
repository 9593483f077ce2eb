package dev.modelregistry.examples.console;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.id.Stage;
import dev.modelregistry.storage.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What reaches the terminal, and what reaches a script. */
class OutputTest {
    private static final String HOSTILE =
            "a\u001b[31mred\u001b]0;title\u0007\r\u009b2J\u202egnp\u2028 航班延误 é\u0301 👩‍🚀 " + "long ".repeat(100);

    @TempDir
    private Path directory;

    private Run run;

    @BeforeEach
    void hostileTexts() throws IOException {
        run = new Run(directory).withTwoReleases();
        try (ModelRegistry registry = run.open()) {
            var flights = registry.model("flights");
            var third = flights.register(
                    draft -> draft.artifact("model.onnx", new byte[] {1})
                            .metric("auc", 0.9)
                            .algorithm("x\r\nFORGED LINE" + HOSTILE)
                            .parameter("x", "\r\nFORGED LINE\u001b[1A")
                            .description(HOSTILE + "\nsecond line"),
                    because(HOSTILE + "\nFORGED LINE"));
            flights.tag(third, "key", HOSTILE, because(HOSTILE));
            flights.promote(third, Stage.STAGING, because(HOSTILE + "\nFORGED LINE"));
        }
    }

    private static List<String[]> readings() {
        return Stream.of(
                        "status",
                        "status flights --as-of now",
                        "versions flights",
                        "show flights/3",
                        "history",
                        "compare flights/1 flights/3",
                        "leaderboard flights auc",
                        "promote flights/3 Production --simulate",
                        "rollback flights --dry-run",
                        "register flights --semver 9.0.0 --metric auc=1 --dry-run",
                        "verify")
                .map(line -> line.split(" "))
                .toList();
    }

    @Test
    void whatIsErasedIsShownAsErasedAndNoFailure() {
        try (ModelRegistry registry = run.open()) {
            registry.storage()
                    .erase(
                            Erasure.of(registry.model("flights").version(3), Part.text("description")),
                            because("request 4711").by("alice"));
        }

        assertThat(run.console("show", "flights/3").done().out())
                .contains("text 'description' was erased by alice at ")
                .contains(": request 4711")
                .doesNotContain("second line");
        assertThat(run.console("show", "flights/3", "--json").done().out())
                .contains("\"part\" : \"text 'description'\"");
        run.console("verify").done();
    }

    @Test
    void textsOfTheRegistryDoNothingToTheTerminal() {
        for (String[] command : readings()) {
            String out = run.console(command).done().out();

            assertThat(out.codePoints()
                            .filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e || c == 0x2028)))
                    .as(String.join(" ", command))
                    .isEmpty();
            assertThat(out).doesNotContain("\nFORGED", "\r");
        }
        assertThat(run.console("history", "--csv")
                        .done()
                        .out()
                        .replace("\r\n", "")
                        .chars()
                        .filter(c -> c != '\n' && Character.isISOControl(c)))
                .isEmpty();
        assertThat(run.console("promote", "flights/3", "Nowhere\u001b[31m", "-m", "x")
                        .failed(2)
                        .err())
                .doesNotContain("\u001b");
    }

    @Test
    void tablesFitTheTerminal() {
        for (String command : List.of("status", "versions flights", "leaderboard flights auc")) {
            assertThat(run.console(command.split(" ")).done().out().lines())
                    .allSatisfy(
                            line -> assertThat(Terminal.width(line)).as(line).isLessThanOrEqualTo(100));
        }
        assertThat(run.console(Map.of(Host.REGISTRY, run.url(), "COLUMNS", "80"), "status")
                        .done()
                        .out()
                        .lines())
                .allSatisfy(line -> assertThat(Terminal.width(line)).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void jsonIsOneDocumentInAsciiAndNothingElse() {
        List<String[]> commands = new ArrayList<>(readings());
        Stream.of(
                        "tag flights/3 a=b -m x",
                        "untag flights/3 a -m x",
                        "tag flights a=b -m x",
                        "alias flights/3 best -m x",
                        "unalias flights best -m x",
                        "withdraw flights/3 Production -m x",
                        "promote flights/3 Production -m x",
                        "rollback flights -m x",
                        "download flights/1 " + directory.resolve("out"),
                        "export-audit " + directory.resolve("audit.json"),
                        "new-key example.com/x " + directory.resolve("key"),
                        "checkpoint " + directory.resolve("checkpoint") + " --key " + directory.resolve("key"))
                .map(line -> line.split(" "))
                .forEach(commands::add);
        for (String[] command : commands) {
            String[] arguments =
                    Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new);
            Run.Said said = run.console(arguments).done();

            assertThat(said.json().isObject()).as(said.out()).isTrue();
            assertThat(said.out().chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
        }
    }

    @Test
    void jsonHasTheWholeTexts() {
        JsonNode version =
                run.console("versions", "flights", "--json").done().json().at("/versions/0");

        assertThat(version.get("reason").asText()).isEqualTo(HOSTILE + "\nFORGED LINE");
    }

    @Test
    void eachCommandHelpsWithAnExampleThatFits() {
        CommandLine console = Console.commandLine(
                Host.system(), new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        assertThat(console.getSubcommands()).hasSizeGreaterThan(20);
        console.getSubcommands().forEach((name, command) -> {
            String help = run.console(name, "--help").done().out();
            if (!name.equals("help")) {
                assertThat(help).contains("Example:\n").contains("\n  ").contains("registry " + name);
            }
            assertThat(help.lines())
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(100));
        });
    }
}
