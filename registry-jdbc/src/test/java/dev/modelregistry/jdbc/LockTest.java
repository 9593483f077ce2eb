package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.Race;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.jdbc.Journal.Attempt;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody else's transactions hold rows that an append needs. */
class LockTest {
    /** As long as an append is tried, and some for a slow machine; the databases' own limits are 10 and 50 seconds. */
    private static final Duration BOUND = Duration.ofSeconds(9);

    @TempDir
    Path directory;

    private static RegistryStore open(String url) {
        return JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, ;LOCK_TIMEOUT=500, 'Timeout trying to lock table'",
        "POSTGRESQL, &options=-c%20lock_timeout=500ms, canceling statement due to lock timeout",
        "MARIADB, ',innodb_lock_wait_timeout=1', Lock wait timeout exceeded"
    })
    void anAppendThatWaitsTooLongChangesNothingAndSucceedsLater(Place place, String timeout, String told)
            throws Exception {
        String url = place.fresh(directory);
        try (RegistryStore store = open(url + timeout)) {
            Journal journal = new Journal(store);
            journal.append("earlier");
            Attempt attempt = journal.next("later");

            try (Connection holder = DriverManager.getConnection(url);
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                assertThat(statement.executeUpdate("UPDATE mr_journal SET revision = revision"))
                        .isEqualTo(1);
                long begun = System.nanoTime();
                assertThatThrownBy(() -> journal.append(attempt))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("append commit 2")
                        .hasMessageContaining(told)
                        .hasMessageContaining("nothing was changed, try again later");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
                assertThat(journal.lines()).as("readers do not wait").containsExactly("earlier");
                holder.rollback();
            }

            assertThat(journal.append(attempt)).isEqualTo(new Appended(attempt.head()));
            assertThat(journal.lines()).containsExactly("earlier", "later");
        }
    }

    /** The other one has done more and, on PostgreSQL, waits longer before it looks: so the append is the one that is given up. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void anAppendThatIsGivenUpInADeadlockIsMadeAgain(Place place) throws Exception {
        String url = place.fresh(directory);
        try (RegistryStore store = open(url);
                Connection other = DriverManager.getConnection(patient(place, url));
                Statement statement = other.createStatement()) {
            Journal journal = new Journal(store);
            journal.append("earlier");
            other.setAutoCommit(false);
            statement.execute("CREATE TABLE much (n INT PRIMARY KEY)");
            for (int i = 0; i < 100; i++) {
                statement.execute("INSERT INTO much VALUES (" + i + ")");
            }
            statement.executeUpdate("UPDATE mr_entry SET whole = NULL");

            List<Boolean> done = Race.all(2, racer -> {
                if (racer == 0) {
                    journal.append("later"); // has the journal's row, and waits for the entry's
                } else {
                    Journal.await(() -> isLocked(url));
                    statement.executeUpdate("UPDATE mr_journal SET revision = revision");
                    other.commit();
                }
                return true;
            });

            assertThat(done).containsExactly(true, true);
            assertThat(journal.lines()).containsExactly("earlier", "later");
        }
    }

    /** PostgreSQL lets nobody but administrators wait longer. */
    private static String patient(Place place, String url) {
        if (place != Place.POSTGRESQL) {
            return url;
        }
        String schema = url.replaceFirst(".*currentSchema=(\\w+).*", "$1");
        return TestServer.postgreSql().adminUrl() + "&currentSchema=" + schema + "&options=-c%20deadlock_timeout=30s";
    }

    /** Whether somebody has the journal's row. */
    private static boolean isLocked(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT * FROM mr_journal FOR UPDATE NOWAIT");
            return false;
        } catch (SQLException locked) {
            return true;
        }
    }

    @Test
    void aWriterThatIsKeptOutOfAnSqliteFileIsToldAfterTenSecondsAndWhoeverOpensItMayWriteLater() throws Exception {
        String url = Place.SQLITE.fresh(directory);
        try (RegistryStore store = open(url)) {
            Journal journal = new Journal(store);
            journal.append("earlier");
            try (Connection holder = DriverManager.getConnection(url);
                    Statement statement = holder.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                long begun = System.nanoTime();
                List<Access> opened = Race.all(2, racer -> {
                    if (racer == 0) {
                        assertThatThrownBy(() -> journal.append("later"))
                                .isInstanceOf(StoreUnavailableException.class)
                                .hasMessageContaining("SQLITE_BUSY")
                                .hasMessageContaining("nothing was changed, try again later");
                        assertThat(journal.lines()).containsExactly("earlier");
                        return store.access();
                    }
                    try (RegistryStore another = JdbcLocation.of(url).open(OpenMode.EXISTING)) {
                        return another.access();
                    }
                });
                assertThat(opened).containsExactly(Access.READ_WRITE, Access.READ_WRITE);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
                statement.execute("ROLLBACK");
            }
            journal.append("later");
            assertThat(journal.lines()).containsExactly("earlier", "later");
        }
    }
}
