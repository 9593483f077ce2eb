package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.storage.Part;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The registry and the host's own rows in one transaction of the host. */
@Timeout(60)
class HostTransactionTest {
    private static final String EVERY_DATABASE = "dev.modelregistry.jdbc.TestDatabase#all";
    private static final String WAITING =
            "SELECT trx_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";

    private static Connection begin(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        return connection;
    }

    private static ModelRegistry within(Connection connection) {
        return ModelRegistry.builder()
                .location(JdbcLocation.within(connection))
                .actor("job")
                .open();
    }

    private static void insertRow(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO job VALUES (" + id + ")");
        }
    }

    private static ModelVersion register(ModelRegistry registry, String version) {
        return registry.model("flights")
                .register(
                        draft -> draft.version(version)
                                .artifact("model", version.getBytes())
                                .metric("auc", 0.7),
                        because("trained"));
    }

    private static String prepared(TestDatabase database) {
        String url = database.freshUrl();
        TestDatabase.run(url, "CREATE TABLE job (id int PRIMARY KEY)");
        ModelRegistry.openOrCreate(url).close();
        return url;
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void bothAreThereAfterTheCommitAndNeitherIsBefore(TestDatabase database) throws SQLException {
        String url = prepared(database);
        try (ModelRegistry serving = ModelRegistry.open(url);
                Connection connection = begin(url)) {
            RegisteredModel seen = serving.with(Freshness.latest()).model("flights");
            try (ModelRegistry registry = within(connection)) {
                register(registry, "1.0.0");
                ModelVersion second = register(registry, "1.1.0");
                registry.model("flights").promote(second, Stage.STAGING, because("tested"));
                registry.model("flights").tag(second, "team", "ops", because("theirs"));
                insertRow(connection, 1);
                assertThat(registry.model("flights").versions())
                        .as("seen within the transaction")
                        .hasSize(2);
                assertThat(registry.versionsTagged("team", "ops")).containsExactly(second);
            }
            assertThat(seen.exists()).as("seen by others before the commit").isFalse();

            connection.commit();

            assertThat(seen.versions()).hasSize(2);
            assertThat(seen.in(Stage.STAGING)).isPresent();
            assertThat(serving.versionsTagged("team", "ops")).hasSize(1);
            assertThat(serving.verify().problems()).isEmpty();
            assertThat(connection.getAutoCommit()).as("the connection's mode").isFalse();
        }
        assertThat(TestDatabase.ask(url, "SELECT id FROM job")).containsExactly("1");
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void storageIsNotLookedAfterInATransactionWhichDoesNotSeeWhatOthersCommit(TestDatabase database)
            throws SQLException {
        String url = prepared(database);
        try (Connection connection = begin(url);
                ModelRegistry registry = within(connection)) {
            registry.model("flights").register(draft -> draft.metric("auc", 1), because("x"));
            assertThat(registry.verify().problems()).isEmpty();
            for (Runnable upkeep : List.<Runnable>of(
                    registry.storage()::trash, registry.storage()::purge, registry.storage()::reindex)) {
                assertThatThrownBy(upkeep::run)
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("open the registry outside of it");
            }
            connection.commit();
        }
    }

    /** Which it may still see there: it sees what there was when it began. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void aTransactionDoesNotRenewABlobThatWasPurgedSinceItBegan(TestDatabase database) throws Exception {
        String url = prepared(database);
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.EXISTING);
                Connection connection = DriverManager.getConnection(url)) {
            BlobInfo blob = store.blobs().put(new ByteArrayInputStream(new byte[9]));
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try (RegistryStore within = JdbcLocation.within(connection).open(OpenMode.EXISTING)) {
                assertThat(within.blobs().find(blob.digest())).contains(blob);
                assertThat(Trash.end(store, blob.digest())).isTrue();

                Optional<BlobInfo> renewed;
                try {
                    renewed = within.blobs().renew(blob.digest());
                } catch (ConflictException somebodyElseWasFirst) {
                    renewed = Optional.empty();
                }

                assertThat(renewed).isEmpty();
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aTrainingRunIsThereWithItsVersionAfterTheCommit(TestDatabase database) throws SQLException {
        String url = prepared(database);
        try (ModelRegistry serving = ModelRegistry.open(url);
                Connection connection = begin(url)) {
            RunId id;
            try (ModelRegistry registry = within(connection);
                    TrainingRun run = registry.startRun("flights", because("nightly"))) {
                id = run.id();
                run.parameter("rate", 0.1).metric("loss", 1, 0.5);
                run.register(draft -> draft.metric("auc", 0.7), because("trained"));
                insertRow(connection, 1);
            }
            assertThat(serving.model("flights").runs())
                    .as("seen by others before the commit")
                    .isEmpty();

            connection.commit();

            RunView run = serving.run(id);
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(run.points("loss")).hasSize(1);
            assertThat(serving.resolve("runs:/" + id).metrics()).containsEntry("auc", 0.7);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void neitherIsThereAfterARollbackAndTheNumberIsGivenAgain(TestDatabase database) throws SQLException {
        String url = prepared(database);
        try (ModelRegistry serving =
                        ModelRegistry.builder().url(url).actor("other").open();
                Connection connection = begin(url)) {
            try (ModelRegistry registry = within(connection)) {
                assertThat(register(registry, "1.0.0").number()).isEqualTo(1);
                insertRow(connection, 1);
            }
            connection.rollback();

            assertThat(serving.models()).isEmpty();
            assertThat(TestDatabase.ask(url, "SELECT digest FROM mr_blob")).isEmpty();
            assertThat(register(serving, "2.0.0").number()).isEqualTo(1);
        }
        assertThat(TestDatabase.ask(url, "SELECT id FROM job")).isEmpty();
    }

    /** Somebody else commits between the host's first look and its change; that is a conflict, and nothing is tried again. */
    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void whoeverIsNotFirstIsToldToBeginAgain(TestDatabase database) throws SQLException {
        if (database == TestDatabase.SQLITE) {
            assertOneWriterAtATime(prepared(database));
            return;
        }
        String url = prepared(database);
        try (ModelRegistry other =
                        ModelRegistry.builder().url(url).actor("other").open();
                Connection connection = begin(url)) {
            register(other, "1.0.0");
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (ModelRegistry registry = within(connection)) {
                assertThat(registry.model("flights").versions()).hasSize(1);
                register(other, "2.0.0");
                insertRow(connection, 1);

                assertThatThrownBy(() -> register(registry, "3.0.0"))
                        .isInstanceOf(ConflictException.class)
                        .hasMessageEndingWith("roll this transaction back and begin another one");
            }
            connection.rollback();

            try (ModelRegistry registry = within(connection)) {
                assertThat(register(registry, "3.0.0").number()).isEqualTo(3);
                insertRow(connection, 1);
            }
            connection.commit();

            assertThat(other.model("flights").versions()).hasSize(3);
            assertThat(other.verify().problems()).isEmpty();
        }
        assertThat(TestDatabase.ask(url, "SELECT id FROM job")).containsExactly("1");
    }

    /** A transaction that has read cannot write any more when somebody else has written since. */
    private static void assertOneWriterAtATime(String url) throws SQLException {
        try (ModelRegistry other =
                        ModelRegistry.builder().url(url).actor("other").open();
                Connection connection = begin(url);
                ModelRegistry registry = within(connection)) {
            assertThat(registry.models()).isEmpty();
            register(other, "1.0.0");

            assertThatThrownBy(() -> register(registry, "2.0.0"))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageEndingWith("roll this transaction back and begin another one");
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void aChangeThatIsRefusedLeavesTheTransactionAsItWas(TestDatabase database) throws SQLException {
        String url = prepared(database);
        try (Connection connection = begin(url);
                ModelRegistry registry = within(connection)) {
            insertRow(connection, 1);
            register(registry, "1.0.0");
            assertThatThrownBy(() -> registry.model("flights")
                            .register(draft -> draft.version("1.0.0").artifact("model", new byte[9]), because("again")))
                    .isInstanceOf(ConflictException.class);
            assertThatThrownBy(() -> registry.resolve("models:/hotels/1")).isInstanceOf(NotFoundException.class);
            register(registry, "1.1.0");
            connection.commit();
        }
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            assertThat(registry.model("flights").versions()).hasSize(2);
        }
        assertThat(TestDatabase.ask(url, "SELECT id FROM job")).containsExactly("1");
    }

    /**
     * Keeps others from inserting into a table, and gets into a deadlock with whoever tries to within a transaction, who loses, because this
     * one did more.
     */
    private static Future<?> lurk(String url, String table, CountDownLatch lurking, Future<?> over) {
        return CompletableFuture.runAsync(() -> {
            try (Connection rival = begin(url);
                    Statement statement = rival.createStatement()) {
                statement.execute("INSERT INTO job SELECT seq FROM seq_100_to_2000");
                statement.executeQuery("SELECT * FROM " + table + " FOR UPDATE").close();
                lurking.countDown();
                while (!over.isDone()
                        && TestDatabase.ask(TestServer.mariaDb().adminUrl(), WAITING)
                                .isEmpty()) {
                    LockSupport.parkNanos(
                            200_000_000); // what InnoDB says of transactions is up to 100 ms old, counted from the last
                    // question
                }
                if (!over.isDone()) {
                    statement.execute("UPDATE mr_journal SET revision = revision");
                }
                rival.rollback();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    /** MariaDB rolls all of it back, and takes the next statement for the first of another transaction. */
    @Test
    void aTransactionThatTheDatabaseGaveUpIsNotGoneOnWith() throws Exception {
        String url = prepared(TestDatabase.MARIADB);
        try (ModelRegistry other =
                ModelRegistry.builder().url(url).actor("other").open()) {
            register(other, "0.9.0");
        }
        CountDownLatch lurking = new CountDownLatch(1);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (Connection connection = begin(url);
                ModelRegistry registry = within(connection)) {
            Future<?> rival = lurk(url, "mr_entry", lurking, over);
            lurking.await();
            insertRow(connection, 1);
            assertThatThrownBy(() -> register(registry, "1.0.0"))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("Deadlock")
                    .hasMessageEndingWith("roll this transaction back and begin another one");
            assertThatThrownBy(() -> register(registry, "1.0.0"))
                    .as("again, without a rollback")
                    .isInstanceOf(ConflictException.class)
                    .hasMessage("the database has given this transaction up, and what was changed in it is gone;"
                            + " roll it back and begin another one");
            over.complete(null);
            rival.get();
            connection.rollback();
        }
        assertThat(TestDatabase.ask(url, "SELECT id FROM job")).isEmpty();
    }

    /** At READ COMMITTED it is there to be seen, so nobody has to begin again. */
    @Test
    void aChangeBehindOneThatWasNoneKnowsWhatOthersHaveDoneMeanwhile() throws SQLException {
        String url = prepared(TestDatabase.POSTGRESQL);
        try (ModelRegistry other =
                        ModelRegistry.builder().url(url).actor("other").open();
                Connection connection = begin(url);
                ModelRegistry registry = within(connection)) {
            ModelVersion version = register(other, "1.0.0");
            assertThat(registry.model("flights").latest()).contains(version);
            assertThat(register(registry, "1.0.0")).as("is there already").isEqualTo(version);
            other.model("flights").tag("team", "ops", because("org"));

            registry.model("flights").promote(version, Stage.STAGING, because("tests pass"));
            connection.commit();

            assertThat(other.model("flights").stageOf(version).stage()).isEqualTo(Stage.STAGING);
            assertThat(other.model("flights").tags()).containsEntry("team", "ops");
        }
    }

    /** PostgreSQL takes no more statements after one that failed, whoever's it was. */
    @Test
    void aTransactionInWhichTheHostFailedIsToBeRolledBack() throws SQLException {
        try (Connection connection = begin(prepared(TestDatabase.POSTGRESQL))) {
            insertRow(connection, 1);
            try (ModelRegistry registry = within(connection)) {
                assertThatThrownBy(() -> insertRow(connection, 1)).isInstanceOf(SQLException.class);

                assertThatThrownBy(() -> registry.model("flights").exists())
                        .isInstanceOf(ConflictException.class)
                        .hasMessageEndingWith("roll this transaction back and begin another one");
            }
            assertThatThrownBy(() -> within(connection))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageStartingWith("an earlier statement failed")
                    .hasMessageEndingWith("roll this transaction back and begin another one");
            connection.rollback();
            try (ModelRegistry registry = within(connection)) {
                assertThat(registry.model("flights").exists()).isFalse();
            }
        }
    }

    /** Whoever keeps a snapshot does not mind if that fails; here the failure would end the transaction unnoticed. */
    @Test
    void aSnapshotCostsNoTransaction() throws Exception {
        String url = prepared(TestDatabase.MARIADB);
        try (ModelRegistry other =
                ModelRegistry.builder().url(url).actor("other").open()) {
            for (int patch = 0; patch < 63; patch++) {
                register(other, "0.9." + patch);
            }
        }
        CountDownLatch lurking = new CountDownLatch(1);
        CompletableFuture<Void> over = new CompletableFuture<>();
        Future<?> rival = lurk(url, "mr_snapshot", lurking, over);
        lurking.await();
        try (Connection connection = begin(url)) {
            insertRow(connection, 1);
            try (ModelRegistry registry = within(connection)) {
                assertThat(register(registry, "1.0.0").number()).isEqualTo(64);
            }
            connection.commit();
        }
        over.complete(null);
        rival.get();
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            assertThat(registry.model("flights").versions()).hasSize(64);
            assertThat(registry.verify().problems()).isEmpty();
        }
        assertThat(TestDatabase.ask(url, "SELECT id FROM job")).containsExactly("1");
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void nothingIsErasedBecauseItCouldBeRolledBack(TestDatabase database, @TempDir Path files) throws SQLException {
        String inDatabase = prepared(database);
        String beside = database.freshUrl();
        ModelRegistry.builder()
                .location(JdbcLocation.of(beside)
                        .blobDirectory(files.resolve("blobs"))
                        .schemaMode(SchemaMode.CREATE))
                .openOrCreate()
                .close();
        assertNothingIsErased(inDatabase, JdbcLocation::within);
        assertNothingIsErased(
                beside, connection -> JdbcLocation.within(connection).blobDirectory(files.resolve("blobs")));
    }

    private static void assertNothingIsErased(String url, Function<Connection, JdbcLocation> location)
            throws SQLException {
        try (Connection connection = begin(url);
                ModelRegistry registry = ModelRegistry.builder()
                        .location(location.apply(connection))
                        .actor("job")
                        .open()) {
            ModelVersion version = register(registry, "1.0.0");

            assertThatThrownBy(() ->
                            registry.storage().erase(Erasure.of(version, Part.artifact("model")), because("request")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("bytes cannot be erased within a transaction of the host");

            assertThat(registry.model("flights").erased(version)).isEmpty();
            assertThat(version.artifact("model").open()).hasContent("1.0.0");
            connection.commit();
        }
        assertThat(TestDatabase.ask(url, "SELECT trashed FROM mr_blob WHERE trashed <> 0"))
                .isEmpty();
    }

    private static void inAnotherThread(Runnable task) {
        try {
            CompletableFuture.runAsync(task).join();
        } catch (CompletionException failed) {
            throw (RuntimeException) failed.getCause();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_DATABASE)
    void whatCannotBeIsRefused(TestDatabase database) throws SQLException {
        String url = prepared(database);
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThatThrownBy(() -> within(connection))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("the connection is in auto-commit mode, where every statement is a transaction; "
                            + "setAutoCommit(false) first");
            connection.setAutoCommit(false);
            ModelRegistry registry = within(connection);
            assertThatThrownBy(() -> inAnotherThread(registry::models))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(
                            "a registry in a transaction of the host belongs to the thread that opened it");
            assertThatThrownBy(() -> registry.subscribe("pager", commit -> {}))
                    .as("it would be called on a thread of its own")
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(
                            "a registry in a transaction of the host belongs to the thread that opened it");
            assertThat(registry.subscriptions().list()).isEmpty();
            registry.close();
            assertThatThrownBy(registry::models).isInstanceOf(RegistryClosedException.class);
            assertThat(connection.isClosed()).as("the connection").isFalse();
            connection.rollback();
        }
        String empty = database.freshUrl();
        try (Connection connection = begin(empty)) {
            assertThatThrownBy(() -> ModelRegistry.builder()
                            .location(JdbcLocation.within(connection).schemaMode(SchemaMode.CREATE))
                            .openOrCreate())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("tables cannot be created in a transaction of the host");
            connection.rollback();
        }
        assertThat(database.tables(empty)).isEqualTo(List.of());
    }
}
