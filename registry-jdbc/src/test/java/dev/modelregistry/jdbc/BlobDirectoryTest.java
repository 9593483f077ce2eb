package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.UnsafeGracePeriod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Journals in a database, artifacts in a directory beside it. */
class BlobDirectoryTest {
    private final String url = TestDatabase.POSTGRESQL.freshUrl();

    @TempDir
    Path directory;

    private JdbcLocation location(String name) {
        return JdbcLocation.of(url).blobDirectory(directory.resolve(name));
    }

    private ModelRegistry open() {
        return ModelRegistry.builder().location(location("blobs")).actor("a").openOrCreate();
    }

    @Test
    void artifactsAreFilesAndEverythingElseIsRows() {
        try (ModelRegistry registry = open()) {
            registry.model("flights")
                    .register(
                            draft -> draft.version("1.0.0")
                                    .artifact("model", new byte[9])
                                    .description("small"),
                            because("new"));
        }
        try (ModelRegistry registry = open()) {
            Path file =
                    registry.resolve("models:/flights/1.0.0").artifact("model").path();
            assertThat(file).startsWith(directory.resolve("blobs")).hasSize(9);
            assertThat(registry.verify().problems()).isEmpty();
            assertThat(registry.location()).startsWith("jdbc:postgresql:").contains(" with blobs in ");
        }
        assertThat(TestDatabase.ask(url, "SELECT count(*) FROM mr_blob")).containsExactly("0");
        assertThat(TestDatabase.ask(url, "SELECT count(*) FROM mr_commit")).containsExactly("1");
        assertThat(directory.resolve("blobs/journals")).isEmptyDirectory();
    }

