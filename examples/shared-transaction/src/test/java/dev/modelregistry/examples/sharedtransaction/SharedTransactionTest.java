package dev.modelregistry.examples.sharedtransaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program from end to end. */
class SharedTransactionTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:file:", "jdbc:sqlite:"})
    void whatItSaysIsWhatTheDatabaseHolds(String kind) throws SQLException {
        String url = kind + directory.resolve("database");

        assertThat(run(url)).as(text(err)).isZero();
        assertThat(text(err)).isEmpty();
        assertThat(text(out))
                .containsPattern("in the transaction +churn_predictor v1.0.0 \\(number 1\\)\n"
                        + " +everybody else sees +versions: 0, rows: 0\n"
                        + " +after the commit +versions: 1, rows: 1\n")
                .containsPattern("in the transaction +churn_predictor v1.1.0 \\(number 2\\)\n"
                        + " +after the rollback +versions: 1, rows: 1\n"
                        + " +job-0002 makes +churn_predictor v1.1.0 \\(number 2\\)\n")
                .containsPattern("everybody else sees +versions: 2, rows: 2\n"
                        + " +the application has +churn_predictor v1.1.0 \\(number 2\\)\n"
                        + " +[0-9]+ ms after the commit +churn_predictor v1.2.0 \\(number 3\\)\n")
                .containsPattern("somebody else +churn_predictor v1.3.0 \\(number 4\\)\n"
                        + " +attempt 1 +version 1.3.0 of model 'churn_predictor' is taken by number 4 .*\n"
                        + " +attempt 2 +churn_predictor v1.4.0 \\(number 5\\)\n");

        try (ModelRegistry registry = ModelRegistry.open(url);
                Connection connection = DriverManager.getConnection(url)) {
            RegisteredModel model = registry.model(TrainingService.MODEL);
            assertThat(model.versions()).extracting(ModelVersion::number).containsExactly(1, 2, 3, 4, 5);
            assertThat(model.versions())
                    .extracting(version -> version.registeredBy().toString())
                    .containsExactly("training", "training", "training", "research", "training");
            assertThat(new TrainingJobs(connection).finished())
                    .isEqualTo(Map.of("job-0001", 1, "job-0002", 2, "job-0003", 3, "job-0004", 5));
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aFurtherRunGoesOnWhereTheOneBeforeStopped() {
        String url = "jdbc:h2:file:" + directory.resolve("database");
        assertThat(run(url)).as(text(err)).isZero();
        out.reset();

        assertThat(run(url)).as(text(err)).isZero();
        assertThat(text(out))
                .contains("everybody else sees         versions: 5, rows: 4")
                .contains("job-0008                    number 10, which is churn_predictor v1.9.0 (number 10)");
    }

    @Test
    void aMistakeIsAnsweredWithoutThePassword() {
        assertThat(run("postgresql://host/database?password=open-sesame")).isEqualTo(2);
        assertThat(text(err)).isEqualTo(SharedTransaction.USAGE);

        err.reset();
        assertThat(run("jdbc:postgresql://127.0.0.1:1/database?user=u&password=open-sesame"))
                .isEqualTo(1);
        assertThat(text(err))
                .startsWith("cannot connect to jdbc:postgresql://127.0.0.1:1/database: ")
                .hasLineCount(1)
                .doesNotContain("open-sesame");
    }

    private int run(String... arguments) {
        return SharedTransaction.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private static String text(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
