package dev.modelregistry.jdbc;

import dev.modelregistry.contract.EncryptedStoreContract;
import dev.modelregistry.contract.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The blobs of a store in H2, encrypted. */
class EncryptedH2Test extends EncryptedStoreContract {
    @TempDir
    Path directory;

    @Override
    protected StoreFixture fixture() {
        return H2ContractTest.fixture(directory, CIPHER);
    }
}
