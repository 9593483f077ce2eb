package dev.modelregistry.jdbc;

import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;

/** The guarantees that all stores share, on MariaDB. */
class MariaDbContractTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new ServerFixture(TestServer.mariaDb(), "&sessionVariables=transaction_read_only=1");
    }
}
