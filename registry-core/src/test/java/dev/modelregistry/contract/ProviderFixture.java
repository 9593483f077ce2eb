package dev.modelregistry.contract;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fixture of a store that lives at a URL. Declares what is usual: other processes share it, it brings its own index
 * or none, and is never opened for reading only. What remains is {@link #damage()} and {@link #close()}.
 */
public abstract class ProviderFixture implements StoreFixture {
    private final StoreProvider provider;
    private final String url;
    private final BlobCipher cipher;

    /**
     * @param provider what opens the URL
     * @param url an address where no registry is yet
     */
    protected ProviderFixture(StoreProvider provider, String url) {
        this(provider, url, BlobCipher.none());
    }

    /**
     * @param provider what opens the URL
     * @param url an address where no registry is yet
     * @param cipher how blobs are kept; {@link EncryptedStoreContract#CIPHER} for that suite
     */
    protected ProviderFixture(StoreProvider provider, String url, BlobCipher cipher) {
        this.provider = provider;
        this.url = url;
        this.cipher = cipher;
    }

    @Override
    public final StoreProvider provider() {
        return provider;
    }

    @Override
    public final String url() {
        return url;
    }

    @Override
    public RegistryStore open() {
        return provider.open(url, OpenMode.CREATE_IF_ABSENT, cipher);
    }

    @Override
    public SecondProcess secondProcess() {
        return SecondProcess.SHARES;
    }

    @Override
    public Optional<IndexStore> derivedIndex(
            RegistryStore store, Function<CommitBytes, List<IndexStore.Change>> changes) {
        return Optional.empty();
    }

    @Override
    public Optional<RegistryStore> openReadOnly() {
        return Optional.empty();
    }
}
