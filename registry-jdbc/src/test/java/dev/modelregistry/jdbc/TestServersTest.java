package dev.modelregistry.jdbc;

import java.util.Map;
import org.junit.jupiter.api.Nested;

class TestServersTest {
    @Nested
    class PostgreSql extends TestServerContract {
        PostgreSql() {
            super(TestServer.postgreSql());
        }

        @Override
        Map<String, String> durability() {
            return Map.of("show fsync", "on", "show synchronous_commit", "on", "show full_page_writes", "on");
        }

        @Override
        String address() {
            return "show listen_addresses";
        }

        @Override
        String outside() {
            return "public";
        }
    }

    @Nested
    class MariaDb extends TestServerContract {
        MariaDb() {
            super(TestServer.mariaDb());
        }

        @Override
        Map<String, String> durability() {
            return Map.of("select @@innodb_flush_log_at_trx_commit", "1", "select @@innodb_doublewrite", "ON");
        }

        @Override
        String address() {
            return "select @@bind_address";
        }

        @Override
        String outside() {
            return "mysql";
        }
    }
}
