package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Rollouts;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A model with a version in production, one in staging and one that is new. */
abstract class RolloutGround {
    static final Node SUSPICIOUS = Node.dataset("weather", "sha256:ab");

    static final RolloutPolicy CANARY_POLICY = RolloutPolicy.canary(
            new Step(0.05, Duration.ofMinutes(10), 1_000),
            Step.of(0.5, Duration.ofHours(1)),
            Step.of(1, Duration.ofHours(1)));
    static final Change CHANGE = because("new weather");

    final Ground ground = new Ground();
    final ModelRegistry registry = ground.open();
    final RegisteredModel flights = registry.model("flights");
    final Rollouts rollouts = flights.rollouts();
    final ModelVersion control = register(flights, "1.0.0");
    final ModelVersion candidate = register(flights, "1.1.0");
    final ModelVersion third = register(flights, "1.2.0");

    @BeforeEach
    void serveOne() {
        toProduction(flights, control);
        flights.promote(candidate, STAGING, because("tests pass"));
    }

    /** The standard pipeline has one place for each. */
    void stageBoth() {
        flights.promote(candidate, CANARY, because("next"));
        flights.promote(third, STAGING, because("tests pass"));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    Stage stage(ModelVersion version) {
        return flights.stageOf(version).stage();
    }

    List<String> lastEvents() {
        Commit last = flights.history().reduce((first, second) -> second).orElseThrow();
        return last.events().stream().map(RegistryEvent::summary).toList();
    }

    long servedBy(ModelVersion version) {
        return IntStream.range(0, 10_000)
                .filter(user -> flights.explain("user-" + user).route().number() == version.number())
                .count();
    }

    /** Nobody serves as production does without a second pair of eyes. */
    final void fourEyes() {
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .transition(CANARY, PRODUCTION, Gate.approvals(1))
                                .build(),
                        because("four eyes"));
    }

    /** One more in staging, made from what is {@link #SUSPICIOUS}. */
    final ModelVersion suspect() {
        ModelVersion suspect = flights.register(
                draft -> draft.version("2.0.0")
                        .lineage(Lineage.builder()
                                .dataset("weather", "sha256:ab")
                                .build()),
                because("trained"));
        flights.promote(suspect, STAGING, CHANGE);
        return suspect;
    }
}
