package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every server promises to the tests that run on it. */
abstract class TestServerContract {
    private final TestServer server;

    TestServerContract(TestServer server) {
        this.server = server;
    }

    /** Queries, and what a server answers whose commits survive a loss of power. */
    abstract Map<String, String> durability();

    @Test
    void isDurable() throws SQLException {
        for (Map.Entry<String, String> setting : durability().entrySet()) {
            assertThat(ask(server.freshDatabase(), setting.getKey()))
                    .as(setting.getKey())
                    .isEqualTo(setting.getValue());
        }
    }

    @Test
    void listensOnTheLoopbackAddressAlone() throws SQLException {
        assertThat(ask(server.adminUrl(), address())).isEqualTo("127.0.0.1");
    }

    abstract String address();

    @Test
    void freshDatabasesAreSeparate() throws SQLException {
        String one = server.freshDatabase();
        String other = server.freshDatabase();

        execute(one, "create table kept (id int)");
        execute(other, "create table kept (id int)");
        execute(one, "insert into kept values (7)");

        assertThat(ask(one, "select count(*) from kept")).isEqualTo("1");
        assertThat(ask(other, "select count(*) from kept")).isEqualTo("0");
    }

    @Test
    void aDroppedDatabaseIsGoneAlthoughSomebodyHoldsALockInIt() throws SQLException {
        String url = server.freshDatabase();
        execute(url, "create table held (id int)");
        assertThatThrownBy(() -> {
                    try (Connection holder = DriverManager.getConnection(url);
                            Statement statement = holder.createStatement()) {
                        holder.setAutoCommit(false);
                        statement.execute("insert into held values (7)");
                        server.dropDatabase(url);
                        statement.execute("insert into held values (8)");
                    }
                })
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> ask(url, "select count(*) from held")).isInstanceOf(SQLException.class);
    }

    @Test
    void aUserMayNotTouchWhatIsOutside() {
        assertThatThrownBy(() -> execute(server.freshDatabase(), "create table " + outside() + ".intruder (id int)"))
                .isInstanceOf(SQLException.class);
    }

    abstract String outside();

    static String ask(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
