package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.core.serve.Lookout;
import dev.modelregistry.core.serve.Serving;
import dev.modelregistry.core.serve.ServingPlan;
import dev.modelregistry.core.serve.Watch;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.id.Actor;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.rollout.SlotRange;
import dev.modelregistry.serving.ServingOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Versions of a model in memory, and plans that serve them. <b>Must be closed.</b> */
final class ServedVersions implements AutoCloseable {
    private static final int SHARE = SlotRange.SLOTS / 2;

    private final ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("benchmark");
    private final RegisteredModel model = registry.model(Workspace.MODEL);
    private final List<Predictor> loaded = new CopyOnWriteArrayList<>();
    private volatile ServingPlan plan;
    private long drafts;

    /** Where nothing comes of what is counted. */
    private static final Lookout UNHEARD = new Lookout() {
        @Override
        public void report(Trial seen) {}

        @Override
        public void report(ShadowTrial seen) {}

        @Override
        public void look() {}
    };

    ServedVersions() {
        plan = new ServingPlan(
                Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(), 0, Instant.EPOCH);
    }

    /** A model that knows whether it is closed. */
    static final class Predictor implements AutoCloseable {
        private final AtomicInteger closings = new AtomicInteger();

        /** 1, or 0 if it must not be used any more. */
        int predict() {
            return closings.get() == 0 ? 1 : 0;
        }

        @Override
        public void close() {
            closings.incrementAndGet();
        }

        int closings() {
            return closings.get();
        }
    }

    /** Registers one more, other than all before. */
    ModelVersion version() {
        return model.register(draft -> draft.parameter("draft", drafts++), because("measuring"));
    }

    /** Half of the keys for a candidate from now on. */
    void serve(ModelVersion control, ModelVersion candidate) {
        serve(control, candidate, Optional.empty());
    }

    /** The same, and each request is timed and counted. */
    void serveCounted(ModelVersion control, ModelVersion candidate) {
        Watch watch =
                new Watch(candidate.number(), candidate.number(), Instant.EPOCH, Duration.ZERO, Analysis.standard());
        serve(control, candidate, Optional.of(watch));
    }

    private void serve(ModelVersion control, ModelVersion candidate, Optional<Watch> watch) {
        Entry entry = new Entry(candidate.number(), Instant.EPOCH, Actor.of("benchmark"), "measuring");
        RolloutState rollout = new RolloutState(
                entry,
                entry,
                OptionalInt.of(control.number()),
                List.of(candidate.number()),
                RolloutPlan.of(RolloutPolicy.immediate()),
                "salt",
                0,
                false,
                List.of(new SlotRange(candidate.number(), 0, SHARE)));
        plan = new ServingPlan(
                Optional.of(Router.of(rollout)),
                List.of(control, candidate),
                List.of(route(control, Arm.CONTROL), route(candidate, Arm.CANDIDATE)),
                watch,
                Optional.empty(),
                candidate.number(),
                Instant.EPOCH);
    }

    private static Route route(ModelVersion version, Arm arm) {
        return new Route(version.model(), version.number(), version.version(), arm, version.number());
    }

    /** Serves whatever the plan says. */
    Serving<Predictor> start() {
        Serving<Predictor> serving = new Serving<>(
                model.name(),
                version -> {
                    Predictor predictor = new Predictor();
                    loaded.add(predictor);
                    return predictor;
                },
                ServingOptions.standard(),
                task -> {
                    Thread thread = new Thread(task, "serving");
                    thread.setDaemon(true);
                    return thread;
                },
                () -> plan,
                Duration.ofHours(1), // and whenever it is woken
                troubles -> UNHEARD,
                closed -> {});
        serving.start();
        return serving;
    }

    /** Every model that was loaded. */
    List<Predictor> loaded() {
        return loaded;
    }

    /** Waits for a switch. */
    static void await(Serving<?> serving, String key, int number) {
        while (serving.route(key).number() != number) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
