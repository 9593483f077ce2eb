package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Subscriptions;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.id.Actor;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.notification.SubscriptionStatus.Stuck;
import java.util.List;
import java.util.Optional;

/** The durable subscriptions as they are now, and what can be done about them. */
record LiveSubscriptions(Engine engine, Optional<Actor> actor) implements Subscriptions {
    @Override
    public List<SubscriptionStatus> list() {
        return engine.notifications().statuses();
    }

    @Override
    public SubscriptionStatus status(String name) {
        return engine.notifications().status(name);
    }

    @Override
    public void skip(String name, Stuck stuck, Change change) {
        engine.notifications().skip(name, stuck, Author.of(change, actor));
    }

    @Override
    public void forget(String name, Change change) {
        engine.notifications().forget(name, Author.of(change, actor));
    }

    @Override
    public String toString() {
        return "subscriptions of " + engine.location();
    }
}
