package dev.modelregistry.core;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.core.rollout.Router.Decision;
import dev.modelregistry.core.serve.ServingPlan;
import dev.modelregistry.core.serve.Shade;
import dev.modelregistry.core.serve.Watch;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Shadow;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.spi.Access;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Who is served what, by a state. */
final class Routes {
    private final Engine engine;
    private final ModelName name;
    private final ModelState state;

    Routes(Engine engine, ModelName name, ModelState state) {
        this.engine = engine;
        this.name = name;
        this.state = state;
    }

    /** The rollout that is under way. */
    Optional<Rollout> rollout() {
        return Optional.ofNullable(state.rollout())
                .map(rollout -> new Rollout(
                        rollout.plan(),
                        rollout.control(),
                        rollout.candidates(),
                        rollout.step(),
                        rollout.isPaused(),
                        rollout.slots(),
                        act(rollout.started()),
                        act(rollout.changed())));
    }

    private static Rollout.Act act(Entry entry) {
        return new Rollout.Act(entry.revision(), entry.time(), entry.actor(), entry.reason());
    }

    /** Which version a key gets, and why. */
    Explanation explain(String key) {
        checkKey(key);
        return find(key).orElseThrow(() -> nothing(name));
    }

    static void checkKey(String key) {
        if (key.isEmpty()) {
            throw new InvalidInputException("the key is empty; where a request without a key goes may be chance");
        }
    }

    /** Which version a key that is not empty gets, and why; empty if nothing is served. */
    Optional<Explanation> find(String key) {
        RolloutState rollout = state.rollout();
        if (rollout != null) {
            Router router = engine.router(rollout);
            Decision decision = router.decide(key);
            return Optional.of(new Explanation(
                    route(router.versions().get(decision.place()), rollout), decision.because(), decision.slot()));
        }
        return production().map(route -> new Explanation(route, Because.NO_ROLLOUT, OptionalInt.empty()));
    }

    /** What answers a key where the candidate that it gets is not loaded: whoever has the first place; empty if it gets that itself. */
    Optional<Route> instead(String key) {
        return Optional.ofNullable(state.rollout())
                .filter(rollout -> engine.router(rollout).decide(key).place() > 0)
                .map(rollout -> route(engine.router(rollout).versions().get(0), rollout));
    }

    static NotFoundException nothing(ModelName name) {
        return new NotFoundException("model '" + name + "' has nothing in production, and no rollout is under way");
    }

    private Route route(int number, RolloutState rollout) {
        Arm arm = rollout.candidates().contains(number) ? Arm.CANDIDATE : Arm.CONTROL;
        return route(number, arm, rollout.changed().revision());
    }

    private Route route(int number, Arm arm, long revision) {
        VersionState version = Objects.requireNonNull(state.version(number));
        return new Route(name, number, version.version(), arm, revision);
    }

    /** Where everybody goes without a rollout. */
    private Optional<Route> production() {
        return Optional.ofNullable(state.lastIn(Stage.PRODUCTION))
                .map(version -> route(version.number(), Arm.CONTROL, state.changed(Stage.PRODUCTION)));
    }

    private static Optional<Watch> watch(@Nullable RolloutState rollout) {
        return rollout != null && rollout.plan().policy() instanceof Canary canary
                ? rollout.plan()
                        .analysis()
                        .map(analysis -> new Watch(
                                rollout.started().revision(),
                                rollout.changed().revision(),
                                rollout.changed().time(),
                                canary.steps().get(rollout.step()).bake(),
                                analysis))
                : Optional.empty();
    }

    private static Optional<Shade> shade(@Nullable RolloutState rollout) {
        return rollout != null && rollout.plan().policy() instanceof Shadow shadow
                ? Optional.of(new Shade(
                        rollout.started().revision(),
                        shadow.share(),
                        rollout.candidates().get(0)))
                : Optional.empty();
    }

    /**
     * What a process has to serve.
     *
     * @param access to the store: who cannot report leaves it
     */
    ServingPlan plan(Access access, Instant knownAt) {
        RolloutState rollout = state.rollout();
        Optional<Router> router = Optional.ofNullable(rollout).map(engine::router);
        List<Route> routes = router.isPresent() && rollout != null
                ? router.get().versions().stream()
                        .map(number -> route(number, rollout))
                        .toList()
                : production().stream().toList();
        List<ModelVersion> versions = routes.stream()
                .<ModelVersion>map(route -> new DefaultVersion(engine, name, engine.existing(state, route.number())))
                .toList();
        RolloutState writable = access == Access.READ_WRITE ? rollout : null;
        return new ServingPlan(
                router,
                versions,
                routes,
                watch(writable),
                shade(writable),
                state.head().revision(),
                knownAt);
    }
}
