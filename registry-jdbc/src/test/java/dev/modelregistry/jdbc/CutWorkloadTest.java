package dev.modelregistry.jdbc;

import org.junit.jupiter.api.Nested;

class CutWorkloadTest {
    @Nested
    class PostgreSql extends CutWorkloadContract {
        PostgreSql() {
            super(TestServer.postgreSql());
        }
    }

    @Nested
    class MariaDb extends CutWorkloadContract {
        MariaDb() {
            super(TestServer.mariaDb());
        }
    }
}
