package dev.modelregistry.examples.sharedtransaction;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.id.SemanticVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingServiceTest {
    private final HikariDataSource pool = new HikariDataSource();
    private final TrainingService service = new TrainingService(pool);

    @TempDir
    private Path directory;

    @BeforeEach
    void createTables() throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("database");
        ModelRegistry.openOrCreate(url).close();
        pool.setJdbcUrl(url);
        service.createTable();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** Each conflict is somebody else's success, so nobody can have more of them than the other has jobs. */
    @Test
    void jobsThatRaceAllFinishAndEachRowHasItsVersion() throws Exception {
        int jobs = 4;
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService racers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (String racer : List.of("red", "blue")) {
                running.add(racers.submit(() -> {
                    for (int job = 1; job <= jobs; job++) {
                        String id = racer + "-" + job;
                        start.await(30, TimeUnit.SECONDS);
                        service.untilNobodyElseIsFirst(attempt -> finish(id));
                    }
                    return racer;
                }));
            }
            for (Future<?> racer : running) {
                racer.get(60, TimeUnit.SECONDS);
            }
        } finally {
            racers.shutdownNow();
        }

        assertThat(service.finishedJobs())
                .containsOnlyKeys("blue-1", "blue-2", "blue-3", "blue-4", "red-1", "red-2", "red-3", "red-4");
        assertThat(service.finishedJobs().values()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    private ModelVersion finish(String id) throws SQLException {
        return service.inTransaction((model, jobs) -> {
            SemanticVersion next = SemanticVersion.of(1, model.versions().size(), 0);
            // Equal models under one version would be the same registration twice, and no conflict.
            byte[] weights = id.getBytes(StandardCharsets.UTF_8);
            ModelVersion made = model.register(
                    draft -> draft.version(next).artifact("weights.bin", weights), because(id + " has finished"));
            jobs.insert(id, made);
            return made;
        });
    }

    @Test
    void whoNeverComesFirstGivesUp() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> service.untilNobodyElseIsFirst(attempt -> {
                    attempts.set(attempt);
                    throw new ConflictException("somebody else was first");
                }))
                .isInstanceOf(ConflictException.class)
                .hasMessage("somebody else was first");
        assertThat(attempts).hasValue(5);
    }
}
