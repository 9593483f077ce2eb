package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 acknowledges a commit half a second before it is in the file, unless it is told not to: what is declared is what holds. */
class H2DurabilityTest {
    private static final String ASK =
            "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'WRITE_DELAY'";

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

    /** A host's data source that says nothing of delays, and keeps no connection: each one opens the file. */
    private JdbcDataSource dataSource(String user) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        source.setUser(user);
        source.setPassword(user);
        return source;
    }

    @Test
    void whereTheHostIsAdministratorEveryConnectionIsToldNotToWait() throws SQLException {
        TestServerContract.execute(url, "SET WRITE_DELAY 500");

        try (RegistryStore store = JdbcLocation.of(dataSource("")).open(OpenMode.EXISTING)) {
            assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
            TestServerContract.execute(url, "SET WRITE_DELAY 500");
            new Journal(store).append("later");
        }
        assertThat(TestServerContract.ask(url, ASK)).as("also after that").isEqualTo("0");
    }

    @Test
    void whereTheHostIsNotWhatIsSetIsDeclared() throws SQLException {
        TestServerContract.execute(url, "SET WRITE_DELAY 500");
        try (RegistryStore store = JdbcLocation.of(dataSource("writer")).open(OpenMode.EXISTING)) {
            assertThat(store.durability()).isEqualTo(Durability.NONE);
        }

        TestServerContract.execute(url, "SET WRITE_DELAY 0");
        try (RegistryStore store = JdbcLocation.of(dataSource("writer")).open(OpenMode.EXISTING)) {
            assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
            new Journal(store).append("later");
            assertThat(new Journal(store).lines()).containsExactly("earlier", "later");
        }
    }
}
