package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryBuilder;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.LastKnownContract;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownTest {
    @TempDir
    Path disk;

    @Nested
    class OnH2 extends LastKnownContract {
        @Override
        protected String url(Path directory) {
            return "jdbc:h2:file:" + directory.resolve("database");
        }
    }

    @Nested
    class OnSqlite extends LastKnownContract {
        @Override
        protected String url(Path directory) {
            return "jdbc:sqlite:" + directory.resolve("database");
        }
    }

    private static String ask(ServedModel<String> served) {
        try (Lease<String> lease = served.acquire("user-1")) {
            return lease.model();
        }
    }

    private static ServedModel<String> serve(ModelRegistry registry) {
        return registry.serve(
                "flights",
                version -> Files.readString(version.artifact("model.bin").path()));
    }

    private static void toProduction(RegisteredModel flights, String version) {
        ModelVersion registered = flights.register(
                draft -> draft.version(version).artifact("model.bin", ("weights of " + version).getBytes()),
                because("trained"));
        flights.promote(registered, Stage.STAGING, because("tests pass"));
        flights.promote(registered, Stage.PRODUCTION, because("approved"));
    }

    private List<Path> kept() {
        try (Stream<Path> all = Files.walk(disk.resolve("kept"))) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException | UncheckedIOException changing) {
            return List.of();
        }
    }

    @Test
    void startsThoughTheServerRefusesConnectionsAndKeepsNoPassword() throws Exception {
        String file = "jdbc:h2:file:" + disk.resolve("database") + ";USER=scott;PASSWORD=t1ger";
        try (ModelRegistry elsewhere =
                ModelRegistry.builder().url(file).actor("alice").openOrCreate()) {
            RegisteredModel flights = elsewhere.model("flights");
            toProduction(flights, "1.0.0");
            Server server = Server.createTcpServer("-tcpPort", "0").start();
            String port = String.valueOf(server.getPort());
            String url =
                    "jdbc:h2:tcp://localhost:" + port + "/" + disk.resolve("database") + ";USER=scott;PASSWORD=t1ger";
            RegistryBuilder process = ModelRegistry.builder()
                    .url(url)
                    .actor("server")
                    .pollInterval(Duration.ofMillis(20))
                    .lastKnown(disk.resolve("kept"), Duration.ofHours(24));
            try (ModelRegistry registry = process.open()) {
                assertThat(ask(serve(registry))).isEqualTo("weights of 1.0.0");
                Until.holds(() -> kept().stream().anyMatch(each -> each.endsWith("state")));
            }
            server.stop();
            toProduction(flights, "1.1.0");

            try (ModelRegistry registry = process.open()) {
                ServedModel<String> served = serve(registry);

                assertThat(ask(served)).isEqualTo("weights of 1.0.0");
                assertThatThrownBy(() -> registry.model("flights").versions())
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("in jdbc:h2:tcp://localhost:" + port + "/" + disk.resolve("database")
                                + " has not been reached")
                        .hasMessageNotContaining("t1ger");
                server = Server.createTcpServer("-tcpPort", port).start();
                Until.holds(() -> ask(served).equals("weights of 1.1.0"));
            }
            server.stop();
        }
        assertThat(kept())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1))
                        .doesNotContain("t1ger")
                        .doesNotContain("scott"));
    }

    @Test
    void aPlaceIsToldByItsUrlAndTablesAndNotByPasswords() {
        String url = "jdbc:postgresql://scott:t1ger@db.example.org/models?password=t1ger&ssl=true";
        DataSource source = new JdbcDataSource();

        assertThat(new JdbcStoreProvider().location(url))
                .isEqualTo("jdbc:postgresql://db.example.org/models, tables mr_*")
                .isEqualTo(JdbcLocation.of(url).location())
                .isEqualTo(JdbcLocation.of(url, "somebody", "else").location());
        assertThat(JdbcLocation.of(url).schema("ml").prefix("test_").location())
                .isEqualTo("jdbc:postgresql://db.example.org/models, tables ml.test_*");
        assertThat(JdbcLocation.of(source).location()).isEqualTo("a data source of the host, tables mr_*");
    }
}
