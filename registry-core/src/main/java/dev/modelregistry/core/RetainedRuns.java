package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.decide.Retaining;
import dev.modelregistry.core.decide.Retaining.RunFate;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.spi.JournalId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the retention policies make of training runs. Reads those alone that a policy is for. Used once, by one thread. */
final class RetainedRuns {
    private static final int PAGE = 500;

    private final Engine engine;
    private final SettingsState settings;
    private final Map<ModelName, Set<Integer>> going;
    private final Map<ModelName, ModelState> models = new HashMap<>();
    private final Map<ModelName, List<RetentionPolicy>> policies = new HashMap<>();

    /**
     * The runs under some policies.
     *
     * @param going versions that are about to expire
     */
    RetainedRuns(Engine engine, SettingsState settings, Map<ModelName, Set<Integer>> going) {
        this.engine = engine;
        this.settings = settings;
        this.going = going;
    }

    /** All runs of the registry, also of models that have no version. */
    static List<JournalId> all(Engine engine) {
        return engine.journals().list().stream()
                .filter(journal -> journal.kind().equals(JournalId.RUN))
                .toList();
    }

    /** A run of which a policy says something. */
    record Found(RunId id, JournalId journal, RunState state, RunFate fate, Decide decide) {
        /** What becomes of it in another state, by what its model is at that moment. */
        Optional<RunFate> fateOf(RunState now) {
            return decide.fate(now);
        }
    }

    /** Decides on a run. */
    interface Decide {
        Optional<RunFate> fate(RunState state);
    }

    void each(List<JournalId> runs, Consumer<Found> action) {
        List<JournalId> governed =
                runs.stream().filter(run -> !policies(model(run)).isEmpty()).toList();
        for (int start = 0; start < governed.size(); start += PAGE) {
            List<JournalId> page = governed.subList(start, Math.min(start + PAGE, governed.size()));
            List<RunState> states = engine.journals().runs(page, Freshness.latest());
            for (int i = 0; i < page.size(); i++) {
                found(page.get(i), states.get(i)).ifPresent(action);
            }
        }
    }

    private Optional<Found> found(JournalId journal, RunState state) {
        if (state.start() == null) {
            return Optional.empty();
        }
        ModelName name = state.start().event().model();
        RunId id = Runs.id(name, journal);
        ModelState model =
                models.computeIfAbsent(name, any -> engine.journal(name).state(Freshness.latest()));
        // When it is done, what is about to expire has expired, and the model may have been held since the pass began.
        Decide again = run -> fate(run, id, name, engine.journal(name).state(Freshness.latest()), Set.of());
        return fate(state, id, name, model, going.getOrDefault(name, Set.of()))
                .map(fate -> new Found(id, journal, state, fate, again));
    }

    private Optional<RunFate> fate(RunState run, RunId id, ModelName name, ModelState model, Set<Integer> expiring) {
        return Retaining.fate(
                run,
                id.toString(),
                model,
                policies(name),
                expiring,
                engine.clock().instant());
    }

    /** The model's name in lower case. */
    private static ModelName model(JournalId run) {
        return ModelName.of(run.key().substring(0, run.key().indexOf('/')));
    }

    private List<RetentionPolicy> policies(ModelName model) {
        return policies.computeIfAbsent(
                model,
                any -> settings.retention(model).stream()
                        .filter(policy -> policy.expireRunsAfter().isPresent())
                        .toList());
    }
}
