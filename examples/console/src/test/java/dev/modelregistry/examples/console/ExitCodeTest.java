package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts learn of failures, and people. */
class ExitCodeTest {
    @TempDir
    private Path directory;

    private Run run;

    @BeforeEach
    void twoReleases() throws IOException {
        run = new Run(directory).withTwoReleases();
    }

    /** One line, no trace, nothing on stdout. */
    private void fails(int exitCode, String message, String... arguments) {
        Run.Said said = run.console(arguments).failed(exitCode);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains(message).doesNotContain(" at dev.");
    }

    @Test
    void one_theRegistryRefuses() {
        fails(1, "Archived", "promote", "flights/1", "Production", "-m", "x");
    }

    @Test
    void two_theArgumentsMakeNoSense() {
        fails(2, "-m \"why\"", "promote", "flights/1", "Staging");
        fails(2, "begins with --", "rollback", "flights", "-m", "--dryrun");
        fails(2, "begins with --", "tag", "flights", "a=1", "--as", "--dry", "-m", "x");
        fails(2, "Missing required parameter: 'STAGE'", "promote", "flights/1");
        fails(2, "model URI 'flights' is not of the form", "show", "flights");
        fails(2, "Unknown option: '--foo'", "status", "--foo");
        fails(2, "time 'soon' is not understood", "status", "--as-of", "soon");
        fails(2, "lies in the future", "status", "--as-of", "2999-01-01");
        fails(2, "--limit -1 is negative", "history", "--limit", "-1");
        fails(2, "say --better higher", "leaderboard", "flights", "strange");
        fails(2, "is not of the form SYSTEM:COMMIT", "register", "flights", "--code", "abc", "--dry-run");
        fails(2, "where is the registry?", "status", "--registry", " ");
        assertThat(run.console(Map.of(), "status").failed(2).err()).contains("MODEL_REGISTRY");
        assertThat(run.console().failed(2).err()).contains("Usage: registry");
        assertThat(run.console("sttus").failed(2).err()).contains("status");
    }

    @Test
    void three_itIsNotThere() {
        fails(3, "there is no model 'hotels'; there are flights", "status", "hotels");
        fails(3, "there is no model 'hotels'", "history", "hotels");
        fails(3, "9", "show", "flights/9");
        fails(3, "there is no file /no/such", "register", "flights", "--from", "/no/such", "-m", "x");
        fails(3, "no registry", "status", "--registry", "file:" + directory.resolve("nowhere"));
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void four_somebodyElseWasFirst() throws IOException {
        Path other = run.file("other", "other weights");
        fails(4, "1.0.1", "register", "flights", "--artifact", "model.onnx=" + other, "--semver", "1.0.1", "-m", "x");
    }

    @Test
    void five_theStoreCannotBeReachedAndThePasswordIsNotSaid() {
        String url = "jdbc:postgresql://localhost:1/models?user=ops&password=s3cret";
        fails(5, "localhost:1", "status", "--registry", url);
        Run.Said debug = run.console("status", "--debug", "--registry", url).failed(5);
        assertThat(debug.err()).contains(" at dev.modelregistry.").doesNotContain("s3cret");
        assertThat(run.console("status", "--registyr", url).failed(2).err()).doesNotContain("s3cret");
        assertThat(run.console("status", "flights", url).failed(2).err()).doesNotContain("s3cret");
        for (String hidden : List.of(
                "jdbc:mysql://(host=db,password=s3cret)/m",
                "//ops:s3/cret@host",
                "mysql://ops:s3@cret@host",
                "jdbc:h2:./x;PASSWORD=a s3cret")) {
            for (String[] line :
                    new String[][] {{"status", "flights", hidden}, {"status", "--registyr=" + hidden}, {"show", hidden}
                    }) {
                assertThat(run.console(line).exitCode()).isIn(2, 3);
                assertThat(run.console(line).err()).doesNotContain("cret", "s3");
            }
        }
        fails(5, "cannot be read", "register", "flights", "--from", directory.toString(), "-m", "x");
    }

    @Test
    void five_theStoreDoesNotLetOneIn() {
        String url = "jdbc:h2:file:" + directory.resolve("db") + ";USER=sa;PASSWORD=";
        ModelRegistry.openOrCreate(url + "first").close();

        fails(5, "the registry cannot be opened: ", "status", "--registry", url + "other");
    }

    @Test
    void five_aFileCannotBeWritten() {
        Path key = directory.resolve("key");
        Path nowhere = directory.resolve("nowhere").resolve("checkpoint");
        run.console("new-key", "example.com/flights", key.toString()).done();

        fails(
                5,
                "checkpoint failed: java.nio.file.NoSuchFileException: " + nowhere,
                "checkpoint",
                nowhere.toString(),
                "--key",
                key.toString());
    }

    @Test
    void five_theAnswerCannotBeWritten() {
        Run.Said read = run.console(run.variables(), InputStream.nullInputStream(), full(), "status");
        Run.Said changed =
                run.console(run.variables(), InputStream.nullInputStream(), full(), "tag", "flights", "a=1", "-m", "x");

        assertThat(read.failed(5).err())
                .isEqualTo("it is done, but the answer cannot be written to the standard output\n");
        assertThat(changed.failed(5).err()).startsWith("the change is made, but ");
        assertThat(run.console("status").done().out()).isNotEmpty();
    }

    /** What a file on a full disk does. */
    private static Writer full() {
        return new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void seventy_anErrorOfTheMachineIsNoRefusal() {
        InputStream exhausted = new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("of jdbc:x://h/d?password=s3cret");
            }
        };
        Run.Said said = run.console(
                run.variables(), exhausted, new StringWriter(), "register", "flights", "--from", "-", "-m", "x");

        assertThat(said.failed(70).err())
                .startsWith("this is an error in the console: java.lang.OutOfMemoryError")
                .doesNotContain("s3cret");
    }

    @Test
    void six_theStoreIsDamaged() throws IOException {
        try (var files = Files.walk(directory.resolve("registry").resolve("journals"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                Path text = directory.resolve("damaged");
                Files.writeString(text, Files.readString(file).replace("tests pass", "tests fail"));
                Files.move(text, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        fails(6, "flights", "history", "flights");
        run.console("verify").failed(1);
    }

    @Test
    void seven_aNewerVersionWroteIt() throws IOException {
        Path file = directory.resolve("registry").resolve("registry.json");
        String changed = Files.readString(file).replaceFirst("\"format\" *: *[0-9]+", "\"format\":99");
        Files.delete(file);
        Files.writeString(file, changed);
        fails(7, "99", "status");
    }

    @Test
    void whatIsDoneByHalfHasTheCodeOfTheFailureAndSaysWhatIsDone() {
        HalfDoneException half =
                new HalfDoneException("registered as 1", new StoreUnavailableException("the disk is full"));

        assertThat(half).hasMessage("registered as 1, but: the disk is full");
        assertThat(ExitCode.of(half)).isEqualTo(5);
    }

    @Test
    void eachErrorHasItsCode() {
        assertThat(List.of(
                                new RejectedException(""),
                                new InvalidInputException(""),
                                new NotFoundException(""),
                                new ConflictException(""),
                                new StoreUnavailableException(""),
                                new OutcomeUnknownException(""),
                                new IOException(""),
                                new CorruptStoreException(""),
                                new UnsupportedFormatException(""),
                                new IllegalStateException(""))
                        .stream()
                        .map(ExitCode::of))
                .containsExactly(1, 2, 3, 4, 5, 5, 5, 6, 7, 70);
    }
}
