package dev.modelregistry.notification;

/**
 * A worker of a durable subscription: one thread that delivers commits to its subscriber. Others, in this process or elsewhere, may share the
 * work under the same name. Thread-safe. <b>Must be closed</b>; closing the registry closes it too.
 */
public interface Subscription extends AutoCloseable {
    /** The name that all workers of the subscription share. */
    String name();

    /**
     * How far the subscription has come, whoever does the work; see {@link dev.modelregistry.Subscriptions#status}.
     *
     * @throws dev.modelregistry.error.NotFoundException if it was forgotten, also if there is a later one of its name
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     * @throws dev.modelregistry.error.RegistryClosedException if the registry is closed
     */
    SubscriptionStatus status();

    /**
     * Ends this worker. Waits until a call that is under way has ended, but no longer than ten seconds, and not at all within that call itself; then
     * keeps what was acknowledged and leaves its journal to others. What a call does after that may be delivered again. The subscription itself
     * stays: who subscribes under its name goes on where this ended. Closing twice does nothing.
     */
    @Override
    void close();
}
