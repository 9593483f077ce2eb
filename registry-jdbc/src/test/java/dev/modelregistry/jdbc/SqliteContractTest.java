package dev.modelregistry.jdbc;

import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees that all stores share, on SQLite. */
class SqliteContractTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected StoreFixture fixture() {
        return new Fixture("jdbc:sqlite:" + directory.resolve(UUID.randomUUID() + ".db"));
    }

    private static final class Fixture extends JdbcFixture {
        Fixture(String url) {
            super(url);
        }

        @Override
        String readOnlyUrl() {
            return url() + "?open_mode=1";
        }

        @Override
        public void close() {}
    }
}
