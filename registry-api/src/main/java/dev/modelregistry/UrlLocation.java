package dev.modelregistry;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreLocation;
import dev.modelregistry.spi.StoreProvider;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A place that a URL says, which may hold a password. */
final class UrlLocation implements StoreLocation {
    private static final Map<String, String> MODULES =
            Map.of("file", "registry-fs", "jdbc", "registry-jdbc", "memory", "registry-core");

    private final String url;

    UrlLocation(String url) {
        this.url = url;
    }

    @Override
    public RegistryStore open(OpenMode mode, BlobCipher blobs) {
        return provider().open(url, mode, blobs);
    }

    @Override
    public String location() {
        return provider().location(url);
    }

    private StoreProvider provider() {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        Optional<StoreProvider> found = Services.find(StoreProvider.class, provider -> provider.accepts(url));
        if (found.isEmpty() && !MODULES.containsKey(scheme)) {
            throw new InvalidInputException("registry URL with the scheme '" + scheme
                    + "' is not understood; expected file:<directory>, jdbc:… or memory:");
        }
        return found.orElseThrow(() ->
                Services.missing("no store for '" + scheme + ":' URLs", MODULES.getOrDefault(scheme, "registry-fs")));
    }
}
