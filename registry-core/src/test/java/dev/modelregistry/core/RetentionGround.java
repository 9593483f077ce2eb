package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.retention.RetentionPolicyBuilder;
import dev.modelregistry.spi.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A registry on a store that others use too, a policy for all of its models, and a clock that stands still. */
abstract class RetentionGround {
    final SettableClock clock = new SettableClock();
    final Ground ground = new Ground(new MemoryStore(clock));
    final FaultyStore way = ground.way();
    final ModelRegistry registry = ground.open(way, builder -> builder.clock(clock));
    final ModelRegistry elsewhere = ground.open(ground.way(), builder -> builder.clock(clock));
    final RegisteredModel flights = registry.model("flights");

    @AfterEach
    final void close() {
        ground.close();
    }

    static RetentionPolicy policy(String name, String models, UnaryOperator<RetentionPolicyBuilder> rules) {
        return rules.apply(RetentionPolicy.builder(name).models(models)).build();
    }

    final void define(UnaryOperator<RetentionPolicyBuilder> rules) {
        registry.settings().defineRetention(policy("nightly", "*", rules), because("the disk is full"));
    }

    final RetentionPlan expire() {
        define(rules -> rules.expireAfter(Duration.ZERO));
        return registry.retention().apply(because("clean up"));
    }

    static List<String> told(RetentionPlan plan) {
        return plan.items().stream()
                .map(item -> item.model() + " " + item.number() + " " + item.action())
                .toList();
    }

    static ModelVersion registerFile(RegisteredModel model, String version, String content) {
        return model.register(
                draft -> draft.version(version).artifact("model.bin", bytes(content)), because("trained"));
    }

    final void erase(String content) {
        assertThat(Trash.end(ground.memory, Bytes.utf8(content).digest())).isTrue();
    }
}
