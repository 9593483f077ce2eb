package dev.modelregistry.jdbc;

import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import dev.modelregistry.encryption.BlobCipher;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees that all stores share, on H2 in files of one process. */
class H2ContractTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected StoreFixture fixture() {
        return fixture(directory, BlobCipher.none());
    }

    static StoreFixture fixture(Path directory, BlobCipher cipher) {
        return new Fixture("jdbc:h2:file:" + directory.resolve(UUID.randomUUID().toString()), cipher);
    }

    private static final class Fixture extends JdbcFixture {
        Fixture(String url, BlobCipher cipher) {
            super(url, cipher);
        }

        @Override
        public SecondProcess secondProcess() {
            return SecondProcess.IS_REFUSED;
        }

        @Override
        String readOnlyUrl() {
            try (Connection connection = DriverManager.getConnection(url());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE USER IF NOT EXISTS reader PASSWORD 'reader'");
                statement.execute("GRANT SELECT ON SCHEMA public TO reader");
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            return url() + ";USER=reader;PASSWORD=reader";
        }

        @Override
        public void close() {}
    }
}
