package dev.modelregistry.jdbc;

import org.junit.jupiter.api.Nested;

class CuttingProxyTest {
    @Nested
    class PostgreSql extends CuttingProxyContract {
        PostgreSql() {
            super(TestServer.postgreSql());
        }
    }

    @Nested
    class MariaDb extends CuttingProxyContract {
        MariaDb() {
            super(TestServer.mariaDb());
        }
    }
}
