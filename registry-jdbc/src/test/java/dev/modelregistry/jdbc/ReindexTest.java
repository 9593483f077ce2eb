package dev.modelregistry.jdbc;

import dev.modelregistry.contract.ReindexContract;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class ReindexTest {
    private static RegistryStore fresh(TestDatabase database) {
        return JdbcLocation.of(database.freshUrl()).open(OpenMode.CREATE_IF_ABSENT);
    }

    @Nested
    class H2 extends ReindexContract {
        @Override
        protected RegistryStore freshStore() {
            return fresh(TestDatabase.H2);
        }
    }

    @Nested
    class Sqlite extends ReindexContract {
        @Override
        protected RegistryStore freshStore() {
            return fresh(TestDatabase.SQLITE);
        }
    }

    @Nested
    class PostgreSql extends ReindexContract {
        @Override
        protected RegistryStore freshStore() {
            return fresh(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class MariaDb extends ReindexContract {
        @Override
        protected RegistryStore freshStore() {
            return fresh(TestDatabase.MARIADB);
        }
    }

    @Nested
    @Tag("mysql")
    class MySql extends ReindexContract {
        @Override
        protected RegistryStore freshStore() {
            return fresh(TestDatabase.MYSQL);
        }
    }
}
