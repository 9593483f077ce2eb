package dev.modelregistry.jdbc;

import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;

/** The guarantees that all stores share, on PostgreSQL. */
class PostgreSqlContractTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new ServerFixture(TestServer.postgreSql(), "&options=-c%20default_transaction_read_only%3Don");
    }
}
