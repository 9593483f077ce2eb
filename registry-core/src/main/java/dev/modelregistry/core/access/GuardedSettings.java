package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.RegistrySettings;
import dev.modelregistry.access.Operation;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;

/** The rules as they are now, to be changed by those who may. */
final class GuardedSettings extends GuardedSettingsView<RegistrySettings> implements RegistrySettings {
    GuardedSettings(RegistrySettings inner, Guard guard) {
        super(inner, guard);
    }

    private RegistrySettings changeable(Change change) {
        Guard by = guard.by(change);
        by.require(by.request(Operation.CONFIGURE));
        return inner;
    }

    @Override
    public void define(Pipeline pipeline, Change change) {
        changeable(change).define(pipeline, change);
    }

    @Override
    public void remove(String pipeline, Change change) {
        changeable(change).remove(pipeline, change);
    }

    @Override
    public void naming(NamingConvention convention, Change change) {
        changeable(change).naming(convention, change);
    }

    @Override
    public void defineRetention(RetentionPolicy policy, Change change) {
        changeable(change).defineRetention(policy, change);
    }

    @Override
    public void removeRetention(String policy, Change change) {
        changeable(change).removeRetention(policy, change);
    }
}
