package dev.modelregistry.examples.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both runtimes on one version. */
class LoadersTest {
    private static final int FLIGHTS = 2_000;

    private final ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("test");

    @AfterEach
    void close() {
        registry.close();
    }

    private ModelVersion trained(Path scratch) throws IOException {
        List<FlownFlight> past = new Flights(7).past(FLIGHTS).toList();
        return new Training(registry.model("flights"), scratch).register("1.0.0", past, "a test");
    }

    @Test
    void oneVersionAnswersAlikeInBothRuntimes(@TempDir Path scratch) throws Exception {
        ModelVersion version = trained(scratch);

        try (DelayModel onnx = new OnnxLoader().load(version);
                DelayModel tribuo = new TribuoLoader().load(version)) {
            List<FlownFlight> flights = new Flights(8).past(100).toList();
            for (FlownFlight flown : flights) {
                assertThat(onnx.probabilityOfDelay(flown.flight()))
                        .as("%s", flown.flight())
                        .isCloseTo(tribuo.probabilityOfDelay(flown.flight()), within(1e-5));
            }
            Flight evening = new Flight("ORD", 19, 800);
            Flight morning = new Flight("ATL", 7, 800);
            assertThat(onnx.probabilityOfDelay(evening))
                    .isBetween(0.4, 0.7)
                    .isGreaterThan(2 * onnx.probabilityOfDelay(morning));
        }
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void aModelDoesNotGuessForAnAirportThatItNeverSaw(@TempDir Path scratch) throws Exception {
        ModelVersion version = trained(scratch);

        try (DelayModel onnx = new OnnxLoader().load(version);
                DelayModel tribuo = new TribuoLoader().load(version)) {
            for (DelayModel model : List.of(onnx, tribuo)) {
                assertThatThrownBy(() -> model.probabilityOfDelay(new Flight("ASE", 12, 300)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("the model does not know the airport ASE");
            }
        }
    }

    @Test
    void namesOfFeaturesThatNobodyCanComputeAreNoModel() {
        ModelVersion version = registry.model("flights")
                .register(
                        draft -> draft.artifact(Features.FILE, "miles\nweather\n".getBytes(StandardCharsets.UTF_8))
                                .artifact(OnnxLoader.FILE, new byte[] {1}),
                        Change.because("a test"));

        assertThatThrownBy(() -> new OnnxLoader().load(version))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        ": unknown feature 'weather'; hour_cos, hour_sin, miles and origin=AIRPORT are known");
    }

    @Test
    void theBadVersionIsAsGoodOfflineAndFailsForThoseWhoWereForgotten() throws Exception {
        Versions versions = Versions.register(registry.model("flights"));

        assertThat(auc(versions.bad()))
                .isGreaterThan(auc(versions.first()))
                .isCloseTo(auc(versions.good()), within(0.01));
        Flight forgotten = new Flight(Flights.FORGOTTEN, 12, 300);
        try (DelayModel good = new OnnxLoader().load(versions.good());
                DelayModel bad = new OnnxLoader().load(versions.bad())) {
            assertThat(good.probabilityOfDelay(forgotten)).isBetween(0.05, 0.5);
            assertThatThrownBy(() -> bad.probabilityOfDelay(forgotten))
                    .hasMessage("the model does not know the airport SLC");
        }
    }

    private static double auc(ModelVersion version) {
        return version.metrics().getOrDefault("auc", Double.NaN);
    }
}
