package dev.modelregistry.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.run.SourceCode.Found;
import dev.modelregistry.lineage.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SourceCodeTest {
    private static final String COMMIT = "4f2a9c1e".repeat(5);

    @TempDir
    private Path directory;

    private ClassPath built(String facts) throws IOException {
        Files.writeString(directory.resolve("git.properties"), facts);
        return new ClassPath(List.of(directory));
    }

    /** A program that answers as git does. */
    private Path git(String head, String origin, String status) throws IOException {
        Path program = directory.resolve("git");
        Files.writeString(
                program,
                "#!/bin/sh\ncase \"$*\" in\n*rev-parse*) " + head + ";;\n*config*) " + origin + ";;\n*status*) "
                        + status + ";;\nesac\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private Found checkout(String head, String origin, String status) throws IOException {
        return SourceCode.find(new ClassPath(List.of()), directory, Optional.of(git(head, origin, status)));
    }

    @Test
    void believesWhatTheBuildWroteDown() throws Exception {
        Path git = git("echo " + "0".repeat(40), "", "");
        ClassPath built = built("git.commit.id.full=" + COMMIT
                + "\ngit.dirty=true\ngit.remote.origin.url=https\\://ci:token@example.com/flights.git\n");

        assertThat(SourceCode.find(built, directory, Optional.of(git)))
                .isEqualTo(new Found(
                        Optional.of(new Lineage.Code("git", COMMIT, "https://example.com/flights.git")),
                        Optional.of(true)));
    }

    @Test
    void readsTheOlderNameOfTheCommit() throws Exception {
        assertThat(SourceCode.find(built("git.commit.id=" + COMMIT), directory, Optional.empty()))
                .isEqualTo(new Found(Optional.of(new Lineage.Code("git", COMMIT, "")), Optional.empty()));
        assertThat(SourceCode.find(built("git.commit.id=${git.commit.id}"), directory, Optional.empty()))
                .as("what no build filled in")
                .isEqualTo(Found.NOTHING);
    }

    @Test
    void asksGitAboutTheCheckout() throws Exception {
        assertThat(checkout("echo " + COMMIT, "echo git@example.com:flights.git", "echo ' M a'"))
                .isEqualTo(new Found(
                        Optional.of(new Lineage.Code("git", COMMIT, "git@example.com:flights.git")),
                        Optional.of(true)));
        assertThat(checkout("echo " + COMMIT, "exit 1", "exit 0"))
                .isEqualTo(new Found(Optional.of(new Lineage.Code("git", COMMIT, "")), Optional.of(false)));
        assertThat(checkout("echo " + COMMIT, "echo https://bob:secret@example.com/f", "exit 128"))
                .isEqualTo(new Found(
                        Optional.of(new Lineage.Code("git", COMMIT, "https://example.com/f")), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/r.git, https://example.com/r.git",
        "https://example.com:8443/a/r.git, https://example.com:8443/a/r.git",
        "https://ci:token@example.com/r.git, https://example.com/r.git",
        "https://example.com/r.git?private_token=glpat-x, https://example.com/r.git",
        "https://example.com/r.git#glpat-x, https://example.com/r.git",
        "ssh://git:secret@example.com:22/r.git, ssh://example.com:22/r.git",
        "https://u:p@ss@example.com/r, ''",
        "https://u:pa/ss@example.com/r, ''",
        "git@example.com:flights.git, git@example.com:flights.git",
        "u:secret@example.com:flights.git, ''",
        "/home/alice/flights, ''",
        "file:///home/alice/flights, ''"
    })
    void noPasswordOfARemoteIsKept(String origin, String kept) throws Exception {
        assertThat(checkout("echo " + COMMIT, "echo '" + origin + "'", "exit 0").code())
                .hasValue(new Lineage.Code("git", COMMIT, kept));
    }

    @Test
    void gitIsAskedAboutNothingElse() throws Exception {
        Path said = directory.resolve("said");
        checkout("echo \"$@\" $(env | grep -c ^GIT_) > " + said + "; echo " + COMMIT, "exit 1", "exit 1");

        assertThat(said).content().isEqualTo("--no-optional-locks -c core.fsmonitor=false rev-parse --verify HEAD 0\n");
    }

    @Test
    void whatIsNotFoundOutIsUnknown() throws Exception {
        assertThat(checkout("exit 128", "", "")).isEqualTo(Found.NOTHING);
        assertThat(checkout("echo HEAD", "", "")).isEqualTo(Found.NOTHING);
        assertThat(checkout("yes", "", "")).as("it says very much").isEqualTo(Found.NOTHING);
        assertThat(checkout("exec sleep 600", "", "")).as("it takes very long").isEqualTo(Found.NOTHING);
        assertThat(checkout("sleep 600", "", ""))
                .as("what it started takes very long, and keeps its output open")
                .isEqualTo(Found.NOTHING);
        assertThat(SourceCode.find(new ClassPath(List.of()), directory, Optional.empty()))
                .isEqualTo(Found.NOTHING);
        assertThat(SourceCode.find(new ClassPath(List.of()), directory, Optional.of(directory.resolve("no-program"))))
                .isEqualTo(Found.NOTHING);
    }
}
