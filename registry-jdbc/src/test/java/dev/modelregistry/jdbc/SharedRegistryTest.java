package dev.modelregistry.jdbc;

import dev.modelregistry.contract.RegistryContract;
import dev.modelregistry.contract.SharedRegistryContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class SharedRegistryTest {
    /** Refuses a second process. */
    @Nested
    class H2 extends RegistryContract {
        @Override
        protected String freshUrl() {
            return TestDatabase.H2.freshUrl();
        }
    }

    @Nested
    class Sqlite extends SharedRegistryContract {
        @Override
        protected String freshUrl() {
            return TestDatabase.SQLITE.freshUrl();
        }
    }

    @Nested
    class PostgreSql extends SharedRegistryContract {
        @Override
        protected String freshUrl() {
            return TestDatabase.POSTGRESQL.freshUrl();
        }
    }

    @Nested
    class MariaDb extends SharedRegistryContract {
        @Override
        protected String freshUrl() {
            return TestDatabase.MARIADB.freshUrl();
        }
    }

    @Nested
    @Tag("mysql")
    class MySql extends SharedRegistryContract {
        @Override
        protected String freshUrl() {
            return TestDatabase.MYSQL.freshUrl();
        }
    }
}
