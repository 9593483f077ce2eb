package dev.modelregistry;

import dev.modelregistry.release.Release;

/** The models for one request, all of one release. <b>Must be closed.</b> For one thread. */
public interface SetLease extends AutoCloseable {
    /**
     * A model; not to be kept when the lease is closed.
     *
     * @param member what {@link ReleaseSet#serve} was given
     * @throws dev.modelregistry.error.InvalidInputException if it was not given that
     * @throws IllegalStateException if the lease is closed
     */
    <T> T model(ServedMember<T> member);

    /** The release that answers; its number belongs into log lines. */
    Release release();

    /** @throws IllegalStateException if it is closed already */
    @Override
    void close();
}
