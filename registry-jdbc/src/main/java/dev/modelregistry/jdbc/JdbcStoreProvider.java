package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import java.util.Locale;

/** Takes {@code jdbc:} URLs, and says that the store behind them is still to come. */
public final class JdbcStoreProvider implements StoreProvider {
    private static final String SCHEME = "jdbc:";

    /** For the service loader. */
    public JdbcStoreProvider() {}

    @Override
    public boolean accepts(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }

    /** The URL is not repeated in the message: it may hold a password. */
    @Override
    public RegistryStore open(String url, OpenMode mode) {
        throw new InvalidInputException(
                "registries in a database are not available in this release; use file:<directory>, or memory: in tests");
    }
}
