package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.core.memory.IndexedFixture;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.RegistryStore;
import org.junit.jupiter.api.Test;

/**
 * What commits enter into the index. If this changes, indexes that are there say what the commits meant before: raise the format in {@code
 * KeptImage}, and tell in CHANGELOG.md that registries in databases need {@code reindex()}.
 */
class EntriesGoldenTest {
    /** A {@code >} stands for a tab, a {@code #} for what differs each time. */
    private static final String ENTRIES = """
            + version/flights>0000000001 kind 'version'
            + version/flights>0000000001 version.name 'flights'
            + version/flights>0000000001 version.name> 'Flights'
            + version/flights>0000000001 version.number 1.0
            + version/flights>0000000001 version.version '1.0.0'
            + version/flights>0000000001 version.digest '2742c01009f5961f64757825e20424fce041b914feb2de1854d7785d80123285'
            + version/flights>0000000001 version.created 1.893456E15
            + version/flights>0000000001 version.created_by 'alice'
            + version/flights>0000000001 version.metrics.auc 0.5
            + version/flights>0000000001 version.parameters.Kernel 'RBF'
            + version/flights>0000000001 version.parameters.Kernel> 'rbf'
            + version/flights>0000000001 version.parameters.rate 2.0
            + version/flights>0000000001 input 'dataset:flights@2026-11'
            + version/flights>0000000001 version.stage 'development'
            + version/flights>0000000001 version.stage> 'Development'
            + model/flights model.stage 'development'
            + model/flights model.stage> 'Development'
            + model/flights kind 'model'
            + model/flights model.name 'flights'
            + model/flights model.name> 'Flights'
            + model/flights model.created 1.893456E15
            + model/flights model.created_by 'alice'
            - version/flights>0000000001 version.stage 'development'
            - version/flights>0000000001 version.stage> 'Development'
            + version/flights>0000000001 version.stage 'staging'
            + version/flights>0000000001 version.stage> 'Staging'
            - model/flights model.stage 'development'
            - model/flights model.stage> 'Development'
            + model/flights model.stage 'staging'
            + model/flights model.stage> 'Staging'
            + version/flights>0000000001 version.alias 'champion'
            + model/flights model.alias 'champion'
            + version/flights>0000000001 version.tags.team 'Ops'
            + version/flights>0000000001 version.tags.team> 'ops'
            + model/flights model.tags.owner 'ops'
            + model/flights model.tags.note 'N'
            + model/flights model.tags.note> 'n'
            - model/flights model.tags.note 'N'
            - model/flights model.tags.note> 'n'
            - version/flights>0000000001 version.alias 'champion'
            - model/flights model.alias 'champion'
            + node/69b5eb6861cf8ec1b48b38801a265ace0b1ff3f10de751746525bdd78d8a5144 node 'dataset:clean@1'
            + node/69b5eb6861cf8ec1b48b38801a265ace0b1ff3f10de751746525bdd78d8a5144 input 'dataset:raw@1'
            - node/69b5eb6861cf8ec1b48b38801a265ace0b1ff3f10de751746525bdd78d8a5144 input 'dataset:raw@1'
            + node/69b5eb6861cf8ec1b48b38801a265ace0b1ff3f10de751746525bdd78d8a5144 input.retracted 'dataset:raw@1'
            + run/flights># kind 'run'
            + run/flights># run.name 'flights'
            + run/flights># run.name> 'Flights'
            + run/flights># run.created 1.893456E15
            + run/flights># run.created_by 'alice'
            + run/flights># run.status 'running'
            + run/flights># run.tags.team 'Ops'
            + run/flights># run.tags.team> 'ops'
            + run/flights># run.metrics.auc 0.75
            + run/flights># run.parameters.lr 2.0
            - run/flights># run.status 'running'
            + run/flights># run.status 'completed'
            + run/flights># run.ended #
            + model/flights model.deleted ''
            """;

    @Test
    void entersTheSameAsEver() {
        SettableClock clock = new SettableClock();
        try (IndexedFixture ground = new IndexedFixture();
                RegistryStore store = ground.open()) {
            FaultyStore way = new FaultyStore(store);
            try (ModelRegistry registry = ModelRegistry.builder()
                    .store(way)
                    .actor("alice")
                    .clock(clock)
                    .open()) {
                RegisteredModel flights = registry.model("Flights");
                ModelVersion first = flights.register(
                        draft -> draft.version("1.0.0")
                                .metric("auc", 0.5)
                                .parameter("rate", 2.0)
                                .parameter("Kernel", "RBF")
                                .lineage(Lineage.builder()
                                        .dataset("flights", "2026-11")
                                        .build())
                                .description("first"),
                        because("golden"));
                flights.promote(first, Stage.STAGING, because("tests pass"));
                flights.alias("Champion", first, because("best"));
                flights.tag(first, "team", "Ops", because("x"));
                flights.tag("owner", "ops", because("x"));
                flights.tag("note", "N", because("x"));
                flights.removeTag("note", because("x"));
                flights.removeAlias(Alias.of("champion"), because("x"));
                Node raw = Node.parse("dataset:raw@1");
                Node clean = Node.parse("dataset:clean@1");
                registry.lineage().record(raw, clean, because("x"));
                registry.lineage().retract(raw, clean, because("x"));
                TrainingRun run = registry.startRun(flights.name(), because("training"));
                run.metric("auc", 0.75).parameter("lr", 2.0).tag("team", "Ops").complete();
                run.close();
                flights.delete(because("x"));
                assertThat(way.entries)
                        .extracting(EntriesGoldenTest::line)
                        .filteredOn(line -> !line.contains(" input 'code:")) // wherever this is built
                        .containsExactlyElementsOf(ENTRIES.lines().toList());
            }
        }
    }

    private static String line(Change change) {
        Object value = change.value() instanceof Value.Text text
                ? "'" + text.text() + "'"
                : ((Value.Numeric) change.value()).number();
        String line = (change instanceof Change.Put ? "+ " : "- ") + change.entity() + " " + change.key() + " " + value;
        return line.replace('\t', '>').replaceAll("(run/flights>|run.ended )\\S+", "$1#");
    }
}
