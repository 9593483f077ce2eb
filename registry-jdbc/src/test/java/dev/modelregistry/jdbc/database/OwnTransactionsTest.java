package dev.modelregistry.jdbc.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.jdbc.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a transaction begins on connections of a pool that would have it otherwise, whatever its first statement is. */
class OwnTransactionsTest {
    private static final String INSERT = "INSERT INTO numbers (n) VALUES (?)";

    private final HikariDataSource pool = new HikariDataSource();

    @BeforeEach
    void wishForOneSnapshot() {
        pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        pool.setMaximumPoolSize(1);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Transactions on(String url) {
        TestDatabase.run(url, "CREATE TABLE numbers (n INT PRIMARY KEY)");
        pool.setJdbcUrl(url);
        return Database.of(pool).transactions();
    }

    private static int count(Session session) throws SQLException {
        return session.first("SELECT COUNT(*) FROM numbers", row -> row.getInt(1))
                .orElseThrow();
    }

    /** How many rows appear in a transaction when somebody else inserts one. */
    private static int appearing(Session session, String url, int number) throws SQLException {
        int before = count(session);
        TestDatabase.run(url, "INSERT INTO numbers (n) VALUES (" + number + ")");
        return count(session) - before;
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#servers")
    void readsWhatIsCommittedIfAnUpdateComesFirst(TestDatabase database) {
        String url = database.freshUrl();
        Transactions transactions = on(url);

        for (int n = 0; n < 10; n++) { // some drivers do another thing from the fifth time on
            int number = n;
            int appeared = transactions.write("insert", session -> {
                assertThat(session.update(INSERT, number)).isEqualTo(1);
                return appearing(session, url, 100 + number);
            });
            assertThat(appeared).isEqualTo(1);
        }
        int changed = transactions.write("change", session -> session.update("UPDATE numbers SET n = n + 1000"));
        assertThat(changed).isEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#servers")
    void readsWhatIsCommittedIfABatchComesFirst(TestDatabase database) {
        String url = database.freshUrl();
        Transactions transactions = on(url);

        int appeared = transactions.write("insert", session -> {
            session.updateAll(INSERT, List.of(new Object[] {1}, new Object[] {2}, new Object[] {3}));
            return appearing(session, url, 100);
        });

        assertThat(appeared).isEqualTo(1);
        assertThat(transactions.read("count", OwnTransactionsTest::count)).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#servers")
    void readsWhatIsCommittedIfAQueryComesFirst(TestDatabase database) {
        String url = database.freshUrl();
        Transactions transactions = on(url);

        int appeared = transactions.write("look and insert", session -> {
            int first = appearing(session, url, 100);
            session.update(INSERT, 1);
            return first + appearing(session, url, 101);
        });

        assertThat(appeared).isEqualTo(2);
        assertThat(transactions.read("count", OwnTransactionsTest::count)).isEqualTo(3);
    }

    /** Without one, somebody who forgot to commit would hold up everybody else for good. */
    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void waitsForALockNoLongerThanTheHostSaysOrElseTenSeconds(TestDatabase database) {
        Transactions transactions = on(database.freshUrl());
        Transactions.Work<String> wait = session -> {
            session.update(INSERT, 1);
            session.update("DELETE FROM numbers");
            return session.first("SELECT current_setting('lock_timeout')", row -> row.getString(1))
                    .orElseThrow();
        };

        assertThat(transactions.write("look", wait)).isEqualTo("10s");
        transactions.read("set", session -> session.first("SELECT set_config('lock_timeout', '3s', false)", row -> 1));

        assertThat(transactions.write("look", wait)).isEqualTo("3s");
    }
}
