package dev.modelregistry.core;

import static dev.modelregistry.retention.RetentionPlan.Action.KEEP;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.Retention;
import dev.modelregistry.core.RetainedRuns.Found;
import dev.modelregistry.core.decide.Retaining;
import dev.modelregistry.core.decide.Retaining.Fate;
import dev.modelregistry.core.decide.Retaining.RunFate;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the retention policies make of the versions and runs that there are now; also of models that were deleted. */
record LiveRetention(Engine engine, Optional<Actor> actor) implements Retention {
    @Override
    public RetentionPlan plan() {
        SettingsState settings = settings();
        return plan(settings, models(), runs(settings));
    }

    @Override
    public RetentionPlan plan(ModelName model) {
        ModelState state = engine.journal(model).state(Freshness.latest());
        boolean exists = state.name().filter(model::equals).isPresent();
        return plan(
                settings(),
                exists ? List.of(state) : List.of(),
                engine.journals().runs(model));
    }

    private List<ModelState> models() {
        return engine.journals().states(Freshness.latest());
    }

    private SettingsState settings() {
        return engine.settings().state(Freshness.latest());
    }

    /** The runs of the registry, if a policy says something of runs. */
    private List<JournalId> runs(SettingsState settings) {
        return settings.retention().values().stream()
                        .anyMatch(policy -> policy.expireRunsAfter().isPresent())
                ? RetainedRuns.all(engine)
                : List.of();
    }

    private RetentionPlan plan(SettingsState settings, List<ModelState> states, List<JournalId> runs) {
        PlanWriter plan = new PlanWriter(engine);
        for (ModelState state : states) {
            ModelName model = state.name().orElseThrow();
            plan.add(model, fates(state, settings, model));
        }
        new RetainedRuns(engine, settings, plan.going()).each(runs, run -> plan.add(run, run.fate()));
        return plan.written();
    }

    @Override
    public RetentionPlan apply(Change change) {
        Author author = Author.of(change, actor);
        change.expectedRevision().ifPresent(revision -> {
            throw new InvalidInputException("the policies are applied if a model is at revision " + revision
                    + ", and they are about all models; leave ifRevisionIs out");
        });
        PlanWriter done = new PlanWriter(engine);
        List<RegistryException> failures = new ArrayList<>();
        SettingsState settings = settings();
        for (ModelState state : models()) {
            ModelName model = state.name().orElseThrow();
            trying(failures, () -> {
                List<Fate> now = fates(state, settings, model);
                done.add(model, told(Retaining.due(now).isEmpty() ? now : apply(model, author)));
            });
        }
        new RetainedRuns(engine, settings, done.going())
                .each(
                        runs(settings),
                        run -> trying(failures, () -> apply(run, author).ifPresent(fate -> done.add(run, fate))));
        if (!failures.isEmpty()) {
            RegistryException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        return done.written();
    }

    private static void trying(List<RegistryException> failures, Runnable task) {
        try {
            task.run();
        } catch (RegistryClosedException closed) {
            throw closed;
        } catch (RegistryException failure) {
            failures.add(failure);
        }
    }

    /** What is worth telling of what was done. */
    private static List<Fate> told(List<Fate> fates) {
        return fates.stream()
                .filter(fate -> fate.action() != KEEP)
                .sorted(Comparator.comparingInt(fate -> fate.version().number()))
                .toList();
    }

    /** What was done with one model, and what it was left with. */
    private List<Fate> apply(ModelName model, Author author) {
        Governance governance = new Governance(engine, model);
        List<Fate> done = new ArrayList<>();
        List<Fate> due = new ArrayList<>();
        List<Fate> left = new ArrayList<>();
        do {
            governance.commitBySettings(author, (state, settings) -> {
                left.clear();
                left.addAll(fates(state, settings, model));
                due.clear();
                due.addAll(Retaining.due(left));
                return Retaining.events(due);
            });
            done.addAll(due);
        } while (!due.isEmpty());
        done.addAll(left);
        return done;
    }

    /** What was done with a run, if anything was. */
    private Optional<RunFate> apply(Found run, Author author) {
        if (run.fate().events().isEmpty()) {
            return Optional.empty();
        }
        List<RunFate> done = new ArrayList<>();
        engine.journals().run(run.journal()).commit(author, state -> {
            done.clear();
            run.fateOf(state).filter(fate -> !fate.events().isEmpty()).ifPresent(done::add);
            return Decision.of(
                    done.stream().flatMap(fate -> fate.events().stream()).toList());
        });
        return done.stream().findFirst();
    }

    private List<Fate> fates(ModelState state, SettingsState settings, ModelName model) {
        return Retaining.fates(state, settings.rules(model).pipeline(), settings.retention(model), engine.now(state));
    }

    @Override
    public String toString() {
        return "retention of " + engine.location();
    }
}
