package dev.modelregistry.core;

import dev.modelregistry.SettingsView;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.stream.Stream;

/** Answers every question about the rules from a state; where the state comes from is said below. */
abstract class SettingsReader implements SettingsView {
    protected final Engine engine;

    SettingsReader(Engine engine) {
        this.engine = engine;
    }

    /** The state to answer from. */
    abstract SettingsState state();

    @Override
    public long revision() {
        return state().head().revision();
    }

    @Override
    public Pipeline pipeline(ModelName model) {
        return state().rules(model).pipeline();
    }

    @Override
    public List<Pipeline> pipelines() {
        return state().all();
    }

    @Override
    public NamingConvention naming() {
        return state().naming();
    }

    @Override
    public List<RetentionPolicy> retentionPolicies() {
        return List.copyOf(state().retention().values());
    }

    @Override
    public Stream<Commit> history() {
        return Trail.of(engine::journals, JournalId.SETTINGS, state().head());
    }

    @Override
    public String toString() {
        return "settings of " + engine.location();
    }
}
