package dev.modelregistry;

import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.notification.SubscriptionStatus.Stuck;
import java.util.List;

/**
 * The durable subscriptions of a registry, whichever process works for them; {@link ModelRegistry#subscribe} makes one. What it tells is read
 * from the store: one question for the heads, and one for each journal with commits since the subscription began. Thread-safe; usable
 * while its registry is open.
 */
public interface Subscriptions {
    /**
     * How far each subscription has come, in the order of their names.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     */
    List<SubscriptionStatus> list();

    /**
     * How far a subscription has come.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none of this name
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     */
    SubscriptionStatus status(String name);

    /**
     * Passes over a commit that the subscriber fails on, for good, so that those behind it are delivered. A try that is under way goes on, but
     * counts no more. A worker of another process goes on when it would have tried again, at the latest. Actor and reason are logged as a warning; nothing else remembers them.
     *
     * @param stuck from {@link SubscriptionStatus#stuck()}
     * @throws dev.modelregistry.error.NotFoundException if there is no subscription of this name
     * @throws dev.modelregistry.error.ConflictException if it is not stuck on this commit any more; nothing was passed over
     * @throws dev.modelregistry.error.RejectedException if the registry may only be read
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; nothing was passed over
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known; ask for its status
     */
    void skip(String name, Stuck stuck, Change change);

    /**
     * Ends a subscription: its workers in this process at once, those elsewhere when they next find something to deliver. Who subscribes under
     * the name later begins anew. Actor and reason are logged. A few hundred bytes for each journal stay behind in the store.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is no subscription of this name
     * @throws dev.modelregistry.error.RejectedException if the registry may only be read
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; nothing has ended
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known; ask for its status
     */
    void forget(String name, Change change);
}
