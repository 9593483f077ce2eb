package dev.modelregistry.core;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegistryEngine;
import dev.modelregistry.core.access.GuardedRegistry;
import dev.modelregistry.core.standby.Standby;
import dev.modelregistry.core.standby.Standby.Resumed;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.util.Optional;

/** What the API finds by {@link java.util.ServiceLoader}. */
public final class CoreEngine implements RegistryEngine {
    /** For the service loader. */
    public CoreEngine() {}

    @Override
    public ModelRegistry start(RegistryStore store, Settings settings) {
        return registry(new Engine(store, settings, Optional.empty()), settings);
    }

    @Override
    public ModelRegistry start(StoreOpener store, OpenMode mode, LastKnown lastKnown, Settings settings) {
        Standby standby = new Standby(store, mode, lastKnown, settings);
        try {
            Engine engine = new Engine(standby.store(), settings, Optional.of(standby));
            for (Resumed model : standby.atStart()) {
                engine.journal(model.state().name().orElseThrow()).resume(model.state(), model.at());
            }
            return registry(engine, settings);
        } catch (RuntimeException | Error failure) {
            standby.close();
            standby.store().close();
            throw failure;
        }
    }

    private static ModelRegistry registry(Engine engine, Settings settings) {
        DefaultRegistry registry = new DefaultRegistry(engine, settings.actor(), settings.freshness());
        return settings.access()
                .map(policy ->
                        GuardedRegistry.of(registry, policy, settings.actor().orElseThrow()))
                .orElse(registry);
    }
}
