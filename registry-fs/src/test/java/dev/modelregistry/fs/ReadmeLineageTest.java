package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.RegistryLineage.Withdrawal;
import dev.modelregistry.RegistryView;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show of what was made from what. */
class ReadmeLineageTest {
    @TempDir
    private Path place;

    private static ModelVersion register(RegisteredModel model, Lineage lineage) {
        return model.register(
                draft -> draft.parameter("revision", model.revision()).lineage(lineage), because("trained"));
    }

    private static void toProduction(RegisteredModel model, ModelVersion version) {
        model.promote(version, Stage.STAGING, because("tests pass"));
        model.promote(version, Stage.PRODUCTION, because("approved"));
    }

    @Test
    void badDataIsFoundQuarantinedAndTakenOutOfService() {
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:" + place.resolve("registry")).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            Lineage good = Lineage.builder().dataset("flights", "sha256:11aa").build();
            toProduction(flights, register(flights, good));
            // region lineage-register
            ModelVersion base = flights.register(
                    draft -> draft.metric("auc", 0.81)
                            .lineage(Lineage.builder()
                                    .dataset("flights-clean", "sha256:77c0")
                                    .code("git", "4f2a9c1")
                                    .build()),
                    because("monthly retraining"));
            // end lineage-register
            toProduction(flights, base);
            // region lineage-record
            RegistryLineage lineage = registry.lineage();
            Node raw = Node.dataset("flights-raw", "sha256:5d1e");
            lineage.record(raw, Node.dataset("flights-clean", "sha256:77c0"), because("cleaned by job 4711"));
            lineage.record(
                    Node.version(base.model(), base.version()),
                    Node.deployment("booking-eu"),
                    because("rolled out by hand"));
            // end lineage-record
            // region lineage-ask
            Graph from = lineage.upstream(Node.version("flights", "1.0.1")); // what it was made from
            Graph made = lineage.downstream(raw, 2); // what was made from it, two hops far
            List<Node> way = lineage.path(raw, Node.deployment("booking-eu"));
            Impact impact = lineage.impact(raw); // and what of that serves, in which stage, since when
            impact.live().forEach(System.out::println); // models:/flights/2 (1.0.1) in Production since …
            System.out.println(impact.descendants().toMermaid()); // or toDot(), or lineage.toOpenLineage(graph)
            // end lineage-ask
            assertThat(from.nodes()).hasSize(4);
            assertThat(made.nodes()).hasSize(3);
            assertThat(way).hasSize(4);
            assertThat(impact.live()).hasSize(1);
            // region quarantine
            registry.lineage().quarantine(raw, because("a third of the labels is wrong"));
            List<Withdrawal> done = registry.lineage().rollBackLive(raw, because("a third of the labels is wrong"));
            // end quarantine
            assertThat(done)
                    .singleElement()
                    .satisfies(each -> assertThat(
                                    each.now().orElseThrow().version().number())
                            .isEqualTo(1));
            // region lineage-past
            RegistryView then = registry.asOf(impact.live().get(0).since());
            boolean served = !then.lineage().impact(raw).live().isEmpty();
            // end lineage-past
            assertThat(served).isFalse(); // it was not recorded yet that the data was cleaned from that
        }
    }
}
