package dev.modelregistry.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.contract.Race;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with four threads each write to one file, on connections whose transactions the driver would begin too late. */
class SqlitePoolTest {
    private static final int WRITERS = 4;
    private static final int TIMES = 10;

    @TempDir
    Path directory;

    /** The other process. Arguments: URL, name. */
    public static void main(String[] arguments) throws Exception {
        write(arguments[0], arguments[1]);
    }

    private static void write(String url, String name) throws Exception {
        try (HikariDataSource pool = Place.pool(url, WRITERS, config -> config.setAutoCommit(false));
                RegistryStore store = JdbcLocation.of(pool).open(OpenMode.CREATE_IF_ABSENT)) {
            Journal journal = new Journal(store);
            Race.all(WRITERS, racer -> {
                for (int i = 0; i < TIMES; i++) {
                    journal.appendAgainstOthers(name + " " + racer + " line " + i);
                    journal.lines();
                }
                return racer;
            });
        }
    }

    @Test
    void losesNothingAndBlocksNobody() throws Exception {
        String url = Place.SQLITE.fresh(directory) + "?transaction_mode=DEFERRED";
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        SqlitePoolTest.class.getName(),
                        url,
                        "theirs")
                .redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process other = builder.start();
        try {
            write(url, "ours");
            String said = new String(other.getInputStream().readAllBytes(), UTF_8);
            assertThat(other.waitFor(Journal.BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).as(said).isZero();
        } finally {
            other.toHandle().destroyForcibly();
        }

        List<String> wanted = new ArrayList<>();
        for (String name : List.of("ours", "theirs")) {
            for (int racer = 0; racer < WRITERS; racer++) {
                for (int i = 0; i < TIMES; i++) {
                    wanted.add(name + " " + racer + " line " + i);
                }
            }
        }
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.EXISTING)) {
            assertThat(new Journal(store).lines()).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }
}
