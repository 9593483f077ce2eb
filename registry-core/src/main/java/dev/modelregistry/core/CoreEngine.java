package dev.modelregistry.core;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegistryEngine;
import dev.modelregistry.core.access.GuardedRegistry;
import dev.modelregistry.spi.RegistryStore;

/** What the API finds by {@link java.util.ServiceLoader}. */
public final class CoreEngine implements RegistryEngine {
    /** For the service loader. */
    public CoreEngine() {}

    @Override
    public ModelRegistry start(RegistryStore store, Settings settings) {
        DefaultRegistry registry =
                new DefaultRegistry(new Engine(store, settings), settings.actor(), settings.freshness());
        return settings.access()
                .map(policy ->
                        GuardedRegistry.of(registry, policy, settings.actor().orElseThrow()))
                .orElse(registry);
    }
}
