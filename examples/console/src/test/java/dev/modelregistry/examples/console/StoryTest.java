package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with it, from end to end. */
class StoryTest {
    @TempDir
    private Path directory;

    private Run run;

    @BeforeEach
    void twoReleases() throws IOException {
        run = new Run(directory).withTwoReleases();
    }

    @Test
    void atThreeInTheMorningOneFindsOutWhatIsInProductionAndGoesBack() {
        assertThat(run.console("status").done().out())
                .containsPattern("(?m)^flights: 2 versions, pipeline default$")
                .containsPattern("(?m)^STAGE +VERSION +SINCE +AGE +BY +WHY$")
                .containsPattern("(?m)^Production +1\\.0\\.1 \\(2\\) +20[-0-9T:]+Z +[0-9]+s ago +alice +release 2$")
                .containsPattern("(?m)^Archived +1\\.0\\.0 \\(1\\)")
                .contains("last good: 1.0.0 (1)");
        assertThat(run.console("history", "flights", "--limit", "1").done().out())
                .containsPattern("(?m)^20[-0-9T:.]+Z  model/flights#6  alice  \\([0-9]+s ago\\)$")
                .contains("moved version 2 Staging → Production")
                .contains("because release 2")
                .contains("5 older; --limit 0 shows all of them");

        Run.Said plan = run.console("rollback", "flights", "--dry-run").done();
        assertThat(plan.out()).isEqualTo("takes 1.0.1 (2) out of production of flights, puts 1.0.0 (1) back\n");
        Run.Said back = run.console("rollback", "flights", "--as", "carol", "-m", "accuracy fell")
                .done();

        assertThat(back.err()).isEqualTo(plan.out());
        assertThat(plan.err()).contains("not checked: if 1.0.1 (2) came by a rollback, the flap guard refuses until ");
        assertThat(back.out())
                .containsPattern("in production: flights v1\\.0\\.0 .* by carol \\(accuracy fell\\)\n")
                .containsPattern("rolled back: +flights v1\\.0\\.1 .* in Staging");
        assertThat(run.console("status", "flights").done().out())
                .containsPattern("(?m)^Production +1\\.0\\.0 \\(1\\) .* carol +accuracy fell$");
    }

    @Test
    void aRollbackOfWhatAScriptNamesIsDoneOnce() {
        JsonNode first = run.console("rollback", "flights", "--from", "1.0.1", "-m", "alarm", "--json")
                .done()
                .json();
        assertThat(first.get("changed").asBoolean()).isTrue();
        long before = run.console("status", "flights", "--json")
                .json()
                .at("/models/0/revision")
                .asLong();

        Run.Said second = run.console("rollback", "flights", "--from", "2", "-m", "alarm, second host")
                .done();
        assertThat(second.out()).isEqualTo("nothing was done: 1.0.1 (2) is not in production, 1.0.0 (1) is\n");
        assertThat(second.err()).isEmpty();

        assertThat(run.console("status", "flights", "--json")
                        .json()
                        .at("/models/0/revision")
                        .asLong())
                .isEqualTo(before);
    }

    @Test
    void aDryRunOfARollbackSaysNoWhereNothingWouldBeDone() {
        Run.Said idle =
                run.console("rollback", "flights", "--from", "1", "--dry-run").failed(ExitCode.NO);
        assertThat(idle.out()).isEqualTo("nothing would be done: 1.0.0 (1) is not in production, 1.0.1 (2) is\n");
        JsonNode again = run.console("rollback", "flights", "--from", "1", "-m", "alarm", "--json")
                .done()
                .json();
        assertThat(again.get("changed").asBoolean()).isFalse();
        assertThat(again.get("number").asInt()).isEqualTo(2);

        run.console("rollback", "flights", "-m", "alarm").done();
        Run.Said none =
                run.console("rollback", "flights", "--dry-run", "--json").failed(ExitCode.NO);
        assertThat(none.json().get("plan").asText()).endsWith("has no good version to put back");
        assertThat(none.json().get("would").asBoolean()).isFalse();
        run.console("rollback", "flights", "-m", "alarm", "--despite-flap-guard")
                .failed(ExitCode.NO);
    }

