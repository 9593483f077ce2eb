package dev.modelregistry.core.memory;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import java.time.InstantSource;

/** Opens {@code memory:}, always a fresh registry. Thread-safe. */
public final class MemoryStoreProvider implements StoreProvider {
    /** The one URL that is understood. */
    public static final String URL = "memory:";

    /** For {@link java.util.ServiceLoader}. */
    public MemoryStoreProvider() {}

    @Override
    public boolean accepts(String url) {
        return url.equals(URL);
    }

    @Override
    public String location(String url) {
        return URL;
    }

    /**
     * A fresh registry, whatever the mode: an earlier one cannot be named, so there is none that {@link
     * OpenMode#EXISTING} could miss.
     *
     * @throws InvalidInputException if the URL is any other than {@value #URL}
     */
    @Override
    public RegistryStore open(String url, OpenMode mode, BlobCipher blobs) {
        if (!accepts(url)) {
            throw new InvalidInputException("store URL '" + url + "' is not exactly '" + URL
                    + "'; registries in memory have no names, each opening makes a new one");
        }
        return new MemoryStore(InstantSource.system(), blobs);
    }
}
