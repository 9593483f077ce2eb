package dev.modelregistry.fs;

import dev.modelregistry.contract.EncryptedStoreContract;
import dev.modelregistry.contract.StoreFixture;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** The blobs of a store in files, encrypted. */
class EncryptedFileStoreTest extends EncryptedStoreContract {
    @TempDir
    Path directory;

    @Override
    protected StoreFixture fixture() {
        return new FileStoreContractTest.Fixture(
                directory.resolve(UUID.randomUUID().toString()), CIPHER);
    }
}
