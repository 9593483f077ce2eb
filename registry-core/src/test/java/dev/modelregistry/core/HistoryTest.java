package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who did what, when and why: commit by commit, and as one document. */
class HistoryTest {
    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way, builder -> builder.clock(clock));
    private final RegisteredModel flights = registry.model("flights");

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void readsPageByPageAsItIsConsumed() {
        register(flights, "1.0.0");
        for (int i = 1; i < 450; i++) {
            flights.tag("n", Integer.toString(i), because("step " + i));
        }
        way.commitsRead.set(0);

        Iterator<Commit> history = flights.history().iterator();

        assertThat(way.commitsRead).hasValue(0);
        assertThat(history.next().revision()).isEqualTo(1);
        assertThat(way.commitsRead).hasValue(200);
        assertThat(history)
                .toIterable()
                .extracting(Commit::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(2, 450).boxed().toList());
        assertThat(way.commitsRead).hasValue(450);
    }

    @Test
    void endsWhereTheModelWasWhenItWasAsked() {
        register(flights, "1.0.0");
        Stream<Commit> history = flights.history();
        register(flights, "1.1.0");

        assertThat(history).hasSize(1);
    }

    @Test
    void chainsEachCommitToTheOneBefore() {
        register(flights, "1.0.0");
        register(flights, "1.1.0");

        List<Commit> commits = flights.history().toList();

        assertThat(commits.get(0).previous().hex()).matches("0+");
        assertThat(commits.get(1).previous()).isEqualTo(commits.get(0).hash());
    }

    @Test
    void keepsTheHistoryOfADeletedModel() {
        ModelVersion v1 = register(flights, "1.0.0");
        flights.promote(v1, Stage.STAGING, because("tests pass").by("bob"));
        flights.delete(because("unused"));

        assertThat(flights.exists()).isFalse();
        assertThat(ground.open().model("flights").history())
                .extracting(Commit::toString)
                .containsExactly(
                        "2030-01-01T00:00:00Z model/flights#1 alice: created model flights, registered version 1"
                                + " (1.0.0) (trained 1.0.0)",
                        "2030-01-01T00:00:00.000001Z model/flights#2 bob: moved version 1 Development → Staging (tests"
                                + " pass)",
                        "2030-01-01T00:00:00.000002Z model/flights#3 alice: deleted the model (unused)");
        assertThat(registry.model("nothing").history()).isEmpty();
    }

    @Test
    void exportsAllCommitsAsOneJsonDocument() throws Exception {
        ModelVersion v1 = register(flights, "1.0.0");
        flights.tag(
                v1, "quote", "\"é\n", because("characters that must be escaped").requestKey("r-1"));
        for (int i = 0; i < 450; i++) {
            registry.model("hotels").register(draft -> draft.version("1.0.0"), because("once"));
            registry.model("hotels").tag("n", Integer.toString(i), because("step " + i));
        }
        registry.model("hotels").delete(because("unused"));
        Path file = files.resolve("audit_log.json");

        registry.exportAuditLog(file);

        JsonNode log = new ObjectMapper().readTree(file.toFile());
        assertThat(log.path("registry").asText()).isEqualTo(registry.id());
        assertThat(log.path("exportedAt").asText()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(log.path("entries")).hasSize(2 + 452);
        assertThat(log.has("query")).isFalse();
        List<JsonNode> ofFlights = new ArrayList<>();
        log.path("entries").forEach(entry -> {
            if (entry.path("journal").asText().equals("model/flights")) {
                ofFlights.add(entry);
            }
        });
        JsonNode second = ofFlights.get(1);
        assertThat(second.path("requestKey").asText()).isEqualTo("r-1");
        assertThat(second.path("previous").asText())
                .isEqualTo(ofFlights.get(0).path("hash").asText());
        assertThat(second.path("events").path(0).path("event").path("value").asText())
                .isEqualTo("\"é\n");
        assertThat(log.path("entries").findValues("descriptor")).isEmpty();
        assertThat(filesThere()).containsExactly("audit_log.json");
    }

    @Test
    void replacesAnEarlierExportOnlyWhenTheNewOneIsComplete() throws Exception {
        register(flights, "1.0.0");
        Path file = files.resolve("audit_log.json");
        registry.exportAuditLog(file);
        String earlier = Files.readString(file);
        register(flights, "1.1.0");
        way.commitsAsRead =
                (journal, commit) -> commit.revision() == 2 ? CommitBytes.of(2, Bytes.utf8("damaged\n")) : commit;

        assertThatThrownBy(() -> registry.exportAuditLog(file)).isInstanceOf(CorruptStoreException.class);

        assertThat(file).hasContent(earlier);
        assertThat(filesThere()).containsExactly("audit_log.json");
        way.commitsAsRead = (journal, commit) -> commit;
        registry.exportAuditLog(file);
        assertThat(new ObjectMapper().readTree(file.toFile()).path("entries")).hasSize(2);
    }

    @Test
    void saysWhereAnExportCannotBeWrittenAndLeavesNothing() throws Exception {
        Path missing = files.resolve("no/such/audit_log.json");
        Path directory = Files.createDirectory(files.resolve("taken"));
        Files.writeString(directory.resolve("child"), "x");

        for (Path wrong : List.of(missing, directory)) {
            assertThatThrownBy(() -> registry.exportAuditLog(wrong))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageStartingWith("cannot write the audit log to " + wrong + ": ")
                    .hasCauseInstanceOf(IOException.class);
        }
        assertThat(filesThere()).containsExactly("taken");
    }

    @Test
    void exportsAFileThatOthersMayReadWhereverNewFilesAre() throws Exception {
        Path plain = Files.writeString(files.resolve("plain.txt"), "x");
        Path file = files.resolve("audit_log.json");

        registry.exportAuditLog(file);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void exportsWhatIsAskedForAndSaysInJsonWhatThatWas() throws Exception {
        register(flights, "1.0.0");
        flights.tag("note", "a, b", because("=1+1").by("bob"));
        Path json = files.resolve("bob.json");
        Path csv = files.resolve("bob.csv");

        registry.exportAuditLog(json, AuditQuery.everything().by("bob"), AuditFormat.JSON);
        registry.exportAuditLog(csv, AuditQuery.everything().by("bob"), AuditFormat.CSV);

        JsonNode log = new ObjectMapper().readTree(json.toFile());
        assertThat(log.path("query").asText()).isEqualTo("everything by bob");
        assertThat(log.path("entries")).hasSize(1);
        assertThat(csv)
                .hasContent("time,journal,revision,actor,reason,kind,summary,basis,hash\r\n"
                        + "2030-01-01T00:00:00.000001Z,model/flights,2,bob,'=1+1,tag.set,"
                        + "\"tagged the model note=a, b\",,"
                        + log.path("entries").path(0).path("hash").asText() + "\r\n");
        assertThat(filesThere()).containsExactly("bob.csv", "bob.json");
    }

    private List<String> filesThere() throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
