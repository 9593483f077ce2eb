package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.Lease;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.storage.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known answers travel with a version, and keep a model that does not give them from serving. */
class SelfTestTest {
    private static final List<GoldenExample> EXAMPLES = List.of(
            new GoldenExample(Map.of("factor", 2), Map.of("delay", 6.0), 0.25),
            new GoldenExample(Map.of("factor", 4.0), Map.of("delay", 12.0), 0.25));

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");
    private final LinkedBlockingQueue<ServingAlert> alerts = new LinkedBlockingQueue<>();
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    /** A model that multiplies by what is in its file. */
    private record Weights(double weight) {
        static Weights of(ModelVersion version) throws Exception {
            return new Weights(Double.parseDouble(
                    Files.readString(version.artifact("model.txt").path())));
        }
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelVersion register(String weight, Consumer<VersionDraft> more) {
        return flights.register(
                draft -> {
                    draft.artifact("model.txt", bytes(weight));
                    more.accept(draft);
                },
                because("trained"));
    }

    private ServingOptions<Weights> options() {
        return ServingOptions.<Weights>standard()
                .retryAfter(Duration.ofHours(1))
                .onAlert(alerts::add)
                .warmUp(model -> done.add("warmed up"))
                .check(model -> done.add("checked"))
                .selfTest((model, inputs) -> {
                    double factor = ((Number) inputs.get("factor")).doubleValue();
                    done.add("asked " + inputs);
                    return Map.of("delay", (float) (model.weight() * factor));
                });
    }

    private ServedModel<Weights> serve() {
        return registry.serve("flights", Weights::of, options());
    }

    private static double weight(ServedModel<Weights> served) {
        try (Lease<Weights> lease = served.acquire("user-1")) {
            return lease.model().weight();
        }
    }

    private void replace(ModelVersion version) {
        flights.promote(version, Stage.STAGING, because("tests pass"));
        flights.promote(version, Stage.PRODUCTION, because("approved"));
    }

    private ServingAlert alert() throws InterruptedException {
        ServingAlert alert = alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(alert).isNotNull();
        assertThat(alert.kind()).isEqualTo(Kind.LOAD_FAILED);
        return alert;
    }

    @Test
    void theExamplesAreAFileOfTheVersion(@TempDir Path place) throws Exception {
        ModelVersion version = register("3", draft -> draft.golden(EXAMPLES));

        assertThat(version.golden()).isEqualTo(EXAMPLES);
        assertThat(ground.open().model("flights").version(1).golden()).isEqualTo(EXAMPLES);
        assertThat(Files.readString(version.materialize(place).resolve("golden.json")))
                .isEqualTo(
                        "{\"examples\":[{\"inputs\":{\"factor\":2},\"outputs\":{\"delay\":6.0},\"tolerance\":0.25},"
                                + "{\"inputs\":{\"factor\":4.0},\"outputs\":{\"delay\":12.0},\"tolerance\":0.25}],\"format\":1}");
        assertThat(register("3", draft -> {}).golden()).isEmpty();
    }

    @Test
    void thereIsOneFileOfExamples() {
        assertThatThrownBy(() -> register("3", draft -> draft.golden(EXAMPLES).golden(EXAMPLES)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("golden.json");
        assertThatThrownBy(() -> register("3", draft -> draft.golden(List.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("there is no golden example in the list; leave the list out");
    }

    @Test
    void aVersionIsTestedBetweenWarmUpAndCheckBeforeItServes() {
        toProduction(flights, register("3", draft -> draft.golden(EXAMPLES)));

        assertThat(weight(serve())).isEqualTo(3);
        assertThat(done).containsExactly("warmed up", "asked {factor=2}", "asked {factor=4.0}", "checked");
        assertThat(alerts).isEmpty();
    }

    @Test
    void whatDoesNotGiveItsAnswersDoesNotReplaceWhatServes() throws Exception {
        toProduction(flights, register("3", draft -> draft.golden(EXAMPLES)));
        ServedModel<Weights> served = serve();

        replace(register("3.1", draft -> draft.golden(EXAMPLES)));

        assertThat(alert().cause().orElseThrow())
                .isInstanceOf(ServingException.class)
                .hasMessage("flights v1.0.1 (number 2) does not give what its golden.json says: example 2 of 2: output"
                        + " 'delay' is 12.4; expected 12.0 within 0.25");
        assertThat(weight(served)).isEqualTo(3);
        assertThat(done).filteredOn("checked"::equals).hasSize(1);

        replace(register("3.05", draft -> draft.golden(EXAMPLES)));
        Until.holds(() -> weight(served) == 3.05);
    }

    @Test
    void nothingIsServedAtFirstByWhatDoesNotGiveItsAnswers() {
        toProduction(flights, register("4", draft -> draft.golden(EXAMPLES)));

        assertThatThrownBy(this::serve)
                .isInstanceOf(ServingException.class)
                .cause()
                .hasMessage("flights v1.0.0 (number 1) does not give what its golden.json says: example 1 of 2: output"
                        + " 'delay' is 8.0; expected 6.0 within 0.25; example 2 of 2: output 'delay' is 16.0; expected"
                        + " 12.0 within 0.25");
    }

    @Test
    void aFileOfExamplesThatIsSomethingElseKeepsItsVersionFromServing() throws Exception {
        toProduction(flights, register("3", draft -> {}));
        ServedModel<Weights> served = serve();

        replace(register("4", draft -> draft.artifact("golden.json", bytes("{\"format\":1,\"exam"))));
        assertThat(alert().cause().orElseThrow())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "flights v1.0.1 (number 2) artifact 'golden.json' is not a file of golden examples,"
                                + " which VersionDraft.golden writes: not JSON within the limits");

        replace(register("5", draft -> draft.artifact("golden.json", new byte[(1 << 20) + 1])));
        assertThat(alert().cause().orElseThrow())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "flights v1.0.2 (number 3) artifact 'golden.json' has 1048577 bytes; golden examples have at"
                                + " most 1048576");
        assertThat(weight(served)).isEqualTo(3);
    }

    @Test
    void theSameFileDisturbsNobodyWhoAsksForNoSelfTest() {
        toProduction(flights, register("4", draft -> draft.artifact("golden.json", bytes("ours"))));

        assertThat(weight(registry.serve("flights", Weights::of))).isEqualTo(4);
    }

    @Test
    void examplesThatWereErasedAreNotTakenForNone() {
        ModelVersion version = register("3", draft -> draft.golden(EXAMPLES));
        toProduction(flights, version);
        registry.storage().erase(Erasure.of(version, Part.artifact("golden.json")), because("request"));

        assertThatThrownBy(version::golden)
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("'golden.json'")
                .hasMessageContaining("request");
        assertThatThrownBy(this::serve)
                .isInstanceOf(ServingException.class)
                .hasCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void examplesThatTheStoreHasDamagedAreNotTrusted() {
        ModelVersion version = register("3", draft -> draft.golden(EXAMPLES));
        way.damagedBlobs.add(version.artifact("golden.json").digest());

        assertThatThrownBy(version::golden).isInstanceOf(CorruptStoreException.class);
    }
}
