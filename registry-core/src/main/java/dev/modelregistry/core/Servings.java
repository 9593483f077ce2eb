package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedModel;
import dev.modelregistry.ServedSet;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.serve.Servant;
import dev.modelregistry.core.serve.Serving;
import dev.modelregistry.core.serve.SetPlan;
import dev.modelregistry.core.serve.SetServing;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.Swap;
import dev.modelregistry.spi.JournalId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;

/** The models that are served through one open registry. Thread-safe. */
final class Servings implements AutoCloseable {
    private final Engine engine;
    private final Duration lookEvery;
    private final ThreadFactory threads;
    private final Map<Servant, JournalId> open = new ConcurrentHashMap<>();
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
        ServedPlans plans = new ServedPlans(engine, model);
        Serving<T> serving = new Serving<>(
                model,
                loader,
                options,
                threads,
                plans,
                lookEvery,
                troubles -> {
                    plans.tell(troubles);
                    return new ServedLookout(
                            new Controller(engine, model, options.healthChecks(), threads),
                            ShadowReports.cells(engine, model),
                            options,
                            actor,
                            troubles);
                },
                open::remove);
        open(serving, JournalId.of(model));
        serving.start(); // or it closes itself
        return serving;
    }

    /** Serves members of a release set. */
    ServedSet serve(String set, List<? extends ServedMember<?>> members) {
        engine.requireOpen();
        long models = members.stream()
                .map(member -> member.model().folded())
                .distinct()
                .count();
        if (members.isEmpty() || models < members.size()) {
            throw new InvalidInputException("release set '" + set + "' cannot be served with the members " + members
                    + "; give one or more, each of another model");
        }
        members.stream()
                .filter(member -> member.options().swap() == Swap.SPARE_MEMORY)
                .findFirst()
                .ifPresent(sparing -> {
                    throw new InvalidInputException(sparing + " of release set '" + set
                            + "' says SPARE_MEMORY, but a release is loaded beside the one before; leave that out");
                });
        SetServing serving = new SetServing(set, members, threads, () -> plan(set), lookEvery, open::remove);
        open(serving, JournalId.ofReleaseSet(set));
        serving.start(); // or it closes itself
        return serving;
    }

    private void open(Servant serving, JournalId journal) {
        open.put(serving, journal);
        if (isClosed) { // and whoever closes may not have seen it
            serving.shut();
        }
    }

    /** Makes threads that the registry does not wait for. */
    ThreadFactory threads() {
        return threads;
    }

    private SetPlan plan(String set) {
        Journal<ReleaseSetState> journal = engine.journals().releaseSet(set);
        ReleaseSetState state = journal.state(Freshness.latest());
        Optional<Release> release = Optional.ofNullable(state.currentRelease());
        Map<ModelName, ModelVersion> versions = release.stream()
                .flatMap(current -> current.members().stream())
                .collect(Collectors.toMap(Member::model, member -> serving(set, member)));
        return new SetPlan(release, versions, state.head().revision(), journal.knownAt(Freshness.pinned()));
    }

    /** The version of a release; where somebody has broken the glass, what is in production of the model by that. */
    private ModelVersion serving(String set, Member member) {
        ModelState state = engine.model(member.model(), Freshness.bounded(lookEvery));
        engine.members().settleIfPossible(member.model());
        VersionState other = state.lastIn(Stage.PRODUCTION);
        boolean hasLeft =
                state.membership() == null || !state.membership().set().equals(set);
        return hasLeft && other != null && state.version(member.number()) != null
                ? new DefaultVersion(engine, member.model(), other)
                : ReleaseSetReader.version(engine, member);
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
        List<Servant> all = List.copyOf(open.keySet());
        all.forEach(Servant::shut);
        all.forEach(Servant::awaitEnd);
    }
}
