package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.LineageView;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegistryView;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.RunView;
import dev.modelregistry.SettingsView;
import dev.modelregistry.core.access.UnguardedView;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The registry as it was at an instant; each model's state is looked up once. */
final class PastRegistry implements UnguardedView {
    /** Clocks of hosts that write to one registry are taken to agree within this. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final Engine engine;
    private final Instant instant;
    private final Map<ModelName, ModelState> states = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable SettingsState> settings = new AtomicReference<>();

    PastRegistry(Engine engine, Instant instant) {
        this.engine = engine;
        this.instant = instant;
    }

    /** Refuses an instant in the future. */
    static void checkPast(Engine engine, Instant instant) {
        Instant now = engine.clock().instant();
        if (instant.isAfter(now)) {
            throw new InvalidInputException("instant " + instant + " lies in the future; it is " + now);
        }
    }

    private ModelState state(ModelName model) {
        engine.requireOpen();
        return states.computeIfAbsent(
                model,
                name -> Members.seen(engine.journal(name).stateAt(instant), this::releases, this::settingsState));
    }

    private ReleaseSetState releases(String set) {
        engine.requireOpen();
        return engine.journals().releaseSet(set).stateAt(instant);
    }

    private SettingsState settingsState() {
        engine.requireOpen();
        return Objects.requireNonNull(settings.updateAndGet(
                known -> known != null ? known : engine.settings().stateAt(instant)));
    }

    @Override
    public SettingsView settings() {
        return new SettingsReader(engine) {
            @Override
            SettingsState state() {
                return settingsState();
            }
        };
    }

    @Override
    public ReleaseSetView releaseSet(String name) {
        return new ReleaseSetReader(engine, name) {
            @Override
            ReleaseSetState state() {
                return PastRegistry.this.releases(name);
            }

            @Override
            public Instant knownAt() {
                return instant;
            }
        };
    }

    @Override
    public List<ReleaseSetView> releaseSets() {
        return engine.journals().releaseSets().stream()
                .map(this::releaseSet)
                .filter(ReleaseSetView::exists)
                .toList();
    }

    @Override
    public LineageView lineage() {
        return lineage(any -> true);
    }

    @Override
    public LineageView lineage(Predicate<ModelName> visible) {
        return new PastLineage(engine, new PastStates(), this::settingsState, visible);
    }

    private final class PastStates implements Inputs.States {
        @Override
        public List<ModelState> models(List<ModelName> names) {
            return names.stream().map(PastRegistry.this::state).toList();
        }

        @Override
        public List<RunState> runs(List<RunId> ids) {
            return ids.stream().map(id -> engine.run(id).stateAt(instant)).toList();
        }

        @Override
        public List<LineageState> recorded(List<Node> nodes) {
            List<LineageState> now = engine.journals().recorded(nodes, Freshness.latest());
            return IntStream.range(0, nodes.size())
                    .mapToObj(i -> now.get(i).head().equals(Head.NONE)
                            ? LineageState.NOTHING
                            : engine.journals().of(nodes.get(i)).stateAt(instant))
                    .toList();
        }
    }

    @Override
    public ModelView model(ModelName name) {
        return new StateView(engine, name) {
            @Override
            ModelState state() {
                return PastRegistry.this.state(name);
            }

            @Override
            Runs allRuns() {
                return PastRegistry.this.runs();
            }

            @Override
            Erasures erasures() {
                return engine.erasures(JournalId.of(name), Freshness.latest());
            }

            @Override
            public Instant knownAt() {
                return instant;
            }
        };
    }

    @Override
    public List<ModelView> models() {
        return engine.journals().states(Freshness.latest()).stream()
                .flatMap(latest -> latest.name().stream())
                .map(this::model)
                .filter(ModelView::exists)
                .toList();
    }

    @Override
    public RunView run(RunId id) {
        return runs().run(id);
    }

    private Runs runs() {
        return new Runs(
                engine,
                ids -> ids.stream()
                        .map(id -> engine.journals().run(id).stateAt(instant))
                        .toList(),
                this::find,
                Runs.Signs.JOURNAL);
    }

    @Override
    public Optional<ModelVersion> find(ModelUri uri) {
        return Resolver.find(engine, uri, state(uri.model()));
    }

    @Override
    public ModelVersion resolve(ModelUri uri) {
        return Resolver.resolve(engine, uri, state(uri.model()));
    }

    @Override
    public RegistryView nothing() {
        return new EmptyRegistry(engine, () -> instant);
    }

    @Override
    public boolean isSettled() {
        return instant.plus(CLOCK_SKEW).isBefore(engine.clock().instant());
    }

    @Override
    public String toString() {
        return engine.location() + " as of " + instant;
    }
}
