package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Verification;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A day's work in the engine, cut at every point in turn: the host does not notice, nothing is lost, and nothing is there twice. */
abstract class CutWorkloadContract {
    private static final int VERSIONS = 5;
    private static final int COMMITS = VERSIONS + 4;

    private final TestServer server;
    private String url;
    private CuttingProxy proxy;
    private ModelRegistry registry;

    CutWorkloadContract(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() throws Exception {
        url = server.freshDatabase();
        ModelRegistry.openOrCreate(url).close();
        proxy = CuttingProxy.to(server);
        registry = ModelRegistry.open(proxy.through(url)).as("alice");
    }

    @AfterEach
    void close() throws Exception {
        registry.close();
        proxy.close();
        server.dropDatabase(url);
    }

    /** Sets a trap. */
    private interface Trap {
        void set(int nth);
    }

    @Test
    void cutBeforeAnyCommit() throws Exception {
        int commits = cutEverywhere(1, nth -> proxy.cutBefore(server.commitOnTheWire(), nth));

        assertThat(commits).as("commits of one day").isEqualTo(VERSIONS + COMMITS);
    }

    @Test
    void cutBehindAnyCommit() throws Exception {
        int commits = cutEverywhere(1, nth -> proxy.cutBehind(server.commitOnTheWire(), nth));

        assertThat(commits).as("commits of one day").isEqualTo(VERSIONS + COMMITS);
    }

    /** Every third will do: a day is long. */
    @Test
    void cutBeforeAStatement() throws Exception {
        int statements = cutEverywhere(3, nth -> proxy.cutBefore("mr_", nth));

        assertThat(statements).as("statements of one day").isGreaterThan(3 * COMMITS);
    }

    /** Works day by day, each with a later cut, until one is over before the cut; returns how often the day could be cut. */
    private int cutEverywhere(int step, Trap trap) throws Exception {
        List<RegisteredModel> models = new ArrayList<>();
        int nth = 1;
        for (int fired = -1; fired < proxy.fired(); nth += step) {
            fired = proxy.fired();
            trap.set(nth);
            RegisteredModel model = registry.model("flights-" + nth);
            work(model);
            models.add(model);
        }
        trap.set(Integer.MAX_VALUE);
        assertThat(proxy.fired()).isEqualTo(models.size() - 1);
        try (ModelRegistry direct = ModelRegistry.open(url)) {
            for (RegisteredModel model : models) {
                check(direct.model(model.name()));
            }
            assertThat(direct.verify())
                    .isEqualTo(new Verification(models.size(), (long) models.size() * COMMITS, VERSIONS, List.of()));
        }
        return nth - 2 * step;
    }

    private static void work(RegisteredModel model) {
        List<ModelVersion> versions = new ArrayList<>();
        for (int i = 1; i <= VERSIONS; i++) {
            String version = "1.0." + i;
            versions.add(model.register(
                    draft -> draft.version(version).artifact("model.bin", weights(version)),
                    because("trained " + version)));
            assertThat(versions.get(i - 1).number()).isEqualTo(i);
        }
        model.promote(versions.get(0), Stage.STAGING, because("tests pass"));
        model.promote(versions.get(0), Stage.PRODUCTION, because("approved"));
        model.alias("champion", versions.get(1), because("best so far"));
        model.tag("owner", "ml", because("org"));
    }

    private static byte[] weights(String version) {
        return ("weights of " + version).getBytes(StandardCharsets.UTF_8);
    }

    private static void check(RegisteredModel model) throws Exception {
        assertThat(model.versions().stream().map(ModelVersion::number))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, VERSIONS).boxed().toList());
        assertThat(model.history()).hasSize(COMMITS);
        assertThat(model.in(Stage.PRODUCTION).orElseThrow().version().number()).isEqualTo(1);
        assertThat(model.aliases().get(Alias.of("champion")).number()).isEqualTo(2);
        assertThat(model.tags()).containsEntry("owner", "ml");
        for (ModelVersion version : model.versions()) {
            assertThat(Files.readAllBytes(version.artifact("model.bin").path()))
                    .isEqualTo(weights(version.version().toString()));
        }
    }
}
