package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy does to the commits of each driver. */
abstract class CuttingProxyContract {
    private final TestServer server;
    private CuttingProxy proxy;
    private String url;

    CuttingProxyContract(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void makeTable() throws Exception {
        proxy = CuttingProxy.to(server);
        url = server.freshDatabase();
        // Named so that its name must not be taken for a commit.
        TestServerContract.execute(url, "create table commits (id int primary key)");
    }

    @AfterEach
    void cleanUp() throws Exception {
        proxy.close();
        server.dropDatabase(url);
    }

    @Test
    void cutBeforeTheCommitTheRowIsNotThere() throws SQLException {
        proxy.cutBefore(server.commitOnTheWire(), 1);

        assertThatThrownBy(() -> insert(1)).isInstanceOf(SQLException.class);

        assertThat(proxy.fired()).isEqualTo(1);
        assertThat(rows()).isEqualTo("0");
    }

    @Test
    void cutBehindTheCommitTheRowIsThereAndTheClientWasNotTold() throws SQLException {
        proxy.cutBehind(server.commitOnTheWire(), 1);

        assertThatThrownBy(() -> insert(1)).isInstanceOf(SQLException.class);

        assertThat(proxy.fired()).isEqualTo(1);
        assertThat(rows()).isEqualTo("1");
    }

    @Test
    void countsCommitsOfOneConnectionAndFiresOnce() throws SQLException {
        proxy.cutBefore(server.commitOnTheWire(), 8);

        assertThatThrownBy(() -> insert(20)).isInstanceOf(SQLException.class);
        assertThat(rows()).isEqualTo("7");

        TestServerContract.execute(url, "delete from commits");
        insert(20);
        assertThat(rows()).isEqualTo("20");
        assertThat(proxy.fired()).isEqualTo(1);
    }

    @Test
    void cutsWhatIsOpenNowAndLetsNewOnesThrough() throws SQLException {
        try (Connection open = DriverManager.getConnection(proxy.through(url));
                Statement statement = open.createStatement()) {
            statement.execute("insert into commits values (0)");

            proxy.cutNow();

            assertThatThrownBy(() -> statement.execute("insert into commits values (1)"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(TestServerContract.ask(proxy.through(url), "select count(*) from commits"))
                .isEqualTo("1");
        assertThat(proxy.fired()).isZero();
    }

    @Test
    void refusesConnectionsWhenClosed() throws Exception {
        proxy.close();

        assertThatThrownBy(() -> DriverManager.getConnection(proxy.through(url)))
                .isInstanceOf(SQLException.class);
    }

    /** Inserts rows through the proxy, each in a transaction of its own. */
    private void insert(int times) throws SQLException {
        try (Connection connection = DriverManager.getConnection(proxy.through(url));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int id = 1; id <= times; id++) {
                statement.execute("insert into commits values (" + id + ")");
                connection.commit();
            }
        }
    }

    private String rows() throws SQLException {
        return TestServerContract.ask(url, "select count(*) from commits");
    }
}
