package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Users with no more rights than {@code docs/databases.md} says that they need. */
@Timeout(60)
class PrivilegesTest {
    private static final String SERVERS = "dev.modelregistry.jdbc.TestDatabase#servers";

    private static final Map<String, String> WRITER = new TreeMap<>(Map.of(
            "meta", "SELECT",
            "journal", "SELECT, INSERT, UPDATE",
            "commit", "SELECT, INSERT",
            "snapshot", "SELECT, INSERT",
            "cell", "SELECT, INSERT, UPDATE",
            "blob", "SELECT, INSERT, UPDATE, DELETE",
            "upload", "SELECT, INSERT, DELETE",
            "chunk", "SELECT, INSERT, DELETE",
            "entry", "SELECT, INSERT, DELETE"));

    /** A user who may do this with the tables and nothing else; the URL by which it comes. */
    private static String user(TestDatabase database, String url, String name, Map<String, String> rights) {
        boolean postgres = database == TestDatabase.POSTGRESQL;
        String place = postgres
                ? url.substring(url.indexOf("currentSchema=") + 14, url.indexOf("&ApplicationName"))
                : url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
        String user = name + "_" + place;
        String grantee = postgres ? user : user + "@'%'";
        List<String> statements = new ArrayList<>();
        statements.add(
                postgres
                        ? "CREATE ROLE " + user + " LOGIN PASSWORD 'secret'"
                        : "CREATE USER " + grantee + " IDENTIFIED BY 'secret'");
        if (postgres) {
            statements.add("GRANT USAGE ON SCHEMA " + place + " TO " + user);
        }
        rights.forEach((table, right) -> {
            // What an insert that may meet its own row is in the words of MySQL.
            boolean meets =
                    !postgres && List.of("upload", "chunk", "entry").contains(table) && right.contains("INSERT");
            statements.add(
                    "GRANT " + right + (meets ? ", UPDATE" : "") + " ON " + place + ".mr_" + table + " TO " + grantee);
        });
        TestDatabase.run(database.server().adminUrl(), statements.toArray(String[]::new));
        return url.replace("user=registry&password=registry", "user=" + user + "&password=secret");
    }

    @ParameterizedTest
    @MethodSource(SERVERS)
    void aWriterNeedsNoRightToChangeOrDeleteACommit(TestDatabase database) {
        String url = database.freshUrl();
        ModelRegistry.openOrCreate(url).close();
        String writer = user(database, url, "writer", WRITER);

        try (ModelRegistry registry =
                ModelRegistry.builder().url(writer).actor("w").openOrCreate()) {
            assertThat(registry.access()).isEqualTo(Access.READ_WRITE);
            RegisteredModel flights = registry.model("flights");
            for (int patch = 0; patch < 70; patch++) { // until there is a snapshot
                String version = "1.0." + patch;
                flights.register(
                        draft -> draft.version(version).artifact("model", version.getBytes()), because("trained"));
            }
            ModelVersion first = flights.version("1.0.0");
            flights.register(draft -> draft.version("2.0.0").artifact("large", new byte[20 << 20]), because("trained"));
            flights.promote(first, Stage.STAGING, because("tested"));
            flights.tag(first, "team", "ops", because("theirs"));
            flights.tag(first, "team", "ml", because("moved"));
            assertThat(registry.versionsTagged("team", "ml")).containsExactly(first);
            assertThat(registry.verify().problems()).isEmpty();
        }
        assertThatThrownBy(() -> TestDatabase.run(writer, "DELETE FROM mr_commit"))
                .hasMessageMatching("(?is).*(denied|permission).*");
    }

    @Test
    void aWriterOfH2AlsoNeedsToUpdateWhatItMayInsertTwice() {
        String url = TestDatabase.H2.freshUrl();
        ModelRegistry.openOrCreate(url + ";USER=owner;PASSWORD=owner").close();
        List<String> statements = new ArrayList<>(List.of("CREATE USER writer PASSWORD 'secret'"));
        WRITER.forEach((table, right) -> {
            boolean meets = List.of("upload", "chunk", "entry").contains(table);
            statements.add("GRANT " + right + (meets ? ", UPDATE" : "") + " ON mr_" + table + " TO writer");
        });
        TestDatabase.run(url + ";USER=owner;PASSWORD=owner", statements.toArray(String[]::new));

        try (ModelRegistry owner = ModelRegistry.open(url + ";USER=owner;PASSWORD=owner"); // who sets WRITE_DELAY
                ModelRegistry registry = ModelRegistry.builder()
                        .url(url + ";USER=writer;PASSWORD=secret")
                        .actor("w")
                        .openOrCreate()) {
            assertThat(registry.id()).isEqualTo(owner.id());
            assertThat(registry.durability()).isEqualTo(Durability.PROCESS_CRASH);
            assertThat(registry.access()).isEqualTo(Access.READ_WRITE);
            RegisteredModel flights = registry.model("flights");
            ModelVersion first = flights.register(
                    draft -> draft.version("1.0.0").artifact("large", new byte[20 << 20]), because("trained"));
            flights.tag(first, "team", "ops", because("theirs"));
            flights.tag(first, "team", "ml", because("moved"));
            assertThat(registry.versionsTagged("team", "ml")).containsExactly(first);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(SERVERS)
    void aReaderReadsEverythingAndIsToldThatItMayNotWrite(TestDatabase database) {
        String url = database.freshUrl();
        try (ModelRegistry registry =
                ModelRegistry.builder().url(url).actor("w").openOrCreate()) {
            registry.model("flights")
                    .register(draft -> draft.version("1.0.0").artifact("model", new byte[9]), because("trained"));
        }
        Map<String, String> rights = new TreeMap<>(WRITER);
        rights.replaceAll((table, any) -> "SELECT");
        String reader = user(database, url, "reader", rights);

        try (ModelRegistry registry =
                ModelRegistry.builder().url(reader).actor("r").open()) {
            assertThat(registry.access()).isEqualTo(Access.READ_ONLY);
            assertThat(registry.resolve("models:/flights/1").artifact("model").path())
                    .hasSize(9);
            assertThat(registry.verify().problems()).isEmpty();
            assertThatThrownBy(() -> registry.model("flights").tag("team", "ops", because("theirs")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("was opened for reading only")
                    .hasMessageMatching("(?is).*(denied|permission).*");
        }
    }

    @ParameterizedTest
    @MethodSource(SERVERS)
    void whoeverMayNotCreateTablesIsToldSo(TestDatabase database) {
        String url = database.freshUrl();
        String nobody = user(database, url, "nobody", Map.of());
        if (database != TestDatabase.POSTGRESQL) {
            String place = url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
            TestDatabase.run(
                    database.server().adminUrl(), "GRANT SELECT ON " + place + ".* TO nobody_" + place + "@'%'");
        }

        assertThatThrownBy(() -> ModelRegistry.openOrCreate(nobody))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("cannot create the tables mr_* in jdbc:")
                .hasMessageContaining("SchemaMode.PRINT");
        assertThat(database.tables(url)).isEmpty();
    }
}
