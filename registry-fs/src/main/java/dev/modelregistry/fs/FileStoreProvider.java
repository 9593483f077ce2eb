package dev.modelregistry.fs;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Opens {@code file:} URLs. What stands behind {@code file:} is a path as the platform writes it, relative or absolute, without percent
 * escapes: {@code file:registry}, {@code file:/var/lib/registry}, {@code file:///var/lib/registry}, {@code file:C:\registry}.
 * Thread-safe.
 */
public final class FileStoreProvider implements StoreProvider {
    private static final String SCHEME = "file:";

    /** For {@link java.util.ServiceLoader}. */
    public FileStoreProvider() {}

    @Override
    public boolean accepts(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    public RegistryStore open(String url, OpenMode mode, BlobCipher blobs) {
        return Opening.open(path(url), mode, blobs, new RealFileOps(), Clock.systemUTC());
    }

    @Override
    public String location(String url) {
        return path(url).toAbsolutePath().normalize().toString();
    }

    static Path path(String url) {
        String path = url.substring(SCHEME.length());
        if (path.startsWith("///")) {
            path = path.substring(2);
        }
        if (path.isEmpty() || path.startsWith("//")) {
            throw new InvalidInputException("store URL '" + url
                    + "' names no directory; write file:<path>, such as file:registry or file:/var/lib/registry");
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException invalid) {
            throw new InvalidInputException(
                    "store URL '" + url + "' has no valid path: " + invalid.getMessage(), invalid);
        }
    }
}
