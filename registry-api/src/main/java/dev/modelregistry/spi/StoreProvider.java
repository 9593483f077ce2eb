package dev.modelregistry.spi;

import dev.modelregistry.encryption.BlobCipher;

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
     * @param blobs what every blob goes through on its way to where it is kept, and back; asked with {@link BlobCipher#requireFor} whether
     *     it fits the registry there
     * @throws dev.modelregistry.error.NotFoundException if there is no registry and the mode is {@link OpenMode#EXISTING}
     * @throws dev.modelregistry.error.InvalidInputException if the URL is malformed or names something that is no registry, or the registry was
     *     created to be encrypted and no keys were given, or the other way round
     * @throws dev.modelregistry.error.RejectedException if a registry would have to be created where writing is not possible, or if
     *     another process has a {@link Sharing#PROCESS} store open
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote the registry
     * @throws dev.modelregistry.error.CorruptStoreException if what identifies the registry is damaged
     * @throws dev.modelregistry.error.StoreUnavailableException if the ground fails
     */
    RegistryStore open(String url, OpenMode mode, BlobCipher blobs);

    /** Where a URL leads, known without opening it and the same in each process: {@link RegistryStore#location()} as far as that is known. Never with a password in it. */
    String location(String url);

    /** Opens the store at a URL, with blobs that are not encrypted; see {@link #open(String, OpenMode, BlobCipher)}. */
    default RegistryStore open(String url, OpenMode mode) {
        return open(url, mode, BlobCipher.none());
    }
}
