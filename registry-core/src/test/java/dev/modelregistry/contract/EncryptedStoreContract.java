package dev.modelregistry.contract;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** What every store passes that was opened with {@link #CIPHER}: what {@link StoreContract} says of blobs, and what is added to it. */
public abstract class EncryptedStoreContract {
    /** What fixtures for this suite open their stores with. */
    public static final BlobCipher CIPHER = BlobCipher.of(new Asked());

    private static final KeySource KEYS = KeySource.of(EncryptionKey.of("contract", new byte[32]));
    /** How often this thread has asked for keys: a store that does not ask does not encrypt. */
    private static final ThreadLocal<int[]> ASKED = ThreadLocal.withInitial(() -> new int[1]);

    private static final class Asked implements KeySource {
        @Override
        public EncryptionKey current() {
            ASKED.get()[0]++;
            return KEYS.current();
        }

        @Override
        public Optional<EncryptionKey> find(String id) {
            ASKED.get()[0]++;
            return KEYS.find(id);
        }
    }

    static int asked() {
        return ASKED.get()[0];
    }

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
