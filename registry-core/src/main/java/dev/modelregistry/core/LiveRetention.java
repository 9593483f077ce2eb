package dev.modelregistry.core;

import static dev.modelregistry.retention.RetentionPlan.Action.EXPIRE;
import static dev.modelregistry.retention.RetentionPlan.Action.KEEP;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.Retention;
import dev.modelregistry.core.decide.Retaining;
import dev.modelregistry.core.decide.Retaining.Fate;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.retention.RetentionPlan.Item;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the retention policies make of the versions that there are now; also of models that were deleted. */
record LiveRetention(Engine engine, Optional<Actor> actor) implements Retention {
    private static final Comparator<ModelName> BY_NAME = Comparator.comparing(JournalId::of);

    @Override
    public RetentionPlan plan() {
        return plan(engine.journals().states(Freshness.latest()));
    }

    @Override
    public RetentionPlan plan(ModelName model) {
        ModelState state = engine.journal(model).state(Freshness.latest());
        return state.name().filter(model::equals).isPresent() ? plan(List.of(state)) : RetentionPlan.EMPTY;
    }

    private RetentionPlan plan(List<ModelState> states) {
        SettingsState settings = engine.settings().state(Freshness.latest());
        Map<ModelName, List<Fate>> fates = new TreeMap<>(BY_NAME);
        states.forEach(state -> state.name().ifPresent(model -> fates.put(model, fates(state, settings, model))));
        return told(fates);
    }

    @Override
    public RetentionPlan apply(Change change) {
        Author author = Author.of(change, actor);
        change.expectedRevision().ifPresent(revision -> {
            throw new InvalidInputException("the policies are applied if a model is at revision " + revision
                    + ", and they are about all models; leave ifRevisionIs out");
        });
        Map<ModelName, List<Fate>> done = new TreeMap<>(BY_NAME);
        List<RegistryException> failures = new ArrayList<>();
        SettingsState settings = engine.settings().state(Freshness.latest());
        for (ModelState state : engine.journals().states(Freshness.latest())) {
            ModelName model = state.name().orElseThrow();
            try {
                List<Fate> now = fates(state, settings, model);
                List<Fate> told = new ArrayList<>(Retaining.due(now).isEmpty() ? now : apply(model, author));
                told.removeIf(fate -> fate.action() == KEEP);
                told.sort(Comparator.comparingInt(fate -> fate.version().number()));
                done.put(model, told);
            } catch (RegistryClosedException closed) {
                throw closed;
            } catch (RegistryException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            RegistryException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        return told(done);
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

    private List<Fate> fates(ModelState state, SettingsState settings, ModelName model) {
        return Retaining.fates(state, settings.rules(model).pipeline(), settings.retention(model), engine.now(state));
    }

    private RetentionPlan told(Map<ModelName, List<Fate>> fates) {
        Weights weights = new Weights(engine);
        List<Item> items = new ArrayList<>();
        fates.forEach((model, each) -> each.forEach(fate -> {
            if (fate.action() == EXPIRE) {
                weights.letGo(model, fate.version());
            }
            items.add(new Item(
                    model,
                    fate.version().number(),
                    fate.version().version(),
                    fate.action(),
                    fate.reasons(),
                    fate.policies(),
                    weights.of(model, fate.version())));
        }));
        return new RetentionPlan(items, weights.freed());
    }

    @Override
    public String toString() {
        return "retention of " + engine.location();
    }
}
