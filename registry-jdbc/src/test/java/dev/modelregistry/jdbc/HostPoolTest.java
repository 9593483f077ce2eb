package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.contract.Race;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools that are set up for whatever else the host does: the store works at every level of isolation, with and without auto-commit. */
class HostPoolTest {
    private static final CellId CELL = new CellId("counter", "shared");
    private static final int WRITERS = 4;
    private static final int TIMES = 6;

    @TempDir
    Path directory;

    static Stream<Arguments> pools() {
        return Stream.of(Place.values())
                .flatMap(place -> levels(place)
                        .flatMap(level ->
                                Stream.of(true, false).map(autoCommit -> Arguments.of(place, level, autoCommit))));
    }

    private static Stream<String> levels(Place place) {
        return place == Place.SQLITE
                ? Stream.of("TRANSACTION_SERIALIZABLE")
                : Stream.of("TRANSACTION_READ_COMMITTED", "TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE");
    }

    @ParameterizedTest
    @MethodSource("pools")
    void racesEndAsTheyShouldAndNobodyFails(Place place, String level, boolean autoCommit) throws Exception {
        String url = place.fresh(directory);
        try (HikariDataSource pool = Place.pool(url, WRITERS, config -> set(config, level, autoCommit));
                RegistryStore store = JdbcLocation.of(pool).open(OpenMode.CREATE_IF_ABSENT)) {
            Journal journal = new Journal(store);

            Race.all(WRITERS, racer -> {
                for (int i = 0; i < TIMES; i++) {
                    journal.appendAgainstOthers("racer " + racer + " line " + i);
                    increment(store);
                    journal.lines();
                }
                return racer;
            });

            assertThat(journal.lines()).hasSize(WRITERS * TIMES).doesNotHaveDuplicates();
            assertThat(store.cells().read(CELL).map(Cell::version)).contains((long) WRITERS * TIMES);
            if (place != Place.H2 && place != Place.SQLITE) {
                assertThat(TestServerContract.ask(
                                server(place).adminUrl(), server(place).inTransaction(url)))
                        .as("transactions that were left open")
                        .isEqualTo("0");
            }
        }
    }

    private static TestServer server(Place place) {
        return place == Place.POSTGRESQL ? TestServer.postgreSql() : TestServer.mariaDb();
    }

    private static void set(HikariConfig config, String level, boolean autoCommit) {
        config.setTransactionIsolation(level);
        config.setAutoCommit(autoCommit);
    }

    private static void increment(RegistryStore store) {
        long version;
        do {
            version = store.cells().read(CELL).map(Cell::version).orElse(0L);
        } while (!store.cells().compareAndSet(CELL, version, Bytes.utf8("value " + version)));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void everyConnectionIsGivenBackAsItCame(Place place, String level, boolean autoCommit) throws Exception {
        try (HikariDataSource pool = Place.pool(place.fresh(directory), 1, config -> set(config, level, autoCommit))) {
            List<String> changes = new ArrayList<>();
            LendingDataSource lending = new LendingDataSource(pool, changes::add);
            try (RegistryStore store = JdbcLocation.of(lending).open(OpenMode.CREATE_IF_ABSENT)) {
                Everything.thatAStoreDoes(store, 1_000);
            }
            assertThat(lending.lent()).isGreaterThan(20);
            assertThat(changes).isEmpty();
        }
    }
}
