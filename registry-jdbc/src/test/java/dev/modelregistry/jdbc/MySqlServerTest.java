package dev.modelregistry.jdbc;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("mysql")
class MySqlServerTest {
    @Nested
    class Server extends TestServerContract {
        Server() {
            super(TestServer.mySql());
        }

        @Override
        Map<String, String> durability() {
            return Map.of(
                    "select @@innodb_flush_log_at_trx_commit", "1",
                    "select @@innodb_doublewrite", "1",
                    "select @@sync_binlog", "1");
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

    @Nested
    class Proxy extends CuttingProxyContract {
        Proxy() {
            super(TestServer.mySql());
        }
    }
}
