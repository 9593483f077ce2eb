package dev.modelregistry.contract;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import org.junit.jupiter.api.Nested;

/** What every store passes that was opened with {@link #CIPHER}: what {@link StoreContract} says of blobs, and what is added to it. */
public abstract class EncryptedStoreContract {
    /** What fixtures for this suite open their stores with. */
    public static final BlobCipher CIPHER = BlobCipher.of(KeySource.of(EncryptionKey.of("contract", new byte[32])));

    /** A new fixture on fresh ground, used for one test. */
    protected abstract StoreFixture fixture() throws Exception;

    @Nested
    class Blobs extends BlobContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return EncryptedStoreContract.this.fixture();
        }
    }

    @Nested
    class BlobTrash extends BlobTrashContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return EncryptedStoreContract.this.fixture();
        }
    }

    @Nested
    class Encryption extends EncryptionContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return EncryptedStoreContract.this.fixture();
        }
    }
}
