package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.spi.OpenMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is wrong with the tables is told as precisely within a transaction, in which PostgreSQL answers nothing more after a question that
 * failed; and the transaction is as good as before.
 */
class RefusalInTransactionTest {
    enum How {
        POOL_WITHOUT_AUTO_COMMIT,
        TRANSACTION_OF_THE_HOST
    }

    private final String url = TestDatabase.POSTGRESQL.freshUrl();

    private void assertRefused(How how, Class<? extends RuntimeException> error, String told) throws SQLException {
        if (how == How.POOL_WITHOUT_AUTO_COMMIT) {
            try (HikariDataSource pool = Place.pool(url, 1, config -> config.setAutoCommit(false))) {
                assertThatThrownBy(() -> JdbcLocation.of(pool).open(OpenMode.EXISTING))
                        .isInstanceOf(error)
                        .hasMessageContaining(told);
            }
        } else {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> JdbcLocation.within(connection).open(OpenMode.EXISTING))
                        .isInstanceOf(error)
                        .hasMessageContaining(told);
                assertThat(statement.execute("SELECT 1")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tablesOfSomebodyElse(How how) throws SQLException {
        TestDatabase.run(url, "CREATE TABLE mr_meta (colour int)");

        assertRefused(how, InvalidInputException.class, "choose another prefix or schema");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsGone(How how) throws SQLException {
        JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT).close();
        TestDatabase.run(url, "DROP TABLE mr_cell");

        assertRefused(how, CorruptStoreException.class, "table mr_cell is gone");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatMayNotBeRead(How how) throws SQLException {
        JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT).close();
        TestDatabase.run(url, "REVOKE ALL ON mr_cell FROM CURRENT_USER");

        assertRefused(how, RejectedException.class, "table mr_cell may not be read");
    }
}
