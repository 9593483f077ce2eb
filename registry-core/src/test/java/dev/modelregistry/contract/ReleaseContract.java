package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedSet;
import dev.modelregistry.SetLease;
import dev.modelregistry.id.Stage;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that go into production together, on a store of any kind. */
public abstract class ReleaseContract extends RegistryGround {
    private static final Change CHANGE = because("they belong together");

    /** A version of each of two models that works with the other one's of the same number alone. */
    static List<ModelVersion> pair(ModelRegistry registry, int major) {
        return List.of(
                staged(registry.model("ranker"), major, "retriever"),
                staged(registry.model("retriever"), major, "ranker"));
    }

    private static ModelVersion staged(RegisteredModel model, int major, String partner) {
        ModelVersion version = model.register(
                draft -> draft.version(major + ".0.0")
                        .artifact("weights", (model.name() + " " + major).getBytes(StandardCharsets.UTF_8))
                        .worksWith(partner, "^" + major),
                because("trained"));
        model.promote(version, Stage.STAGING, because("tests pass"));
        return version;
    }

    private static String read(ModelVersion version) throws IOException {
        return Files.readString(version.artifact("weights").path());
    }

    @Test
    void severalModelsAreReleasedServedRolledBackAndFoundInThePast() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            ReleaseSet shop = registry.releaseSet("shop");
            Release first = shop.promote(pair(registry, 1), CHANGE);
            ServedMember<String> ranker = ServedMember.of("ranker", ReleaseContract::read);
            ServedMember<String> retriever = ServedMember.of("retriever", ReleaseContract::read);
            try (ServedSet served = shop.serve(ranker, retriever)) {
                Release second = shop.promote(pair(registry, 2), CHANGE);
                Until.holds(() -> served.release().number() == second.number());
                try (SetLease lease = served.acquire()) {
                    assertThat(List.of(lease.model(ranker), lease.model(retriever)))
                            .containsExactly("ranker 2", "retriever 2");
                }

                Release third = shop.rollbackFrom(second, because("no answers"));
                Until.holds(() -> served.release().number() == third.number());
                assertThat(third.members()).isEqualTo(first.members());
            }
            assertThat(shop.releases())
                    .extracting(Release::status)
                    .containsExactly(Status.PROMOTED, Status.FAILED, Status.PROMOTED);
            Instant then = shop.releases().get(1).at();
            assertThat(registry.asOf(then.minusNanos(1_000)).releaseSet("shop").versions())
                    .extracting(ModelVersion::number)
                    .containsExactly(2, 2);
            assertThat(registry.search().versions("stage = 'Production'").hits())
                    .extracting(hit -> hit.model() + " " + hit.number())
                    .containsExactlyInAnyOrder("ranker 1", "retriever 1");
            assertThat(registry.model("ranker").releaseSet()).contains("shop");
            assertThat(registry.verify().problems()).isEmpty();
        }
    }
}
