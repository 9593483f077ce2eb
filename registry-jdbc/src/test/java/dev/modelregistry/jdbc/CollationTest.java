package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range.OneOf;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases whose text folds case, pads blanks, or cannot hold every character: what the store keeps is not text to them. */
class CollationTest {
    /** Each of them is the same as another one to some collation. */
    private static final List<String> TWINS = List.of(
            "flights",
            "Flights",
            "FLIGHTS",
            "flights ",
            "flights  ",
            "flights.",
            "caf\u00e9",
            "cafe\u0301",
            "cafe",
            "\u212b",
            "\u00c5",
            "stra\u00dfe",
            "strasse",
            "\u0130zmir",
            "izmir",
            "\u0131zmir",
            "a\u200bb",
            "ab",
            "\u6f22\u5b57",
            "\ud83d\udeeb",
            "\ud83d\udeec",
            "\uff21",
            "%",
            "_",
            "a'b",
            "a\\b");

    @ParameterizedTest
    @CsvSource({"utf8mb4, utf8mb4_general_ci", "latin1, latin1_swedish_ci", "ascii, ascii_general_ci"})
    void mariaDb(String characters, String collation) throws Exception {
        TestServer server = TestServer.mariaDb();
        String url = server.freshDatabase();
        String database = url.replaceFirst(".*/(\\w+)[?].*", "$1");
        TestServerContract.execute(
                server.adminUrl(),
                "ALTER DATABASE " + database + " CHARACTER SET " + characters + " COLLATE " + collation);

        check(url);

        server.dropDatabase(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENCODING 'LATIN1' LOCALE 'C'",
                "ENCODING 'SQL_ASCII' LOCALE 'C'",
                "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'und-u-ks-level1-ka-shifted' LOCALE 'C'"
            })
    void postgreSql(String options) throws Exception {
        TestServer server = TestServer.postgreSql();
        TestServerContract.execute(
                server.adminUrl(), "CREATE DATABASE collated OWNER registry TEMPLATE template0 " + options);
        try {
            check("jdbc:postgresql://" + TestServer.HOST + ":" + server.port()
                    + "/collated?user=registry&password=registry");
        } finally {
            TestServerContract.execute(server.adminUrl(), "DROP DATABASE collated WITH (FORCE)");
        }
    }

    private static void check(String url) {
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            journalsAreKeptApart(store);
            cellsAreKeptApart(store);
            entriesAreKeptApart(store);
        }
        try (ModelRegistry registry = ModelRegistry.open(url).as("alice")) {
            RegisteredModel model = registry.model("flights-" + TWINS.size());
            model.register(
                    draft -> draft.version("1.0.0").description("\u6f22\u5b57 \ud83d\udeeb"), because("caf\u00e9"));
            for (String twin : List.of("\u6f22\u5b57", "caf\u00e9", "CAF\u00c9", "cafe")) {
                model.tag("owner", twin, because(twin));
                assertThat(registry.model("flights-" + TWINS.size()).tags()).containsEntry("owner", twin);
            }
        }
    }

    private static void journalsAreKeptApart(RegistryStore store) {
        for (String twin : TWINS) {
            store.journals().append(new JournalId("run", twin), Head.NONE, List.of(commit(twin)), List.of());
        }
        for (String twin : TWINS) {
            assertThat(store.journals().read(new JournalId("run", twin), 0, 10).commits())
                    .containsExactly(commit(twin));
        }
        assertThat(store.journals().list("run", "", 100).stream().map(JournalId::key))
                .containsExactlyElementsOf(
                        TWINS.stream().sorted(Bytes.UTF8_ORDER).toList());
    }

    private static CommitBytes commit(String text) {
        return CommitBytes.of(1, Bytes.utf8("journal of " + text + "\n"));
    }

    private static void cellsAreKeptApart(RegistryStore store) {
        for (String twin : TWINS) {
            assertThat(store.cells().compareAndSet(new CellId("twin", twin), 0, Bytes.utf8(twin)))
                    .isTrue();
        }
        for (String twin : TWINS) {
            assertThat(store.cells().read(new CellId("twin", twin))).contains(new Cell(1, Bytes.utf8(twin)));
        }
    }

    private static void entriesAreKeptApart(RegistryStore store) {
        List<Change> changes = TWINS.stream()
                .map(twin -> (Change) new Change.Put("run/" + twin, "owner", new Value.Text(twin)))
                .toList();
        store.journals().append(new JournalId("run", "all"), Head.NONE, List.of(commit("all")), changes);
        for (String twin : TWINS) {
            Has condition = new Has("owner", OneOf.only(new Value.Text(twin)));
            Walk walk = new Walk("owner", condition.range(), Direction.ASCENDING, Optional.empty(), condition, 100);
            assertThat(store.index().orElseThrow().walk(walk).met())
                    .containsExactly(new Row(new Value.Text(twin), "run/" + twin));
        }
    }
}
