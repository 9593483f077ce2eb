package dev.modelregistry.jdbc;

import org.junit.jupiter.api.Nested;

class LostConnectionTest {
    @Nested
    class PostgreSql extends LostConnectionContract {
        PostgreSql() {
            super(TestServer.postgreSql());
        }
    }

    @Nested
    class MariaDb extends LostConnectionContract {
        MariaDb() {
            super(TestServer.mariaDb());
        }
    }
}
