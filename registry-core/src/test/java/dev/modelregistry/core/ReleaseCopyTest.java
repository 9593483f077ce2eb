package dev.modelregistry.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.release.Release;
import org.junit.jupiter.api.Test;

/** Models rest on their release sets, and those on models, wherever a copy begins. */
class ReleaseCopyTest extends ReleaseGround {
    @Test
    void whatIsReleasedWhileACopyBeginsIsCopiedWholeOrNotAtAll() {
        first();
        ModelVersion better = staged(ranker, "1.1.0", "^1");
        ModelRegistry other = ground.open();
        way.amidHeads = () -> other.releaseSet("shop").promote(CHANGE, better, retriever1);

        try (Ground elsewhere = new Ground()) {
            ModelRegistry copy = elsewhere.open();
            assertThat(registry.copyTo(copy).verified().problems()).isEmpty();

            Release current = copy.releaseSet("shop").current().orElseThrow();
            assertThat(current.number()).isEqualTo(2);
            assertThat(inProduction(copy.model("ranker"))).isEqualTo("1.1.0");
        }
    }
}
