package dev.modelregistry.jdbc.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.jdbc.TestDatabase;
import dev.modelregistry.spi.OpenMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From one schema to the next, with one that is still to come. */
@Timeout(60)
class MigrationTest {
    /** Fails if it is run twice. */
    private static final String SECOND = """
            -- What the next release adds.
            CREATE TABLE IF NOT EXISTS mr_more (
              name varchar(10) PRIMARY KEY
            );

            INSERT INTO mr_more VALUES ('once');
            """;

    private final Tables tables = new Tables("", Tables.DEFAULT_PREFIX);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private static Database open(String url) {
        return Database.of(url, new Properties(), OpenMode.CREATE_IF_ABSENT);
    }

    private Schema old(Database database) {
        return new Schema(database.dialect(), tables, () -> "database");
    }

    private Schema next(Database database) {
        List<String> scripts = new ArrayList<>(List.of(Schema.script(database.dialect(), 1)));
        scripts.add(SECOND);
        return new Schema(database.dialect(), tables, scripts, () -> "database");
    }

    private static String validated(Database database, Schema schema) {
        return database.transactions().read("validate", schema::validate).id();
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#all")
    void ofSeveralThatMigrateOneDoesAndTheOthersFindItDone(TestDatabase kind) throws Exception {
        String url = kind.freshUrl();
        try (Database database = open(url)) {
            database.create(old(database), tables);
            String registry = validated(database, old(database));
            assertThatThrownBy(() -> validated(database, next(database)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("the tables mr_* have schema 1, this library needs 2; SchemaMode.CREATE migrates them, "
                            + "or have SchemaMode.PRINT give the statements and run them");
            assertThat(next(database).statements(1))
                    .hasSize(3)
                    .last()
                    .isEqualTo("UPDATE mr_meta SET content = '2' WHERE name = 'schema'");

            CyclicBarrier start = new CyclicBarrier(4);
            List<Future<String>> migrating = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                migrating.add(threads.submit(() -> {
                    try (Database own = open(url)) {
                        start.await(30, TimeUnit.SECONDS);
                        own.create(next(own), tables);
                        return validated(own, next(own));
                    }
                }));
            }
            for (Future<String> each : migrating) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(registry);
            }

            assertThatThrownBy(() -> validated(database, old(database)))
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessage("the tables mr_* have schema 2, this library knows 1; use a newer version of it");
        }
        assertThat(TestDatabase.ask(url, "SELECT name FROM mr_more")).containsExactly("once");
    }

    @Test
    void onPostgreSqlTheLockEndsWithTheConnectionOfWhoeverHoldsIt() throws Exception {
        assertLockEndsWithItsConnection(
                TestDatabase.POSTGRESQL,
                "SELECT pg_advisory_lock(" + SchemaLock.name(tables).hashCode() + ")",
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    }

    @Test
    void onMariaDbTheLockEndsWithTheConnectionOfWhoeverHoldsIt() throws Exception {
        assertLockEndsWithItsConnection(
                TestDatabase.MARIADB,
                "SELECT GET_LOCK('" + SchemaLock.name(tables) + "', 0)",
                "SELECT count(*) FROM information_schema.processlist WHERE state = 'User lock'");
    }

    private void assertLockEndsWithItsConnection(TestDatabase kind, String lock, String waiting) throws Exception {
        String url = kind.freshUrl();
        Future<String> created;
        try (Connection holder = DriverManager.getConnection(url);
                Statement statement = holder.createStatement()) {
            statement.execute(lock);
            created = threads.submit(() -> {
                try (Database database = open(url)) {
                    database.create(old(database), tables);
                    return validated(database, old(database));
                }
            });
            while (TestDatabase.ask(url, waiting).equals(List.of("0"))) {
                assertThat(created).as("whoever waits").isNotDone();
                Thread.onSpinWait();
            }
        }
        assertThat(created.get(30, TimeUnit.SECONDS)).isNotBlank();
    }
}
