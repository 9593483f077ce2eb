package dev.modelregistry.core;

import dev.modelregistry.LineageView;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegistryView;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.RunView;
import dev.modelregistry.SettingsView;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The registry as if nothing had ever been in it. It never looks at the store, so that nobody learns from it what is there. */
final class EmptyRegistry implements RegistryView {
    private final Engine engine;
    private final InstantSource knownAt;

    EmptyRegistry(Engine engine, InstantSource knownAt) {
        this.engine = engine;
        this.knownAt = knownAt;
    }

    private ModelState state() {
        engine.requireOpen();
        return ModelState.NOTHING;
    }

    @Override
    public ModelView model(ModelName name) {
        return new StateView(engine, name) {
            @Override
            ModelState state() {
                return EmptyRegistry.this.state();
            }

            @Override
            Runs allRuns() {
                return EmptyRegistry.this.runs();
            }

            @Override
            public Stream<RunView> runs() {
                engine.requireOpen();
                return Stream.empty();
            }

            @Override
            public Instant knownAt() {
                engine.requireOpen();
                return knownAt.instant();
            }
        };
    }

    @Override
    public List<ModelView> models() {
        engine.requireOpen();
        return List.of();
    }

    @Override
    public RunView run(RunId id) {
        return runs().run(id);
    }

    private Runs runs() {
        engine.requireOpen();
        return new Runs(
                engine, ids -> ids.stream().map(id -> RunState.NOTHING).toList(), this::find, Runs.Signs.JOURNAL);
    }

    @Override
    public SettingsView settings() {
        return new SettingsReader(engine) {
            @Override
            SettingsState state() {
                engine.requireOpen();
                return SettingsState.NOTHING;
            }
        };
    }

    @Override
    public ReleaseSetView releaseSet(String name) {
        return new ReleaseSetReader(engine, name) {
            @Override
            ReleaseSetState state() {
                engine.requireOpen();
                return ReleaseSetState.NOTHING;
            }

            @Override
            public Instant knownAt() {
                engine.requireOpen();
                return knownAt.instant();
            }
        };
    }

    @Override
    public List<ReleaseSetView> releaseSets() {
        engine.requireOpen();
        return List.of();
    }

    @Override
    public LineageView lineage() {
        return new EmptyLineage(engine);
    }

    @Override
    public Optional<ModelVersion> find(ModelUri uri) {
        return Resolver.find(engine, uri, state());
    }

    @Override
    public ModelVersion resolve(ModelUri uri) {
        return Resolver.resolve(engine, uri, state());
    }

    @Override
    public boolean isSettled() {
        return true;
    }
}
