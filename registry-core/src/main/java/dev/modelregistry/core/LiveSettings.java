package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.RegistrySettings;
import dev.modelregistry.core.decide.Settling;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rules as they are now, and every way to change them. */
final class LiveSettings extends SettingsReader implements RegistrySettings {
    private final Optional<Actor> actor;
    private final Freshness freshness;

    LiveSettings(Engine engine, Optional<Actor> actor, Freshness freshness) {
        super(engine);
        this.actor = actor;
        this.freshness = freshness;
    }

    @Override
    SettingsState state() {
        return engine.settings().state(freshness);
    }

    private void commit(Change change, Function<SettingsState, List<RegistryEvent>> decide) {
        engine.settings().commit(Author.of(change, actor), state -> Decision.of(decide.apply(state)));
    }

    @Override
    public void define(Pipeline pipeline, Change change) {
        commit(change, state -> Settling.define(state, pipeline));
    }

    @Override
    public void remove(String pipeline, Change change) {
        commit(change, state -> Settling.remove(state, pipeline));
    }

    @Override
    public void naming(NamingConvention convention, Change change) {
        commit(change, state -> Settling.naming(state, convention));
    }

    @Override
    public void defineRetention(RetentionPolicy policy, Change change) {
        commit(change, state -> Settling.defineRetention(state, policy));
    }

    @Override
    public void removeRetention(String policy, Change change) {
        commit(change, state -> Settling.removeRetention(state, policy));
    }
}
