package dev.modelregistry;

import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.id.Actor;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.versioning.VersioningPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** What makes a registry out of a store. Implemented by {@code registry-core} and found by {@link java.util.ServiceLoader}; not for hosts. */
public interface RegistryEngine {
    /** A registry over a store, which it closes when it is closed. */
    ModelRegistry start(RegistryStore store, Settings settings);

    /**
     * What the host chose.
     *
     * @param clock what dates commits, if not the store's clock
     * @param ids what mints append ids
     * @param actor who changes are made by, until a handle says otherwise
     * @param freshness how current reads are, until a handle says otherwise
     * @param versioning rules beside the standard ones for semantic versions
     * @param access who may do what; if it is empty, everybody everything
     * @param checks the checks in the host's code by name
     * @param pollInterval how often watches and subscriptions look at the store
     * @param threads makes the threads that watches, subscriptions and checks need; they must be daemons
     */
    record Settings(
            Optional<InstantSource> clock,
            Supplier<UUID> ids,
            Optional<Actor> actor,
            Freshness freshness,
            VersioningPolicy versioning,
            Optional<AccessPolicy> access,
            Map<String, HostCheck> checks,
            Duration pollInterval,
            ThreadFactory threads) {}

    /**
     * A check in the host's code.
     *
     * @param check the code
     * @param limit how long it may take
     */
    record HostCheck(GateCheck check, Duration limit) {}
}
