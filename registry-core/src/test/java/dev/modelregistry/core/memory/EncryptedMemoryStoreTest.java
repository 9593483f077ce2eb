package dev.modelregistry.core.memory;

import dev.modelregistry.contract.EncryptedStoreContract;
import dev.modelregistry.contract.StoreFixture;

/** The blobs of a store in memory, encrypted. */
class EncryptedMemoryStoreTest extends EncryptedStoreContract {
    @Override
    protected StoreFixture fixture() {
        return new MemoryFixture(CIPHER);
    }
}
