package dev.modelregistry.core;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryBuilder;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.id.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** One store in memory with any number of registries over it, each with a way to the store of its own. <b>Must be closed.</b> */
final class Ground implements AutoCloseable {
    static final long BOUND_SECONDS = 60;

    final MemoryStore memory;
    private final List<ModelRegistry> opened = new ArrayList<>();

    Ground() {
        this(new MemoryStore());
    }

    Ground(MemoryStore memory) {
        this.memory = memory;
    }

    FaultyStore way() {
        return new FaultyStore(memory);
    }

    ModelRegistry open() {
        return open(way());
    }

    ModelRegistry open(FaultyStore way) {
        return open(way, UnaryOperator.identity());
    }

    /** A registry like one that another process opened. */
    ModelRegistry open(FaultyStore way, UnaryOperator<RegistryBuilder> settings) {
        ModelRegistry registry = settings.apply(
                        ModelRegistry.builder().store(way).actor("alice"))
                .open();
        opened.add(registry);
        return registry;
    }

    /** Registers a version with one small file. */
    static ModelVersion register(RegisteredModel model, String version) {
        return model.register(
                draft -> draft.version(version).artifact("model.bin", bytes("weights of " + version)),
                because("trained " + version));
    }

    /** Takes a version to production on the allowed way. */
    static void toProduction(RegisteredModel model, ModelVersion version) {
        model.promote(version, Stage.STAGING, because("tests pass"));
        model.promote(version, Stage.PRODUCTION, because("approved"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Runs a task on a thread of its own; fails if it takes too long. */
    static <T> T elsewhere(Callable<T> task) throws Exception {
        return Race.all(1, racer -> task.call()).get(0);
    }

    @Override
    public void close() {
        opened.forEach(ModelRegistry::close);
        memory.close();
    }
}
