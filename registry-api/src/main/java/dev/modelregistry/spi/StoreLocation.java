package dev.modelregistry.spi;

import dev.modelregistry.encryption.BlobCipher;

/**
 * A place where a store is or may be, with everything that its module wants to know before it opens: what a URL cannot say. Given to
 * {@link dev.modelregistry.RegistryBuilder#location}.
 */
public interface StoreLocation {
    /**
     * Opens the store. Throws what {@link StoreProvider#open(String, OpenMode, BlobCipher)} throws.
     *
     * @param mode what to do if there is none
     * @param blobs what every blob goes through on its way to where it is kept, and back
     */
    RegistryStore open(OpenMode mode, BlobCipher blobs);

    /** Where this is, known without opening it and the same in each process: {@link RegistryStore#location()} as far as that is known. Never with a password in it. */
    String location();

    /** Opens the store, with blobs that are not encrypted; see {@link #open(OpenMode, BlobCipher)}. */
    default RegistryStore open(OpenMode mode) {
        return open(mode, BlobCipher.none());
    }
}
