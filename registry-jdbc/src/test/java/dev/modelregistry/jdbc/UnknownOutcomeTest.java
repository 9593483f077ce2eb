package dev.modelregistry.jdbc;

import org.junit.jupiter.api.Nested;

class UnknownOutcomeTest {
    @Nested
    class PostgreSql extends UnknownOutcomeContract {
        PostgreSql() {
            super(TestServer.postgreSql());
        }
    }

    @Nested
    class MariaDb extends UnknownOutcomeContract {
        MariaDb() {
            super(TestServer.mariaDb());
        }
    }
}
