package dev.modelregistry;

import dev.modelregistry.release.Release;
import dev.modelregistry.serving.ServingStatus;
import java.util.List;

/**
 * Models that answer requests in this process, all of one release of a set. Each stays loaded while the releases that answer have the same version of it. Where somebody breaks the glass for a model, what that puts into production answers in the place of its version. <b>Must be closed.</b> Thread-safe.
 */
public interface ServedSet extends AutoCloseable {
    /**
     * The models for one request. Never waits, and never looks at the store.
     *
     * @return a lease, which must be closed
     * @throws dev.modelregistry.error.ServingException if nothing is in production any more
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    SetLease acquire();

    /**
     * The release that answers now; an earlier one than the registry's while not all of that are loaded.
     *
     * @throws dev.modelregistry.error.ServingException if nothing is in production any more
     * @throws dev.modelregistry.error.RegistryClosedException if this is closed
     */
    Release release();

    /** What is loaded of each model, what could not be, and how many requests are under way, in the order of names. Also when it is closed. */
    List<ServingStatus> status();

    /**
     * Ends serving: nothing can be acquired any more, and each model is closed when its last lease is. Waits for that for as long as the longest {@link
     * dev.modelregistry.serving.ServingOptions#drainLimit} of its members says. Does nothing if it is closed already.
     */
    @Override
    void close();
}
