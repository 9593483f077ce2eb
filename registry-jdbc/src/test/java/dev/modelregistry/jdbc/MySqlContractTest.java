package dev.modelregistry.jdbc;

import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import org.junit.jupiter.api.Tag;

/** The guarantees that all stores share, on MySQL. */
@Tag("mysql")
class MySqlContractTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new ServerFixture(TestServer.mySql(), "&sessionVariables=transaction_read_only=1");
    }
}
