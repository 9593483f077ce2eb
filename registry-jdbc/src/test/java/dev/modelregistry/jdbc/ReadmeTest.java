package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the pages show about databases, compiled and run. That the pages show just this is checked by {@code registry-fs}. */
class ReadmeTest {
    private final HikariDataSource dataSource = new HikariDataSource();

    @TempDir
    private Path directory;

    @BeforeEach
    void pool() {
        dataSource.setJdbcUrl("jdbc:h2:file:" + directory.resolve("database"));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void url() {
        TestServer server = TestServer.postgreSql();
        String url = server.freshDatabase();
        String database = url.substring("jdbc:postgresql://".length());
        // region jdbc-url
        ModelRegistry registry =
                ModelRegistry.openOrCreate("jdbc:postgresql://" + database); // host/name?user=…&password=…
        // end jdbc-url
        try (registry) {
            assertThat(registry.location()).startsWith("jdbc:postgresql://");
        }
        server.dropDatabase(url);
    }

    @Test
    void pooled() {
        JdbcLocation created = JdbcLocation.of(dataSource).prefix("ml_");
        ModelRegistry.builder().location(created).openOrCreate().close();
        // region jdbc-pool
        ModelRegistry registry = ModelRegistry.builder()
                .location(JdbcLocation.of(dataSource).prefix("ml_").schemaMode(SchemaMode.VALIDATE))
                .open();
        // end jdbc-pool
        try (registry) {
            assertThat(registry.models()).isEmpty();
        }
    }

    @Test
    void transaction() throws SQLException {
        byte[] model = {1, 2, 3};
        try (ModelRegistry registry = ModelRegistry.builder()
                        .location(JdbcLocation.of(dataSource))
                        .openOrCreate();
                Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE training_job (id VARCHAR(64) PRIMARY KEY, version INTEGER)");
            // region jdbc-transaction
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try (ModelRegistry shared = ModelRegistry.builder()
                        .location(JdbcLocation.within(connection))
                        .actor("training")
                        .open()) {
                    ModelVersion version = shared.model("churn_predictor")
                            .register(
                                    draft -> draft.version("1.0.0").artifact("model.onnx", model),
                                    because("job-17 has finished"));
                    try (PreparedStatement row = connection.prepareStatement(
                            "INSERT INTO training_job (id, version) VALUES ('job-17', ?)")) {
                        row.setInt(1, version.number());
                        row.executeUpdate();
                    }
                    connection.commit(); // both, or neither
                } catch (SQLException | RuntimeException failed) {
                    connection.rollback();
                    throw failed;
                }
            }
            // end jdbc-transaction
            assertThat(registry.model("churn_predictor").versions()).hasSize(1);
            try (ResultSet row = statement.executeQuery("SELECT version FROM training_job WHERE id = 'job-17'")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(1);
            }
        }
    }
}
