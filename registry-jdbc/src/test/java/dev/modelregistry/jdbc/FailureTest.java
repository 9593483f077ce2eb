package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.modelregistry.contract.Race;
import dev.modelregistry.jdbc.database.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the databases really throw, and what it is taken for. */
class FailureTest {
    @TempDir
    Path directory;

    private final List<Connection> connections = new ArrayList<>();

    @AfterEach
    void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private Connection connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connections.add(connection);
        return connection;
    }

    /** A place with a table of two rows. */
    private String fresh(Place place) throws SQLException {
        String url = place.fresh(directory);
        Connection connection = connect(url);
        execute(connection, "CREATE TABLE cas (id INT PRIMARY KEY, v INT)");
        execute(connection, "INSERT INTO cas VALUES (1, 1), (2, 1)");
        return url;
    }

    private static int execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        }
    }

    private interface Act {
        void run() throws SQLException;
    }

    private static Failure failure(Place place, Act act) {
        try {
            act.run();
        } catch (SQLException failed) {
            return Failure.of(place.dialect(), failed);
        }
        return fail("it worked");
    }

    private static Failure failure(Place place, Connection connection, String sql) {
        return failure(place, () -> execute(connection, sql));
    }

    @ParameterizedTest
    @EnumSource
    void aTakenKeyIsADuplicate(Place place) throws SQLException {
        Connection connection = connect(fresh(place));

        assertThat(failure(place, connection, "INSERT INTO cas VALUES (1, 1)")).isEqualTo(Failure.DUPLICATE);
    }

    @ParameterizedTest
    @EnumSource
    void aTakenKeyInABatchIsADuplicate(Place place) throws SQLException {
        try (Statement batch = connect(fresh(place)).createStatement()) {
            batch.addBatch("INSERT INTO cas VALUES (3, 1)");
            batch.addBatch("INSERT INTO cas VALUES (1, 1)");

            assertThat(failure(place, batch::executeBatch)).isEqualTo(Failure.DUPLICATE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingTableIsSomethingElse(Place place) throws SQLException {
        Connection connection = connect(fresh(place));

        assertThat(failure(place, connection, "SELECT * FROM missing")).isEqualTo(Failure.OTHER);
    }

    static Stream<Arguments> levels() {
        return Stream.of(Place.values())
                .filter(place -> place != Place.SQLITE)
                .flatMap(place -> Stream.of(
                                Connection.TRANSACTION_READ_COMMITTED,
                                Connection.TRANSACTION_REPEATABLE_READ,
                                Connection.TRANSACTION_SERIALIZABLE)
                        .map(level -> Arguments.of(place, level)));
    }

    /** Two transactions read the same row, and the one that is later to change it finds out: by an error, but not at READ COMMITTED. */
    @ParameterizedTest
    @MethodSource("levels")
    void theLoserOfARaceChangesNoRowOrIsRolledBack(Place place, int level) throws SQLException {
        String url = fresh(place);
        Connection winner = connect(url);
        Connection loser = connect(url);
        loser.setTransactionIsolation(level);
        loser.setAutoCommit(false);
        execute(loser, "SELECT v FROM cas WHERE id = 2"); // the snapshot, not the row, which would be locked
        execute(winner, "UPDATE cas SET v = 2 WHERE id = 1 AND v = 1");

        String outcome;
        try {
            outcome = execute(loser, "UPDATE cas SET v = 3 WHERE id = 1 AND v = 1") + " rows";
        } catch (SQLException failed) {
            outcome = Failure.of(place.dialect(), failed).name();
        }

        assertThat(outcome).isIn("0 rows", level == Connection.TRANSACTION_READ_COMMITTED ? "0 rows" : "ROLLED_BACK");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void aDeadlockRollsBack(Place place) throws Exception {
        String url = fresh(place);
        List<Connection> both = List.of(connect(url), connect(url));
        for (int i = 0; i < 2; i++) {
            both.get(i).setAutoCommit(false);
            execute(both.get(i), "UPDATE cas SET v = 5 WHERE id = " + (i + 1));
        }

        List<String> ends = Race.all(2, racer -> {
            try {
                execute(both.get(racer), "UPDATE cas SET v = 6 WHERE id = " + (2 - racer));
                both.get(racer).commit();
                return "done";
            } catch (SQLException failed) {
                both.get(racer).rollback();
                return Failure.of(place.dialect(), failed).name();
            }
        });

        assertThat(ends).contains("ROLLED_BACK").isSubsetOf("ROLLED_BACK", "done");
    }

    @ParameterizedTest
    @CsvSource({
        "H2, ;LOCK_TIMEOUT=100",
        "SQLITE, ?busy_timeout=0",
        "POSTGRESQL, &options=-c%20lock_timeout=100ms",
        "POSTGRESQL, &options=-c%20statement_timeout=100ms",
        "MARIADB, ',innodb_lock_wait_timeout=1'",
        "MARIADB, ',max_statement_time=0.1'"
    })
    void aRowThatSomebodyElseHoldsIsBusy(Place place, String timeout) throws SQLException {
        String url = fresh(place);
        Connection holder = connect(url);
        Connection waiter = connect(url + timeout);
        holder.setAutoCommit(false);
        execute(holder, "UPDATE cas SET v = 2 WHERE id = 1");

        assertThat(failure(place, waiter, "UPDATE cas SET v = 3 WHERE id = 1")).isEqualTo(Failure.BUSY);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, ;ACCESS_MODE_DATA=r",
        "SQLITE, ?open_mode=1",
        "POSTGRESQL, &options=-c%20default_transaction_read_only=on",
        "MARIADB, ',transaction_read_only=1'"
    })
    void aConnectionThatMayOnlyReadIsDeniedToWrite(Place place, String readOnly) throws SQLException {
        String url = fresh(place);
        close(); // H2 opens files one way at a time
        Connection reader = connect(url + readOnly);

        assertThat(failure(place, reader, "UPDATE cas SET v = 3 WHERE id = 1")).isEqualTo(Failure.DENIED);
    }

    @ParameterizedTest
    @CsvSource({"H2, cas", "POSTGRESQL, pg_catalog.pg_authid", "MARIADB, mysql.user"})
    void aUserWithoutTheRightIsDenied(Place place, String table) throws SQLException {
        String url = fresh(place);
        if (place == Place.H2) {
            execute(connections.get(0), "CREATE USER reader PASSWORD 'reader'");
            url += ";USER=reader;PASSWORD=reader";
        }
        Connection reader = connect(url);

        assertThat(failure(place, reader, "DELETE FROM " + table)).isEqualTo(Failure.DENIED);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void aSessionThatWasEndedIsDisconnected(Place place) throws SQLException {
        String url = fresh(place);
        Connection ended = connect(url);
        switch (place) {
            case H2 -> connect(url).createStatement().execute("SHUTDOWN IMMEDIATELY");
            case POSTGRESQL -> TestServer.postgreSql().endSessions(url);
            default -> TestServer.mariaDb().endSessions(url);
        }

        assertThat(failure(place, ended, "SELECT * FROM cas")).isEqualTo(Failure.DISCONNECTED);
        assertThat(failure(place, ended, "SELECT * FROM cas")).as("again").isEqualTo(Failure.DISCONNECTED);
    }

    @ParameterizedTest
    @CsvSource({"H2, .mv.db", "SQLITE, ''"})
    void aFileWithOtherBytesIsDamaged(Place place, String suffix) throws Exception {
        String url = place.fresh(directory);
        Path file = Path.of(url.replaceFirst("jdbc:(h2:file|sqlite):", "") + suffix);
        Files.write(file, "not a database ".repeat(1_000).getBytes(StandardCharsets.UTF_8));

        assertThat(failure(place, () -> execute(connect(url), "CREATE TABLE cas (id INT PRIMARY KEY)")))
                .isEqualTo(Failure.DAMAGED);
    }
}
