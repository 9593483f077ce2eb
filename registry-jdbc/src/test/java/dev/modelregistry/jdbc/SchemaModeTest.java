package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.jdbc.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to tables that are missing, half there, newer, or somebody else's. */
class SchemaModeTest {
    private static final String EVERY_DATABASE = "dev.modelregistry.jdbc.TestDatabase#all";
    private static final List<String> TABLES = List.of(
            "mr_blob",
            "mr_cell",
            "mr_chunk",
            "mr_commit",
            "mr_entry",
            "mr_journal",
            "mr_meta",
            "mr_snapshot",
            "mr_upload");

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void openCreatesNothingAndSaysHowToCreateIt(TestDatabase database) {
        String url = database.freshUrl();
        run(url, "CREATE TABLE of_the_host (id int)");

        assertThatThrownBy(() -> ModelRegistry.open(url))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no registry in the tables mr_*; openOrCreate creates it, "
                        + "or have SchemaMode.PRINT give the statements and run them");
        assertThatThrownBy(() -> ModelRegistry.builder()
                        .location(JdbcLocation.of(url).schemaMode(SchemaMode.CREATE))
                        .open())
                .as("to migrate is not to create")
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> ModelRegistry.builder()
                        .location(JdbcLocation.of(url).schemaMode(SchemaMode.VALIDATE))
                        .openOrCreate())
                .isInstanceOf(NotFoundException.class);

        assertThat(database.tables(url)).containsExactly("of_the_host");
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void whatIsPrintedMakesARegistryWhenSomebodyRunsIt(TestDatabase database) {
        String url = database.freshUrl();
        run(url, "CREATE TABLE of_the_host (id int)");
        List<String> printed = new ArrayList<>();
        JdbcLocation location =
                JdbcLocation.of(url).schemaMode(SchemaMode.PRINT).printTo(printed::add);

        assertThatThrownBy(() -> location.open(OpenMode.CREATE_IF_ABSENT)).isInstanceOf(NotFoundException.class);
        assertThat(database.tables(url)).as("nothing was run").containsExactly("of_the_host");
        assertThat(printed).allMatch(statement -> statement.endsWith(";")).hasSizeGreaterThan(TABLES.size());

        run(
                url,
                printed.stream()
                        .map(statement -> statement.substring(0, statement.length() - 1))
                        .toArray(String[]::new));
        printed.clear();
        try (ModelRegistry registry =
                ModelRegistry.builder().location(location).actor("a").open()) {
            registry.model("flights").register(draft -> draft.version("1.0.0"), because("it works"));
        }
        assertThat(printed).as("there is nothing to do any more").isEmpty();
        assertThat(database.tables(url)).containsAll(TABLES);
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aRegistryThatIsThereIsOpenedAndNotChanged(TestDatabase database) {
        String url = database.freshUrl();
        String id;
        try (ModelRegistry created = ModelRegistry.openOrCreate(url)) {
            id = created.id();
        }
        for (SchemaMode mode : SchemaMode.values()) {
            for (OpenMode open : OpenMode.values()) {
                try (RegistryStore store = JdbcLocation.of(url).schemaMode(mode).open(open)) {
                    assertThat(store.registryId()).as("%s, %s", mode, open).isEqualTo(id);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aSchemaThatIsNewerThanTheLibraryIsRefusedInEveryMode(TestDatabase database) {
        String url = database.freshUrl();
        ModelRegistry.openOrCreate(url).close();
        run(url, "UPDATE mr_meta SET content = '99' WHERE name = 'schema'");

        for (SchemaMode mode : SchemaMode.values()) {
            assertThatThrownBy(() -> JdbcLocation.of(url).schemaMode(mode).open(OpenMode.CREATE_IF_ABSENT))
                    .as("%s", mode)
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessage("the tables mr_* have schema 99, this library knows 1; use a newer version of it");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aTableOfSomebodyElseIsNeitherUsedNorChanged(TestDatabase database) {
        for (String table : List.of("mr_meta", "mr_blob")) {
            String url = database.freshUrl();
            run(url, "CREATE TABLE " + table + " (id int)", "INSERT INTO " + table + " VALUES (7)");

            assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("table " + table + " is not that of a registry, which has the columns ")
                    .hasMessageEndingWith("; choose another prefix or schema");

            assertThat(database.tables(url)).containsExactly(table);
            assertThat(TestDatabase.ask(url, "SELECT id FROM " + table)).containsExactly("7");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aTableOfFactsThatAreSomebodyElsesIsRefused(TestDatabase database) {
        String url = database.freshUrl();
        run(
                url,
                "CREATE TABLE mr_meta (name varchar(64) PRIMARY KEY, content varchar(1000))",
                "INSERT INTO mr_meta VALUES ('colour', 'blue')");

        assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("table mr_meta is not that of a registry: it has the facts [colour] and the schema 'none'; "
                        + "choose another prefix or schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "two", ""})
    void aSchemaThatIsNoNumberOfOneIsRefused(String number) {
        String url = TestDatabase.H2.freshUrl();
        ModelRegistry.openOrCreate(url).close();
        run(url, "UPDATE mr_meta SET content = '" + number + "' WHERE name = 'schema'");

        assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("table mr_meta is not that of a registry: it has the facts [")
                .hasMessageContaining("'" + number + "'");
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aCreationThatWasInterruptedIsFinishedByTheNext(TestDatabase database) {
        List<String> statements = new ArrayList<>();
        String printedFor = database.freshUrl();
        assertThatThrownBy(() -> JdbcLocation.of(printedFor)
                        .schemaMode(SchemaMode.PRINT)
                        .printTo(statement -> statements.add(statement.substring(0, statement.length() - 1)))
                        .open(OpenMode.EXISTING))
                .isInstanceOf(NotFoundException.class);
        for (int done = 1; done < statements.size(); done++) {
            String url = database.freshUrl();
            run(url, statements.subList(0, done).toArray(String[]::new));

            assertThatThrownBy(() -> ModelRegistry.open(url))
                    .as("behind %s statements", done)
                    .isInstanceOf(NotFoundException.class);
            try (ModelRegistry registry = ModelRegistry.builder()
                    .location(JdbcLocation.of(url))
                    .actor("a")
                    .openOrCreate()) {
                registry.model("flights").register(draft -> draft.version("1.0.0"), because("it works"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aTableThatIsGoneIsDamageAndIsNotReplaced(TestDatabase database) {
        String url = database.freshUrl();
        ModelRegistry.openOrCreate(url).close();
        run(url, "DROP TABLE mr_commit");

        assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("table mr_commit is gone, though mr_meta is there; restore it from a backup");
        assertThat(database.tables(url)).doesNotContain("mr_commit");
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void anIdentityThatIsGoneIsDamage(TestDatabase database) {
        String url = database.freshUrl();
        ModelRegistry.openOrCreate(url).close();
        run(url, "DELETE FROM mr_meta WHERE name = 'registry'");

        assertThatThrownBy(() -> ModelRegistry.openOrCreate(url))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("has no fact 'registry'");
    }
}
