package dev.modelregistry.core.access;

import dev.modelregistry.LineageView;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegistryView;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.RunView;
import dev.modelregistry.SettingsView;
import dev.modelregistry.access.Operation;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import java.util.List;
import java.util.Optional;

/** A registry, now or as of an instant, of which is shown what may be read. */
class GuardedView implements RegistryView {
    private final UnguardedView inner;
    final RegistryView nothing;
    final Guard guard;

    GuardedView(UnguardedView inner, Guard guard) {
        this.inner = inner;
        this.nothing = inner.nothing();
        this.guard = guard;
    }

    private RegistryView shown(ModelName model) {
        return guard.mayRead(model) ? inner : nothing;
    }

    @Override
    public ModelView model(ModelName name) {
        return new GuardedModelView<>(inner.model(name), nothing.model(name), guard);
    }

    @Override
    public List<? extends ModelView> models() {
        return inner.models().stream()
                .map(ModelView::name)
                .filter(guard::mayRead)
                .map(this::model)
                .toList();
    }

    @Override
    public RunView run(RunId id) {
        return shown(id.model()).run(id);
    }

    @Override
    public SettingsView settings() {
        return new GuardedSettingsView<>(inner.settings(), guard);
    }

    @Override
    public ReleaseSetView releaseSet(String name) {
        return new GuardedReleaseSetView<>(inner.releaseSet(name), nothing.releaseSet(name), guard);
    }

    @Override
    public List<? extends ReleaseSetView> releaseSets() {
        guard.require(guard.request(Operation.READ));
        return inner.releaseSets().stream()
                .map(set -> releaseSet(set.name()))
                .filter(ReleaseSetView::exists)
                .toList();
    }

    @Override
    public LineageView lineage() {
        return inner.lineage(guard::mayRead);
    }

    @Override
    public Optional<ModelVersion> find(ModelUri uri) {
        return shown(uri.model()).find(uri);
    }

    @Override
    public ModelVersion resolve(ModelUri uri) {
        return shown(uri.model()).resolve(uri);
    }

    @Override
    public boolean isSettled() {
        return inner.isSettled();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
