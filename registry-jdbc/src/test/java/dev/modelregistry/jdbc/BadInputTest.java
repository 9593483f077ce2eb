package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host may get wrong, and awkward text that is not wrong at all. */
@Timeout(60)
class BadInputTest {
    private static final String EVERY_DATABASE = "dev.modelregistry.jdbc.TestDatabase#all";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Oracle     | 23.4                                       | database Oracle (23.4) is not supported; use one of H2 2.1, SQLite 3.35,
                    H2         | 1.4.200                                    | database H2 has version 1.4.200; at least H2 2.1 is needed
                    PostgreSQL | PostgreSQL 12.22 on x86_64                 | database PostgreSQL has version PostgreSQL 12.22
                    PostgreSQL | CockroachDB CCL v23.1                      | database PostgreSQL (CockroachDB CCL v23.1) is not supported
                    PostgreSQL | PostgreSQL 15.2-YB-2.25 on x86_64          | database PostgreSQL (PostgreSQL 15.2-YB-2.25 on x86_64) is not supported
                    MySQL      | 5.7.44                                     | database MySQL has version 5.7.44; at least MySQL 8.0 is needed
                    MySQL      | 5.5.5-10.3.39-MariaDB                      | database MySQL has version
                    SQLite     | 3.8.3                                      | database SQLite has version 3.8.3; at least SQLite 3.35 is needed
                    """)
    void aDatabaseThatIsUnknownOrTooOldIsRefused(String product, String version, String message) {
        assertThatThrownBy(() ->
                        JdbcLocation.of(new ClaimedDatabase(product, version)).open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jdbc:oracle:thin:scott/tiger@db", "jdbc:", "jdbc:nothing", "jdbc:sqlserver://db;password=secret"
            })
    void aUrlThatNoDriverTakesIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no JDBC driver takes this URL, which should begin with one of jdbc:h2:, jdbc:sqlite:, "
                        + "jdbc:postgresql:, jdbc:mariadb:, jdbc:mysql:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite:",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:file:x?mode=memory&cache=shared",
                "jdbc:h2:mem:",
                "jdbc:h2:mem:;MODE=MySQL"
            })
    void aDatabaseThatEachConnectionHasForItselfIsRefused(String url) {
        assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(
                        "is another empty database for each connection; name a file, or use jdbc:h2:mem:<name>");
    }

    @Test
    void aPasswordIsInNoMessage() {
        String url = TestDatabase.POSTGRESQL.freshUrl();
        List<String> wrong = List.of(
                url.replace("user=registry&password=registry", "user=nobody&password=s3cr3t"),
                url.replace("127.0.0.1", "registry:s3cr3t@127.0.0.1"),
                "jdbc:postgresql://127.0.0.1:1/none?user=x&password=s3cr3t",
                "jdbc:postgresql://127.0.0.1:notaport/none?user=x&password=s3cr3t",
                TestDatabase.MARIADB.freshUrl().replace("password=registry", "password=s3cr3t"),
                "jdbc:mysql://127.0.0.1:1/none?user=x&password=s3cr3t",
                "jdbc:mysql://x:s3cr3t@127.0.0.1:port/none",
                "jdbc:mysql://x:s3cr3t/y@127.0.0.1:1/none",
                "jdbc:mysql://x:at@s3cr3t@127.0.0.1:1/none",
                "jdbc:mysql://address=(host=127.0.0.1)(port=1)(user=x)(password=s3cr3t)/none",
                "jdbc:mysql://(host=127.0.0.1,port=1,user=x,password=s3cr3t)/none",
                "jdbc:mariadb://address=(host=127.0.0.1)(port=1)/none?user=x&password=s3cr3t",
                "jdbc:mysql://x:s3cr3t;y@127.0.0.1:1/none",
                "jdbc:mysql://x:s3cr3t?y@127.0.0.1:1/none",
                "jdbc:mysql://x:s3cr3t;y=z@127.0.0.1:1/none",
                "jdbc:mariadb://x:s3cr3t;y@127.0.0.1:1/none",
                "jdbc:h2:relative;PASSWORD=s3cr3t",
                "jdbc:sqlite:target/x.db?open_mode=zz&password=s3cr3t",
                "jdbc:h2:file:./target/x;NO_SUCH_SETTING=1;PASSWORD=s3cr3t");
        for (String each : wrong) {
            assertThatThrownBy(() -> ModelRegistry.openOrCreate(each))
                    .as("%s", each)
                    .satisfies(failure -> {
                        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                            assertThat(String.valueOf(cause.getMessage())).doesNotContain("s3cr3t");
                        }
                    });
        }
    }

    @Test
    void aWrongPasswordIsNotRetriedAndSaysWhatItIs() {
        String mariadb = TestDatabase.MARIADB.freshUrl().replace("password=registry", "password=wrong");
        String postgres = TestDatabase.POSTGRESQL.freshUrl().replace("user=registry", "user=nobody");
        String h2 = TestDatabase.H2.freshUrl();
        ModelRegistry.openOrCreate(h2 + ";USER=sa;PASSWORD=right").close();
        for (String url : List.of(mariadb, postgres, h2 + ";USER=sa;PASSWORD=wrong")) {
            assertThatThrownBy(() -> ModelRegistry.open(url))
                    .as("%s", url)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith("the database refuses the user or the password: jdbc:");
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNotFoundAndOneThatDoesNotAnswerIsUnavailable() {
        String postgres = TestDatabase.POSTGRESQL.server().adminUrl().replace("/postgres?", "/no_such_database?");
        String mariadb = TestDatabase.MARIADB.server().adminUrl().replace("/mysql?", "/no_such_database?");
        for (String url :
                List.of(postgres, mariadb, "jdbc:h2:file:./target/no-such-file", "jdbc:sqlite:target/no-such-file")) {
            assertThatThrownBy(() -> ModelRegistry.open(url))
                    .as("%s", url)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageMatching("there is no (database|file) jdbc:.*");
        }
        assertThatThrownBy(() -> ModelRegistry.open("jdbc:postgresql://127.0.0.1:1/none"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith("cannot connect to jdbc:postgresql://127.0.0.1:1/none: ");
    }

    @Test
    void whatADriverExplainsIsPassedOn() {
        assertThatThrownBy(() -> ModelRegistry.openOrCreate("jdbc:h2:flights;PASSWORD=x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Use an absolute path, ~/name, ./name");
        assertThatThrownBy(() -> ModelRegistry.openOrCreate("jdbc:postgresql://no-such-host.invalid/none"))
                .hasMessageContaining("no-such-host.invalid");
        assertThatThrownBy(() -> ModelRegistry.openOrCreate("jdbc:sqlite:target/no/such/directory/x.db"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("in a directory that is there");
    }

    @Test
    void settingsThatVoidDurabilityLowerWhatIsDeclaredAndAreNamed() {
        String url = TestDatabase.POSTGRESQL.freshUrl();
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url)) {
            assertThat(registry.durability()).isEqualTo(Durability.POWER_LOSS);
            assertThat(registry.sharing()).isEqualTo(Sharing.NETWORK);
        }
        String careless = url + "&options=-c%20synchronous_commit%3Doff";
        try (ModelRegistry registry = ModelRegistry.open(careless)) {
            assertThat(registry.durability()).isEqualTo(Durability.PROCESS_CRASH);
        }
        assertThatThrownBy(() -> ModelRegistry.builder()
                        .url(careless)
                        .require(Durability.POWER_LOSS)
                        .open())
                .isInstanceOf(RejectedException.class)
                .hasMessageEndingWith(
                        "survives PROCESS_CRASH (synchronous_commit is off; turn it on), but POWER_LOSS is required");
    }

    @Test
    void theSettingsOfAnSqliteConnectionAreLookedAtToo() throws SQLException {
        String url = TestDatabase.SQLITE.freshUrl();
        JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT).close();
        try (Connection connection = DriverManager.getConnection(url + "?synchronous=OFF")) {
            connection.setAutoCommit(false);
            try (RegistryStore store = JdbcLocation.within(connection).open(OpenMode.EXISTING)) {
                assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
                assertThat(store.durabilityLoweredBy())
                        .contains("synchronous is 0 and journal_mode is wal; set synchronous to EXTRA");
            }
            connection.rollback();
        }
        for (String journal : List.of("OFF", "MEMORY")) {
            String printed = printedAndRun();
            try (RegistryStore store =
                    JdbcLocation.of(printed + "?journal_mode=" + journal).open(OpenMode.EXISTING)) {
                assertThat(store.durability()).as(journal).isEqualTo(Durability.NONE);
                assertThat(store.durabilityLoweredBy().orElseThrow()).endsWith("set it to WAL");
            }
        }
        String printed = printedAndRun();
        assertThat(TestDatabase.ask(printed, "PRAGMA journal_mode")).containsExactly("delete");
        try (RegistryStore store = JdbcLocation.of(printed).open(OpenMode.EXISTING)) {
            assertThat(store.durability()).isEqualTo(Durability.POWER_LOSS);
        }
    }

    /** An SQLite file whose tables somebody made with what was printed. */
    private static String printedAndRun() {
        String url = TestDatabase.SQLITE.freshUrl();
        List<String> statements = new ArrayList<>();
        assertThatThrownBy(() -> JdbcLocation.of(url)
                        .schemaMode(SchemaMode.PRINT)
                        .printTo(statements::add)
                        .open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(NotFoundException.class);
        TestDatabase.run(url, statements.toArray(String[]::new));
        return url;
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL, order", "H2, order", "MARIADB, "})
    void namesThatTheDatabaseDoesNotTakeAreNotSomethingToTryAgain(TestDatabase database, String reserved) {
        String url = database.freshUrl();
        if (database != TestDatabase.MARIADB) { // where its user would be told that it may not
            assertThatThrownBy(() -> JdbcLocation.of(url).schema("nosuch").open(OpenMode.CREATE_IF_ABSENT))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageStartingWith("cannot create the tables nosuch.mr_* in ")
                    .hasMessageEndingWith("; the schema must exist: create it first, or choose another one");
        }
        JdbcLocation location = reserved == null
                ? JdbcLocation.of(url).prefix("long") // LONGBLOB
                : JdbcLocation.of(url).schema(reserved);
        assertThatThrownBy(() -> location.open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(" are words of the database's own: choose another prefix or schema");
    }

    /** H2 then takes each name as it is written, its own in capitals. */
    @Test
    void anH2ThatTellsCapitalsApartIsADatabaseLikeOthers() throws Exception {
        for (String option : List.of("FALSE", "FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE")) {
            String url = TestDatabase.H2.freshUrl() + ";DATABASE_TO_UPPER=" + option;
            JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT).close();
            try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.EXISTING)) {
                assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
                Everything.thatAStoreDoes(store, 1_000);
            }
        }
    }

    /** Without the second one a power cut can leave half a page, as without PostgreSQL's {@code full_page_writes}. */
    @ParameterizedTest
    @CsvSource({
        "innodb_flush_log_at_trx_commit, 2, innodb_flush_log_at_trx_commit is 2; set it to 1",
        "innodb_doublewrite, OFF, innodb_doublewrite is OFF; turn it on"
    })
    void theSettingsOfMariaDbAreLookedAtToo(String setting, String value, String told) {
        String url = TestDatabase.MARIADB.freshUrl();
        try (GlobalSetting changed = new GlobalSetting(setting, value);
                RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
            assertThat(store.durabilityLoweredBy()).contains(told);
        }
    }

    @Test
    void aSettingOfMariaDbThatIsAsSafeLowersNothing() {
        String url = TestDatabase.MARIADB.freshUrl();
        try (GlobalSetting changed = new GlobalSetting("innodb_flush_log_at_trx_commit", "3");
                RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            assertThat(store.durabilityLoweredBy()).isEmpty();
            assertThat(store.durability()).isEqualTo(Durability.POWER_LOSS);
        }
    }

    /** An hour of local time comes twice then, and the first one must not be meant. */
    @Test
    void theClockOfADatabaseIsRightWhenClocksHaveJustGoneBack() {
        String admin = TestDatabase.MARIADB.server().adminUrl();
        long now = Instant.now().getEpochSecond();
        TestDatabase.run(
                admin,
                "INSERT INTO mysql.time_zone (time_zone_id, use_leap_seconds) VALUES (4711, 'N')",
                "INSERT INTO mysql.time_zone_name (name, time_zone_id) VALUES ('Test/Back', 4711)",
                "INSERT INTO mysql.time_zone_transition_type (time_zone_id, transition_type_id, `offset`, is_dst, abbreviation)"
                        + " VALUES (4711, 0, 3600, 0, 'W'), (4711, 1, 7200, 1, 'S')",
                "INSERT INTO mysql.time_zone_transition (time_zone_id, transition_time, transition_type_id)"
                        + " VALUES (4711, " + (now - 8_640_000) + ", 1), (4711, " + (now - 600) + ", 0)");
        String url = TestDatabase.MARIADB.freshUrl() + "&sessionVariables=time_zone='Test/Back'";
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            assertThat(store.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        }
    }

    @Test
    void packetsThatACommitMayNotFitIntoAreRefused() {
        String url = TestDatabase.MARIADB.freshUrl();
        try (GlobalSetting changed = new GlobalSetting("max_allowed_packet", "2097152")) {
            assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("max_allowed_packet is 2097152 bytes; set it to 4194304 or more");
        }
    }

    @Test
    void whatIsInMemoryIsDeclaredToSurviveNothing() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate("jdbc:h2:mem:declared")) {
            assertThat(registry.durability()).isEqualTo(Durability.NONE);
            assertThat(registry.sharing()).isEqualTo(Sharing.PROCESS);
        }
        try (ModelRegistry registry = ModelRegistry.openOrCreate(TestDatabase.H2.freshUrl())) {
            assertThat(registry.durability()).isEqualTo(Durability.PROCESS_CRASH);
            assertThat(registry.sharing()).isEqualTo(Sharing.PROCESS);
        }
        try (ModelRegistry registry = ModelRegistry.openOrCreate(TestDatabase.SQLITE.freshUrl())) {
            assertThat(registry.durability()).isEqualTo(Durability.POWER_LOSS);
            assertThat(registry.sharing()).isEqualTo(Sharing.HOST);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void awkwardTextIsKeptAndFound(TestDatabase database) {
        String text = "NUL \0, quote ' \" `, back\\slash, \ud83d\udeeb, e\u0301, \u00e9, trailing ";
        String longest = "\ud83d\udeeb".repeat(512);
        try (ModelRegistry registry = ModelRegistry.builder()
                .url(database.freshUrl())
                .actor("caf\u00e9")
                .openOrCreate()) {
            RegisteredModel flights = registry.model("Flights #1 (EU) _$");
            ModelVersion version = flights.register(
                    draft -> draft.version("1.0.0")
                            .artifact("d\u00e9j\u00e0/vu \u6f22.bin", new byte[1])
                            .parameter("\u6f22".repeat(256), text)
                            .metric("\u6f22".repeat(256), -0.0)
                            .description(text),
                    because("why not \0"));
            flights.tag(version, "\ud83d\udeeb".repeat(64), longest, because("x"));
            flights.tag(version, "plain", text, because("x"));
            flights.tag("case", "Value", because("x"));

            assertThat(registry.versionsTagged("plain", text)).containsExactly(version);
            assertThat(registry.versionsTagged("plain", text.strip())).isEmpty();
            assertThat(registry.versionsTagged("\ud83d\udeeb".repeat(64), longest))
                    .containsExactly(version);
            assertThat(registry.versionsTagged("PLAIN", text)).isEmpty();
            assertThat(version.text("description")).contains(text);
            assertThat(registry.verify().problems()).isEmpty();
            assertThat(flights.history()
                            .reduce((one, other) -> other)
                            .orElseThrow()
                            .actor()
                            .id())
                    .isEqualTo("caf\u00e9");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void anIndexKeyThatNoDatabaseTakesIsRefusedAndNothingIsAppended(TestDatabase database) {
        JournalId journal = new JournalId("model", "flights");
        CommitBytes commit = CommitBytes.of(1, Bytes.utf8("x\n"));
        try (RegistryStore store = JdbcLocation.of(database.freshUrl()).open(OpenMode.CREATE_IF_ABSENT)) {
            List<Change> tooLong = List.of(new Change.Put("\u6f22".repeat(342), "key", new Value.Numeric(1)));
            assertThatThrownBy(() -> store.journals().append(journal, Head.NONE, List.of(commit), tooLong))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("has 1026 bytes of UTF-8; an index in a database takes 1024");
            assertThat(store.journals().heads(List.of(journal))).isEmpty();

            List<Change> longest = List.of(
                    new Change.Put("\u6f22".repeat(341), "\u6f22".repeat(341), new Value.Text("\u6f22".repeat(5_000))));
            store.journals().append(journal, Head.NONE, List.of(commit), longest);
            assertThat(store.index().orElseThrow().entities("\u6f22", "", 10)).containsExactly("\u6f22".repeat(341));
        }
    }
}
