package dev.modelregistry.jdbc;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;

/** Opens {@code jdbc:} URLs, with nothing said beside them; {@link JdbcLocation} has the options. Thread-safe. */
public final class JdbcStoreProvider implements StoreProvider {
    private static final String SCHEME = "jdbc:";

    /** For {@link java.util.ServiceLoader}. */
    public JdbcStoreProvider() {}

    @Override
    public boolean accepts(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    public String location(String url) {
        return JdbcLocation.of(url).location();
    }

    @Override
    public RegistryStore open(String url, OpenMode mode, BlobCipher blobs) {
        return JdbcLocation.of(url).open(mode, blobs);
    }
}
