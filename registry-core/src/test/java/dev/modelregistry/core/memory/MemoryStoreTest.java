package dev.modelregistry.core.memory;

import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;

class MemoryStoreTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new MemoryFixture();
    }
}
