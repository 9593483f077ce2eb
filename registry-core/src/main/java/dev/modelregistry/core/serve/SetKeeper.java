package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.release.Release;
import dev.modelregistry.serving.MemoryBudget.Listening;
import dev.modelregistry.serving.ServingAlert.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The thread that serves a set: has the versions of a release loaded, each by its model's own rules, and lets them answer when all of them are there. */
final class SetKeeper extends Rounds {
    private final SetServing serving;
    private final List<Shelf<?>> shelves;
    private final Looks<SetPlan> looks;
    private final WakeUps wakeUps;
    private List<Listening> freed = List.of();
    private int lacking;

    SetKeeper(
            SetServing serving,
            List<Shelf<?>> shelves,
            Supplier<SetPlan> plans,
            Duration lookEvery,
            Duration afterBug,
            WakeUps wakeUps) {
        super(wakeUps, afterBug);
        this.serving = serving;
        this.shelves = shelves;
        this.wakeUps = wakeUps;
        this.looks = new Looks<>(
                plans,
                lookEvery,
                serving,
                failure -> shelves.get(0)
                        .raise(
                                Kind.STORE_UNREACHABLE,
                                "cannot ask what to serve of " + serving
                                        + "; what is loaded goes on, and it is asked again every few seconds",
                                failure));
    }

    void ask() {
        looks.ask();
        wakeUps.wake();
    }

    @Nullable
    SetPlan plan() {
        return looks.plan();
    }

    @Override
    void begun() {
        freed = shelves.stream().flatMap(shelf -> shelf.listening().stream()).toList();
    }

    @Override
    long turn() {
        if (!serving.isClosed()) {
            looks.look();
        }
        long now = System.nanoTime();
        SetPlan plan = serving.isClosed() ? null : looks.plan();
        Optional<ServingException> lack = plan == null ? Optional.empty() : lack(plan);
        SetPlan followed = lack.isEmpty() ? plan : null;
        for (Shelf<?> shelf : shelves) {
            shelf.turn(
                    followed == null
                            ? null
                            : followed.versions().get(shelf.member().model()),
                    now);
        }
        if (followed != null) {
            publish(followed);
        }
        shelves.forEach(shelf -> shelf.release(serving::uses, now));
        serving.turned(begins(plan, lack));
        if (serving.isClosed() && shelves.stream().allMatch(shelf -> shelf.isOver(now))) {
            return -1;
        }
        long looking = serving.isClosed() ? Held.NEVER : looks.pause(now);
        long due = shelves.stream().mapToLong(shelf -> shelf.pause(now)).min().orElse(Held.NEVER);
        return Math.min(looking, due);
    }

    /** That the release has no version of a model that is served here; told once for each release. */
    private Optional<ServingException> lack(SetPlan plan) {
        Release release = plan.release().orElse(null);
        if (release == null) {
            return Optional.empty();
        }
        Optional<ServingException> lack = shelves.stream()
                .map(shelf -> shelf.member().model())
                .filter(model -> !plan.versions().containsKey(model))
                .findFirst()
                .map(model -> new ServingException(release + " has no version of model '" + model
                        + "', which is served here; it has " + release.members()));
        if (lack.isPresent() && !serving.beginning().isOpen() && lacking != release.number()) {
            lacking = release.number();
            shelves.get(0).raise(Kind.LOAD_FAILED, "what served before goes on", lack.get());
        }
        return lack;
    }

    private void publish(SetPlan plan) {
        Release release = plan.release().orElse(null);
        if (release == null) {
            serving.publishNothing();
            return;
        }
        List<Loaded<?>> loaded = new ArrayList<>();
        for (Shelf<?> shelf : shelves) {
            Loaded<?> model = shelf.loaded(version(plan, shelf).number());
            if (model == null) {
                return;
            }
            loaded.add(model);
        }
        serving.publish(release, loaded);
    }

    private static ModelVersion version(SetPlan plan, Shelf<?> shelf) {
        return Objects.requireNonNull(plan.versions().get(shelf.member().model()));
    }

    /** Why serving will never begin, if that is known by now. */
    private Optional<RuntimeException> begins(@Nullable SetPlan plan, Optional<ServingException> lack) {
        Throwable unreachable = looks.unreachable();
        if (plan == null) {
            return Optional.ofNullable(unreachable).map(serving.beginning()::unknown);
        }
        if (lack.isPresent()) {
            return Optional.of(lack.get());
        }
        if (plan.release().isEmpty()) {
            return Optional.of(serving.beginning().nothing());
        }
        for (Shelf<?> shelf : shelves) {
            ModelVersion version = version(plan, shelf);
            Throwable failure = shelf.failure(version.number());
            if (failure != null) {
                return Optional.of(new ServingException(
                        Alerts.name(version) + " of model " + version.model() + " could not be loaded: " + failure,
                        failure));
            }
        }
        return Optional.empty();
    }

    @Override
    void hasBug(Throwable bug) {
        serving.hasBug(bug);
    }

    @Override
    void ended() {
        freed.forEach(Listening::close);
        serving.ended();
    }

    @Override
    public String toString() {
        return "The " + serving;
    }
}
