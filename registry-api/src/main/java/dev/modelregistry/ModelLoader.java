package dev.modelregistry;

/**
 * Makes a version's files a model that answers. Called on a thread of its own, by one thread for each version; different versions may be loaded at once.
 *
 * @param <T> the model, as the host's inference library has it; it must be safe for use by many threads, for leases share it
 */
@FunctionalInterface
public interface ModelLoader<T> {
    /**
     * Loads a version. Its files are at {@link Artifact#path()}, verified.
     *
     * @return the model; never null
     * @throws Exception if it cannot be loaded: what served before goes on serving, and it is tried again later
     */
    T load(ModelVersion version) throws Exception;
}
