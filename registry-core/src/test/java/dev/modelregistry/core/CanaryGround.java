package dev.modelregistry.core;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingOptions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Processes that serve what {@link RolloutGround} has, and requests that fail as a test wishes. */
abstract class CanaryGround extends RolloutGround {
    /** Looks as often as can be, and does not mind how long things take on the machine of the test. */
    static final Analysis ANALYSIS = Analysis.standard().withoutLatency().lookEvery(Duration.ofMillis(1));

    static final RolloutPlan PLAN = RolloutPlan.of(RolloutPolicy.canary(
                    new Step(0.2, Duration.ZERO, 20), new Step(0.5, Duration.ZERO, 20), new Step(1, Duration.ZERO, 20)))
            .analysis(ANALYSIS);

    final Queue<RolloutVerdict> verdicts = new ConcurrentLinkedQueue<>();
    final Queue<ServingAlert> alerts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger errors = new AtomicInteger();

    ServingOptions<Integer> options() {
        return ServingOptions.<Integer>standard()
                .onVerdict((rollout, verdict) -> verdicts.add(verdict))
                .onAlert(alerts::add);
    }

    /** A process that serves the model: each version answers with its number. */
    ServedModel<Integer> serve(ServingOptions<Integer> options) {
        return serve(registry, options);
    }

    static ServedModel<Integer> serve(ModelRegistry registry, ServingOptions<Integer> options) {
        return registry.serve("flights", ModelVersion::number, options);
    }

    /** Another process over the same store. */
    ModelRegistry elsewhere() {
        return ground.open(ground.way(), builder -> builder.pollInterval(Duration.ofMillis(1)));
    }

    /** Sends requests of many keys until something holds. */
    void requests(ServedModel<Integer> served, IntUnaryOperator errorsInThousand, BooleanSupplier until) {
        Until.holds(() -> {
            for (int i = 0; i < 100; i++) {
                request(served, errorsInThousand);
            }
            return until.getAsBoolean();
        });
    }

    private void request(ServedModel<Integer> served, IntUnaryOperator errorsInThousand) {
        int request = requests.getAndIncrement();
        int chance = (int) ((request * 0x9E3779B97F4A7C15L >>> 33) % 1_000); // by Fibonacci, evenly
        try {
            served.<Integer, IllegalStateException>call("user-" + request, version -> {
                if (chance < errorsInThousand.applyAsInt(version)) {
                    throw new IllegalStateException("NaN");
                }
                return version;
            });
        } catch (IllegalStateException counted) {
            errors.incrementAndGet();
        }
    }

    boolean isOver() {
        return flights.rollouts().current().isEmpty();
    }

    static List<RolloutVerdict> judged(RegisteredModel model) {
        return model.history()
                .flatMap(commit -> commit.events().stream())
                .filter(RolloutJudged.class::isInstance)
                .map(event -> ((RolloutJudged) event).verdict())
                .toList();
    }

    static long count(RegisteredModel model, Class<? extends RegistryEvent> kind) {
        return model.history()
                .flatMap(commit -> commit.events().stream())
                .filter(kind::isInstance)
                .count();
    }

    @Nullable
    RolloutVerdict last() {
        return verdicts.stream().reduce((first, second) -> second).orElse(null);
    }
}
