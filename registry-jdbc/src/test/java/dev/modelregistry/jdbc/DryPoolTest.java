package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.jdbc.Journal.Attempt;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools with fewer connections than are wanted. */
class DryPoolTest {
    @TempDir
    Path directory;

    private HikariDataSource pool(Place place, int size, int patienceMillis) {
        return Place.pool(place.fresh(directory), size, config -> config.setConnectionTimeout(patienceMillis));
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void saysThatNothingWasChangedWhenThereIsNoConnectionAndWorksWhenThereIs(Place place) throws Exception {
        try (HikariDataSource pool = pool(place, 1, 300);
                RegistryStore store = JdbcLocation.of(pool).open(OpenMode.CREATE_IF_ABSENT)) {
            Journal journal = new Journal(store);
            journal.append("earlier");
            Attempt attempt = journal.next("later");

            try (Connection borrowed = pool.getConnection()) {
                assertThat(borrowed.isValid(1)).isTrue();
                assertThatThrownBy(() -> journal.append(attempt))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("append commit 2")
                        .hasMessageContaining("Connection is not available, request timed out after 3")
                        .hasMessageContaining("nothing was changed, try again later");
                assertThatThrownBy(() -> store.blobs().put(new ByteArrayInputStream(new byte[] {1})))
                        .isInstanceOf(StoreUnavailableException.class);
                assertThatThrownBy(() -> store.cells().compareAndSet(new CellId("a", "b"), 0, Bytes.utf8("c")))
                        .isInstanceOf(StoreUnavailableException.class);
                assertThatThrownBy(journal::lines).isInstanceOf(StoreUnavailableException.class);
            }

            assertThat(journal.lines()).containsExactly("earlier");
            journal.append(attempt);
            assertThat(journal.lines()).containsExactly("earlier", "later");
        }
    }

    /** Blobs are larger than what waits in memory, so that an upload takes two transactions. */
    @ParameterizedTest
    @EnumSource
    void oneConnectionIsEnoughForEverything(Place place) throws Exception {
        try (HikariDataSource pool = pool(place, 1, 2_000);
                RegistryStore store = JdbcLocation.of(pool).open(OpenMode.CREATE_IF_ABSENT)) {
            Everything.thatAStoreDoes(store, (9 << 20) + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "SQLITE", "POSTGRESQL", "MARIADB"})
    void oneConnectionIsEnoughForTheEngine(Place place) throws Exception {
        try (HikariDataSource pool = pool(place, 1, 2_000);
                ModelRegistry registry = ModelRegistry.builder()
                        .location(JdbcLocation.of(pool))
                        .actor("alice")
                        .openOrCreate()) {
            RegisteredModel model = registry.model("flights");
            ModelVersion version = model.register(
                    draft -> draft.version("1.0.0").artifact("model.bin", new byte[] {1, 2, 3}), because("trained"));
            model.tag(version, "owner", "ml", because("org"));

            assertThat(registry.versionsTagged("owner", "ml")).containsExactly(version);
            Path files = version.materialize(directory.resolve("files of " + place));
            assertThat(Files.readAllBytes(files.resolve("model.bin"))).containsExactly(1, 2, 3);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "SQLITE", "POSTGRESQL", "MARIADB"})
    void thirtyTwoThreadsTakeTurnsWithTwoConnections(Place place) throws Exception {
        try (HikariDataSource pool = pool(place, 2, 30_000);
                RegistryStore store = JdbcLocation.of(pool).open(OpenMode.CREATE_IF_ABSENT)) {
            Journal journal = new Journal(store);

            List<Integer> racers = Race.all(32, racer -> {
                journal.appendAgainstOthers("racer " + racer);
                store.blobs().put(new ByteArrayInputStream(new byte[] {(byte) (racer % 4)}));
                return racer;
            });

            assertThat(racers).hasSize(32);
            assertThat(journal.lines())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 32)
                            .mapToObj(racer -> "racer " + racer)
                            .toList());
        }
    }
}
