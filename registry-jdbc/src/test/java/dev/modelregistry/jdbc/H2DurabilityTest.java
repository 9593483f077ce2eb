package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 acknowledges a commit half a second before it is in the file, unless it is told not to: what is declared is what holds. */
class H2DurabilityTest {
    @TempDir
    Path directory;

    private String url;

    @BeforeEach
    void create() throws SQLException {
        url = Place.H2.fresh(directory);
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            new Journal(store).append("earlier");
        }
        TestServerContract.execute(url, "CREATE USER writer PASSWORD 'writer'");
        TestServerContract.execute(url, "GRANT ALL ON SCHEMA public TO writer");
    }

    /** A process of a host whose pool says nothing of delays. It ends in the instant in which its append is acknowledged. Arguments: URL. */
    public static void main(String[] arguments) throws SQLException {
        HikariDataSource pool = Place.pool(arguments[0], 2, config -> {});
        RegistryStore store = JdbcLocation.of(pool).open(OpenMode.EXISTING);
        Journal journal = new Journal(store);
        TestServerContract.execute(arguments[0], "SET WRITE_DELAY 500");
        journal.append("later");
        Runtime.getRuntime().halt(store.durability() == Durability.PROCESS_CRASH ? 0 : 1);
    }

    @Test
    void whatAHostWasToldIsThereAlthoughItsPoolAndOthersSayOtherwise() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        H2DurabilityTest.class.getName(),
                        url)
                .redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process host = builder.start();
        try {
            String said = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(host.waitFor(Journal.BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(host.exitValue()).as(said).isZero();
        } finally {
            host.toHandle().destroyForcibly();
        }

        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.EXISTING)) {
            assertThat(new Journal(store).lines()).containsExactly("earlier", "later");
        }
    }

    /** What H2 has in its file of an earlier setting does not count when it opens it again. */
    @Test
    void aHostThatMayNotTellIsToldHowItIs() throws SQLException {
        String writer = url + ";USER=writer;PASSWORD=writer";
        TestServerContract.execute(url, "SET WRITE_DELAY 0");
        try (RegistryStore store = JdbcLocation.of(writer).open(OpenMode.EXISTING)) {
            assertThat(store.durability()).isEqualTo(Durability.NONE);
        }

        try (Connection administrator = DriverManager.getConnection(url);
                Statement statement = administrator.createStatement()) {
            statement.execute("SET WRITE_DELAY 0");
            try (RegistryStore store = JdbcLocation.of(writer).open(OpenMode.EXISTING)) {
                assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
                new Journal(store).append("later");
                assertThat(new Journal(store).lines()).containsExactly("earlier", "later");
            }
        }
    }

    /** With a delay, H2 damages its file under rows of a megabyte: the next one who opens it, or reads, is told that. */
    @Test
    void largeBlobsOfAHostThatMayNotTellAreAllThere() throws Exception {
        String writer = url + ";USER=writer;PASSWORD=writer";
        Random random = new Random(17);
        List<Digest> stored = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] large = new byte[24 << 20];
            random.nextBytes(large);
            try (RegistryStore store = JdbcLocation.of(writer).open(OpenMode.EXISTING)) {
                stored.add(store.blobs().put(new ByteArrayInputStream(large)).digest());
            }
        }

        try (RegistryStore store = JdbcLocation.of(writer).open(OpenMode.EXISTING)) {
            for (Digest digest : stored) {
                try (InputStream bytes = store.blobs().open(digest)) {
                    assertThat(bytes.transferTo(OutputStream.nullOutputStream()))
                            .isEqualTo(24 << 20);
                }
            }
        }
    }
}
