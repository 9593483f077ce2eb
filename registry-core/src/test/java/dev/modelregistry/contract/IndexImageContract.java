package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.TrainingRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An index that goes on from the image that an earlier process kept answers like one that has read everything. */
public abstract class IndexImageContract extends RegistryGround {
    /** An image is kept when so many commits are in none. */
    protected static final int DUE = 1_000;

    private static final int ROUNDS = 6;
    private static final int QUERIES = 10;

    protected final ModelRegistry open() {
        return ModelRegistry.builder().url(url).actor("alice").openOrCreate();
    }

    /** Whether an image is kept at a place. */
    protected abstract boolean hasImage();

    /** Changes of all kinds, and so many that an image is due. */
    protected static void fill(ModelRegistry registry, Random random) {
        RandomRegistry.fill(registry, random);
        RegisteredModel model = registry.model("a");
        for (int i = 0; i < DUE; i++) {
            model.tag("count", Integer.toString(i), because("counted"));
        }
    }

    @Test
    void whoeverGoesOnFromAnImageFindsWhatLookingAtEverythingFinds() {
        Random random = new Random(11);
        try (ModelRegistry registry = open()) {
            fill(registry, random);
            TrainingRun run = registry.startRun("z");
            run.metric("auc", 0.5).flush();
            assertThat(hasImage()).isFalse();
            registry.search().models("");
            assertThat(hasImage()).isTrue();
            run.metric("auc", 1.0).tag("team", "after the image").complete(); // the journal of a run has no snapshots
            run.close();
        }
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (ModelRegistry registry = open()) { // who changes does not search, and keeps no image
                RandomRegistry.change(registry, random);
                RandomRegistry.change(registry, random);
            }
            try (ModelRegistry registry = open()) {
                for (int i = 0; i < QUERIES; i++) {
                    found += SearchContract.assertFindsTheSame(registry, new PlainSearch(registry), random);
                    RandomRegistry.change(registry, random);
                }
            }
        }
        assertThat(found).as("hits of all queries").isGreaterThan(ROUNDS * QUERIES);
    }
}
