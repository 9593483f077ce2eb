package dev.modelregistry;

import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.id.Actor;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.versioning.VersioningPolicy;
import java.nio.file.Path;
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
     * A registry that can start without its store, from what was known last.
     *
     * @param store opens the store; asked again until it does
     * @param mode what to do if there is no registry
     * @throws dev.modelregistry.error.StoreUnavailableException if the store cannot be reached and nothing is kept that may be served instead
     */
    ModelRegistry start(StoreOpener store, OpenMode mode, LastKnown lastKnown, Settings settings);

    /** Opens a store, and sees to it that it is as the host requires. Thread-safe. */
    @FunctionalInterface
    interface StoreOpener {
        /** Throws what {@link dev.modelregistry.spi.StoreProvider#open(String, OpenMode, BlobCipher)} throws, and what the host's requirements make of the store. */
        RegistryStore open(OpenMode mode);
    }

    /**
     * Where what is served is kept for a start without the store.
     *
     * @param directory where
     * @param maxAge how old it may be
     * @param location whose it is: the store's place, without a password
     * @param blobs what artifacts go through on their way to the directory and back
     */
    record LastKnown(Path directory, Duration maxAge, String location, BlobCipher blobs) {}

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
