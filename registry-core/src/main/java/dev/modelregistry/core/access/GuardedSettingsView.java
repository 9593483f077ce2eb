package dev.modelregistry.core.access;

import dev.modelregistry.SettingsView;
import dev.modelregistry.access.Operation;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import java.util.List;
import java.util.stream.Stream;

/** The rules, for those who may read them. Every registry has some, so there is nothing to hide and a denial says what it is. */
class GuardedSettingsView<S extends SettingsView> implements SettingsView {
    final S inner;
    final Guard guard;

    GuardedSettingsView(S inner, Guard guard) {
        this.inner = inner;
        this.guard = guard;
    }

    private SettingsView readable() {
        guard.require(guard.request(Operation.READ));
        return inner;
    }

    @Override
    public long revision() {
        return readable().revision();
    }

    @Override
    public Pipeline pipeline(ModelName model) {
        return readable().pipeline(model);
    }

    @Override
    public List<Pipeline> pipelines() {
        return readable().pipelines();
    }

    @Override
    public NamingConvention naming() {
        return readable().naming();
    }

    @Override
    public List<RetentionPolicy> retentionPolicies() {
        return readable().retentionPolicies();
    }

    @Override
    public Stream<Commit> history() {
        return readable().history();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