    @Test
    void theFlapGuardHoldsUntilItIsOverridden() throws IOException {
        Path third = run.file("model3", "weights 3");
        run.console("register", "flights", "--artifact", "model.onnx=" + third, "-m", "third")
                .done();
        run.console("promote", "flights/3", "Staging", "-m", "tests pass").done();
        run.console("promote", "flights/3", "Production", "-m", "release 3").done();
        run.console("rollback", "flights", "-m", "accuracy fell").done();

        run.console("rollback", "flights", "-m", "still").failed(ExitCode.NO);
        run.console("rollback", "flights", "-m", "still", "--despite-flap-guard")
                .done();

        assertThat(run.console("show", "flights/Production").done().out()).contains("models:/flights/1");
    }

    @Test
    void thePastAnswersAsThePresentDoes() {
        JsonNode commits =
                run.console("history", "flights", "--json").done().json().get("commits");
        String firstRelease = commits.get(3).get("time").asText();

        assertThat(commits.get(3).get("reason").asText()).isEqualTo("release 1");
        assertThat(run.console("status", "--as-of", firstRelease).done().out())
                .startsWith("As of " + firstRelease)
                .containsPattern("(?m)^Production +1\\.0\\.0 \\(1\\)");
        assertThat(run.console("versions", "flights", "--as-of", firstRelease, "--json")
                        .done()
                        .json()
                        .get("count")
                        .asInt())
                .isEqualTo(1);
        run.console("show", "flights/2", "--as-of", firstRelease).failed(ExitCode.NOT_FOUND);
        assertThat(run.console("status", "--as-of", "1h ago").done().out()).contains("no models in ");
    }

    @Test
    void versionsComeNewestFirstWithTheMetricsThatAreAskedFor() {
        assertThat(run.console("versions", "flights", "--metric", "auc", "--limit", "1")
                        .done()
                        .out())
                .containsPattern("(?m)^NO +VERSION .* AUC +WHY$")
                .containsPattern("(?m)^ *2 +1\\.0\\.1 +Production .* 0\\.8 +trained$")
                .contains("1 older; --limit 0 shows all of them");
        assertThat(run.console("leaderboard", "flights", "auc").done().out())
                .containsPattern("(?m)^ *1 +1\\.0\\.1 \\(2\\) +Production +0\\.8")
                .containsPattern("(?m)^ *2 +1\\.0\\.0 \\(1\\) +Archived +0\\.7");
        assertThat(run.console("compare", "flights/1", "flights@nobody").err()).contains("nobody");
        assertThat(run.console("compare", "flights/1", "flights/latest").done().out())
                .contains("| `auc` ↑ | 0.7 | 0.8 (+0.1");
    }

    @Test
    void aliasesAndTagsComeAndGo() {
        run.console("alias", "flights/1", "champion", "-m", "best").done();
        run.console("tag", "flights@champion", "team=ops", "card=wiki/1", "-m", "theirs")
                .done();
        run.console("tag", "flights", "cost=4711", "-m", "finance").done();

        JsonNode status = run.console("status", "--json").json().at("/models/0");
        assertThat(status.at("/aliases/champion/number").asInt()).isEqualTo(1);
        assertThat(status.at("/tags/cost").asText()).isEqualTo("4711");
        assertThat(run.console("untag", "flights_v1.0.0", "card", "-m", "moved")
                        .done()
                        .out())
                .isEqualTo("flights v1.0.0 (number 1): team=ops\n");
        run.console("untag", "flights", "cost", "-m", "wrong").done();
        run.console("unalias", "flights", "champion", "-m", "gone").done();
        run.console("show", "flights@champion").failed(ExitCode.NOT_FOUND);
    }

    @Test
    void aVersionIsLaidOutForAServer() throws IOException {
        Path files = Path.of(run.console(
                        "download",
                        "flights/Production",
                        directory.resolve("out").toString())
                .done()
                .out()
                .strip());

        assertThat(files.resolve("model.onnx")).hasContent("weights 2");
    }

