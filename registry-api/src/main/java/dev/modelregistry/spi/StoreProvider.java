package dev.modelregistry.spi;

/**
 * How a storage module is found: an implementation named in {@code META-INF/services} and in the module descriptor, with a public
 * constructor without parameters. Thread-safe.
 */
public interface StoreProvider {
    /** Whether {@link #open} understands this URL; looks at its text only, usually at what stands before the first colon. */
    boolean accepts(String url);

    /**
     * Opens the store at a URL.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is no registry and the mode is {@link OpenMode#EXISTING}
     * @throws dev.modelregistry.error.InvalidInputException if the URL is malformed or names something that is no registry
     * @throws dev.modelregistry.error.RejectedException if a registry would have to be created where writing is not possible, or if
     *     another process has a {@link Sharing#PROCESS} store open
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote the registry
     * @throws dev.modelregistry.error.CorruptStoreException if what identifies the registry is damaged
     * @throws dev.modelregistry.error.StoreUnavailableException if the ground fails
     */
    RegistryStore open(String url, OpenMode mode);
}
