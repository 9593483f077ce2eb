package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ServedModel;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.serve.Serving;
import dev.modelregistry.core.serve.ServingPlan;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.spi.JournalId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/** The models that are served through one open registry. Thread-safe. */
final class Servings implements AutoCloseable {
    private final Engine engine;
    private final Duration lookEvery;
    private final ThreadFactory threads;
    private final Map<Serving<?>, JournalId> open = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    Servings(Engine engine, Duration lookEvery, ThreadFactory threads) {
        this.engine = engine;
        this.lookEvery = lookEvery;
        this.threads = threads;
    }

    /**
     * Serves a model.
     *
     * @param actor who moves a rollout that is judged
     */
    <T> ServedModel<T> serve(ModelName model, ModelLoader<T> loader, ServingOptions<T> options, Actor actor) {
        engine.requireOpen();
        Serving<T> serving = new Serving<>(
                model,
                loader,
                options,
                threads,
                () -> plan(model),
                lookEvery,
                troubles -> new ServedLookout(
                        new Controller(engine, model, options.healthChecks(), threads),
                        ShadowReports.cells(engine, model),
                        options,
                        actor,
                        troubles),
                open::remove);
        open.put(serving, JournalId.of(model));
        if (isClosed) { // and whoever closes may not have seen it
            serving.shut();
        }
        serving.start(); // or it closes itself
        return serving;
    }

    /** Makes threads that the registry does not wait for. */
    ThreadFactory threads() {
        return threads;
    }

    private ServingPlan plan(ModelName model) {
        Journal<ModelState> journal = engine.journal(model);
        ModelState state = journal.state(Freshness.latest());
        return new Routes(engine, model, state.shows(model) ? state : ModelState.NOTHING)
                .plan(journal.knownAt(Freshness.pinned()));
    }

    /** There is a new commit in a journal. */
    void wake(JournalId journal) {
        open.forEach((serving, of) -> {
            if (of.equals(journal)) {
                serving.wake();
            }
        });
    }

    /** All at once, so that it takes no longer than the slowest of them. */
    @Override
    public void close() {
        isClosed = true;
        List<Serving<?>> all = List.copyOf(open.keySet());
        all.forEach(Serving::shut);
        all.forEach(Serving::awaitEnd);
    }
}
