package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.contract.Race;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All connections of a store die between two calls, as when a server is started again: the next calls do not show it. */
abstract class LostConnectionContract {
    private static final CellId CELL = new CellId("counter", "shared");

    private final TestServer server;
    private String url;

    LostConnectionContract(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void create() {
        url = server.freshDatabase();
        try (RegistryStore store = open(JdbcLocation.of(url))) {
            new Journal(store).append("earlier");
            store.cells().compareAndSet(CELL, 0, Bytes.utf8("one"));
        }
    }

    @AfterEach
    void drop() {
        server.dropDatabase(url);
    }

    private static RegistryStore open(JdbcLocation location) {
        return location.open(OpenMode.CREATE_IF_ABSENT);
    }

    /** Makes a store hold so many connections, by keeping as many calls waiting for one lock. */
    private void fill(RegistryStore store, int connections) throws Exception {
        try (Connection holder = DriverManager.getConnection(url.replace("ApplicationName", "ignored"));
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select * from mr_cell for update");
            List<Boolean> won = Race.all(connections + 1, racer -> {
                if (racer < connections) {
                    return store.cells().compareAndSet(CELL, 1, Bytes.utf8("two"));
                }
                Journal.await(is(server.waiting(url), connections));
                holder.commit();
                return false;
            });
            assertThat(won).containsOnlyOnce(true);
        }
    }

    private Callable<Boolean> is(String query, int count) {
        return () -> TestServerContract.ask(server.adminUrl(), query).equals(String.valueOf(count));
    }

    private void endSessions() throws Exception {
        server.endSessions(url);
        Journal.await(is(server.sessions(url), 0));
    }

    @Test
    void readsAfterAllConnectionsOfItsOwnWereEnded() throws Exception {
        try (RegistryStore store = open(JdbcLocation.of(url))) {
            fill(store, 8);
            endSessions();

            assertThat(new Journal(store).lines()).containsExactly("earlier");
        }
    }

    @Test
    void appendsAfterAllConnectionsOfItsOwnWereEnded() throws Exception {
        try (RegistryStore store = open(JdbcLocation.of(url))) {
            Journal journal = new Journal(store);
            Journal.Attempt next = journal.next("later");
            fill(store, 8);
            endSessions();

            journal.append(next);

            assertThat(journal.lines()).containsExactly("earlier", "later");
        }
    }

    /** Whoever holds a dead one gives it back as such, whoever comes then gets a new one. */
    @Test
    void manyReadAtOnceAfterAllConnectionsOfItsOwnWereEnded() throws Exception {
        try (RegistryStore store = open(JdbcLocation.of(url))) {
            Journal journal = new Journal(store);
            fill(store, 8);
            endSessions();

            assertThat(Race.all(12, racer -> journal.lines())).containsOnly(List.of("earlier"));
        }
    }

    @Test
    void readsAndAppendsAfterAllConnectionsOfTheHostWereEnded() throws Exception {
        try (HikariDataSource pool = Place.pool(url, 2, config -> {});
                RegistryStore store = open(JdbcLocation.of(pool))) {
            Journal journal = new Journal(store);
            for (int time : IntStream.rangeClosed(1, 3).toArray()) {
                fillAgain(store);
                server.endSessions(url);
                assertThat(journal.lines()).hasSize(time);

                Journal.Attempt next = journal.next("time " + time);
                fillAgain(store);
                server.endSessions(url);
                journal.append(next);
            }
            assertThat(journal.lines()).containsExactly("earlier", "time 1", "time 2", "time 3");
        }
    }

    /** Both connections of the pool are used just now, so that the pool gives them out unasked. */
    private static void fillAgain(RegistryStore store) throws Exception {
        Race.all(2, racer -> store.cells().read(CELL));
    }
}