    @Test
    void theAuditLogIsATableOrADocument() throws IOException {
        String csv = run.console("history", "--csv", "--by", "alice").done().out();
        assertThat(csv).startsWith("time,journal,revision,actor,").contains(",version.stage-changed,");

        Path file = directory.resolve("audit.json");
        run.console("export-audit", file.toString(), "--since", "1h ago").done();
        assertThat(JsonOutput.parse(Files.readString(file), "the export").get("entries"))
                .hasSize(6);
        run.console("history", "--csv", "--json").failed(ExitCode.USAGE);
    }

    @Test
    void aCheckpointShowsWhatVerifyAloneCannot() throws IOException {
        String key = directory.resolve("registry.key").toString();
        String file = directory.resolve("checkpoint.txt").toString();
        run.console("new-key", "example.com/flights", key).done();
        run.console("checkpoint", file, "--key", key).done();
        run.console("verify", "--checkpoint", file, "--key", key + ".pub").done();

        assertThat(Checkpoint.parse(Files.readString(Path.of(file))).heads()).hasSize(1);
        lastCommit().toFile().delete();

        assertThat(run.console("verify").done().out()).startsWith("intact: 1 journals, 5 commits");
        Run.Said cut = run.console("verify", "--checkpoint", file, "--key", key + ".pub", "--json")
                .failed(ExitCode.NO);
        assertThat(cut.json().get("intact").asBoolean()).isFalse();
        assertThat(cut.json().get("problems")).isNotEmpty();
        run.console("new-key", "example.com/flights", key).failed(ExitCode.USAGE);
        Path usual = Files.writeString(directory.resolve("usual"), "");
        assertThat(Files.getPosixFilePermissions(Path.of(file))).isEqualTo(Files.getPosixFilePermissions(usual));
        Files.delete(Path.of(key));
        assertThat(run.console("new-key", "example.com/flights", key)
                        .failed(ExitCode.USAGE)
                        .err())
                .contains(key + ".pub is there already");
        assertThat(Path.of(key)).doesNotExist();
        run.console("checkpoint", file, "--key", key + ".pub").failed(ExitCode.USAGE);
        run.console("verify", "--key", key + ".pub").failed(ExitCode.USAGE);
    }

    @Test
    void aPrivateKeyIsNeverPrinted() throws IOException {
        Path key = directory.resolve("registry.key");
        Path file = directory.resolve("checkpoint.txt");
        run.console("new-key", "example.com/flights", key.toString()).done();
        run.console("checkpoint", file.toString(), "--key", key.toString()).done();
        String secret = Files.readAllLines(key).get(2);
        Path bare = Files.writeString(directory.resolve("bare"), secret);

        for (String[] wrong : new String[][] {
            {file.toString(), key.toString()}, {file.toString(), bare.toString()}, {key.toString(), key + ".pub"}
        }) {
            Run.Said said = run.console("verify", "--debug", "--checkpoint", wrong[0], "--key", wrong[1]);
            assertThat(said.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(said.out() + said.err()).doesNotContain(secret, secret.substring(20, 40));
        }
    }

    private Path lastCommit() throws IOException {
        try (var files = Files.walk(directory.resolve("registry").resolve("journals"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .reduce((one, other) -> other)
                    .orElseThrow();
        }
    }

    @Test
    void whoChangesIsTheOptionOrTheVariableOrTheUser() {
        run.console("tag", "flights", "a=1", "-m", "x", "--as", "dora").done();
        run.console("tag", "flights", "b=1", "-m", "x").done();
        run.console(Map.of(), "tag", "flights", "c=1", "-m", "x", "--registry", run.url())
                .done();

        try (ModelRegistry registry = run.open()) {
            assertThat(registry.model("flights").history().skip(6))
                    .extracting(commit -> commit.actor().id())
                    .containsExactly("dora", "alice", "root");
        }
    }
}
