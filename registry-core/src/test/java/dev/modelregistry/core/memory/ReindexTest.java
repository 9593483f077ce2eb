package dev.modelregistry.core.memory;

import dev.modelregistry.contract.ReindexContract;
import dev.modelregistry.spi.RegistryStore;

class ReindexTest extends ReindexContract {
    @Override
    protected RegistryStore freshStore() {
        return new IndexedFixture().open();
    }
}