    @Test
    void theTwoBelongTogether() throws IOException {
        open().close();
        ModelRegistry.openOrCreate(directory.resolve("other")).close();

        assertThatThrownBy(() -> location("other").open(OpenMode.EXISTING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("give the directory that they are in");
        assertThatThrownBy(() -> location("none").open(OpenMode.EXISTING)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> JdbcLocation.of(url).open(OpenMode.EXISTING))
                .as("without the directory")
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has its artifacts in a directory");
    }

    /** The collector of one would take everything of the other one for garbage. */
    @Test
    void twoRegistriesCannotShareADirectory() {
        try (ModelRegistry registry = open()) {
            JdbcLocation second = JdbcLocation.of(TestDatabase.H2.freshUrl()).blobDirectory(directory.resolve("blobs"));
            assertThatThrownBy(() -> second.open(OpenMode.CREATE_IF_ABSENT))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("are those of registry " + registry.id())
                    .hasMessageContaining("give each registry a directory of its own");
        }
        try (ModelRegistry own = ModelRegistry.openOrCreate(directory.resolve("own"))) {
            own.as("a").model("flights").register(draft -> draft.version("1.0.0"), because("new"));
            JdbcLocation third = JdbcLocation.of(TestDatabase.H2.freshUrl()).blobDirectory(directory.resolve("own"));
            assertThatThrownBy(() -> third.open(OpenMode.CREATE_IF_ABSENT))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is a registry of its own");
        }
    }

    @Test
    void garbageIsCollectedByTheDatabaseAndNotByTheDirectory() throws Exception {
        GracePeriod none = UnsafeGracePeriod.of(Duration.ZERO);
        try (ModelRegistry registry = open()) {
            registry.model("flights")
                    .register(draft -> draft.version("1.0.0").artifact("model", new byte[9]), because("new"));
            assertThatThrownBy(() -> registry.model("flights")
                            .register(draft -> draft.version("1.0.0").artifact("model", new byte[8]), because("x")))
                    .isInstanceOf(ConflictException.class);
            try (ModelRegistry alone = ModelRegistry.open(directory.resolve("blobs"))) {
                assertThatThrownBy(() -> alone.storage().trash(none))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("are those of registry " + registry.id());
            }

            assertThat(registry.storage().trash(none).bytes()).isEqualTo(8);
            assertThat(registry.storage().purge(none).bytes()).isEqualTo(8);
            assertThat(registry.verify().problems()).isEmpty();
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            try (RegistryStore store = JdbcLocation.within(connection)
                    .blobDirectory(directory.resolve("blobs"))
                    .open(OpenMode.EXISTING)) {
                assertThat(store.isWithinTransaction()).isTrue();
            }
            connection.rollback();
        }
    }

    @Test
    void aRegistryThatHasArtifactsInTheDatabaseKeepsThemThere() throws IOException {
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            assertThatThrownBy(() -> location("blobs").open(OpenMode.CREATE_IF_ABSENT))
                    .as("else the one that is open would go on storing them here")
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("has its artifacts in the database");
            assertThat(directory).as("what the refused attempt left").isEmptyDirectory();

            Digest digest =
                    store.blobs().put(new ByteArrayInputStream(new byte[3])).digest();
            try (RegistryStore another = JdbcLocation.of(url).open(OpenMode.EXISTING)) {
                assertThat(another.blobs().find(digest)).isPresent();
            }
        }
    }

    private static List<String> printed(JdbcLocation location, OpenMode mode) {
        List<String> statements = new ArrayList<>();
        assertThatThrownBy(() -> location.schemaMode(SchemaMode.PRINT)
                        .printTo(statements::add)
                        .open(mode))
                .isInstanceOf(NotFoundException.class);
        return statements;
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#all")
    void whatIsPrintedSaysWhichDirectory(TestDatabase database) {
        String place = database.freshUrl();
        Path blobs = directory.resolve("blobs");
        assertThat(printed(JdbcLocation.of(place).blobDirectory(blobs), OpenMode.EXISTING))
                .as("for a directory that is not there")
                .isEmpty();

        TestDatabase.run(
                place,
                printed(JdbcLocation.of(place).blobDirectory(blobs), OpenMode.CREATE_IF_ABSENT)
                        .toArray(String[]::new));

        JdbcLocation.of(place).blobDirectory(blobs).open(OpenMode.EXISTING).close();
        assertThatThrownBy(() -> JdbcLocation.of(place).open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has its artifacts in a directory");
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#all")
    void whoeverFinishesACreationThatWasInterruptedSaysWhereArtifactsAre(TestDatabase database) {
        List<String> statements = printed(JdbcLocation.of(database.freshUrl()), OpenMode.CREATE_IF_ABSENT);
        String place = database.freshUrl();
        TestDatabase.run(place, statements.subList(0, statements.size() - 1).toArray(String[]::new));
        JdbcLocation beside = JdbcLocation.of(place).blobDirectory(directory.resolve("blobs"));

        beside.open(OpenMode.CREATE_IF_ABSENT).close();

        try (RegistryStore store = beside.open(OpenMode.EXISTING)) {
            assertThat(store.location()).contains(" with blobs in ");
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsNotReplacedByAnEmptyOne() {
        open().close();

        assertThatThrownBy(() -> location("not-mounted").open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("not-mounted");
        assertThat(directory.resolve("not-mounted")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void oneDirectoryIsBoundWhereSeveralAreGivenAtOnce(TestDatabase database) throws Exception {
        for (int round = 0; round < 10; round++) {
            String place = database.freshUrl();
            int number = round;
            List<Boolean> opened = Race.all(3, racer -> {
                Path mine = directory.resolve(number + "-" + racer);
                try (RegistryStore store =
                        JdbcLocation.of(place).blobDirectory(mine).open(OpenMode.CREATE_IF_ABSENT)) {
                    return true;
                } catch (InvalidInputException | NotFoundException somebodyElseWasFirst) {
                    return false;
                }
            });

            assertThat(opened).containsOnlyOnce(true);
        }
    }

    @Test
    void whatItDeclaresIsTheLesserOfTheTwo() {
        RegistryStore store = location("blobs").open(OpenMode.CREATE_IF_ABSENT);
        assertThat(store.sharing()).isEqualTo(Sharing.HOST);
        assertThat(store.durability()).isEqualTo(Durability.POWER_LOSS);
        assertThat(store.durabilityLoweredBy()).isEmpty();
        store.close();
        store.close();
        assertThatThrownBy(store::blobs).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(store::journals).isInstanceOf(RegistryClosedException.class);
    }
}
