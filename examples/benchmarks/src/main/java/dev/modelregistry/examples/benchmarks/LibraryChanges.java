package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small changes as the library makes them. Not thread-safe. */
final class LibraryChanges implements SmallChanges {
    static final int BYTES = 1024;

    private final RegisteredModel model;
    private final Random random;
    private final List<ModelVersion> versions = new ArrayList<>();
    private int registered;
    private int promoted;
    private int aliased;

    LibraryChanges(RegisteredModel model) {
        this.model = model;
        this.random = new Random(model.name().hashCode());
    }

    /** Makes the model one on which each of the changes is one commit that is like all later ones. */
    LibraryChanges prepared() {
        versions.add(registerAnother());
        versions.add(registerAnother());
        promote();
        promote();
        alias();
        alias();
        return this;
    }

    static byte[] content(Random random) {
        byte[] content = new byte[BYTES];
        random.nextBytes(content);
        return content;
    }

    @Override
    public void register() {
        registerAnother();
    }

    private ModelVersion registerAnother() {
        SemanticVersion version = SemanticVersion.of(1, ++registered, 0);
        return model.register(
                draft -> draft.version(version)
                        .artifact("model.bin", content(random))
                        .parameter("learning_rate", 0.1)
                        .parameter("epochs", 5)
                        .metric("auc", 0.7),
                because("something to measure"));
    }

    @Override
    public void promote() {
        Stage to = promoted++ % 2 == 0 ? Stage.STAGING : Stage.ARCHIVED;
        model.promote(versions.get(0), to, because("something to measure"));
    }

    @Override
    public void alias() {
        model.alias("challenger", versions.get(aliased++ % 2), because("something to measure"));
    }
}
