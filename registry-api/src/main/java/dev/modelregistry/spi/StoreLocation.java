package dev.modelregistry.spi;

/**
 * A place where a store is or may be, with everything that its module wants to know before it opens: what a URL cannot say. Given to
 * {@link dev.modelregistry.RegistryBuilder#location}.
 */
public interface StoreLocation {
    /**
     * Opens the store. Throws what {@link StoreProvider#open} throws.
     *
     * @param mode what to do if there is none
     */
    RegistryStore open(OpenMode mode);
}
