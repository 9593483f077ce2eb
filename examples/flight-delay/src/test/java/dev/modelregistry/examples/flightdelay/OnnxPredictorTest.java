package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxPredictorTest {

    private static final Split SPLIT = Split.byTime(FlightData.generate(42));
    private static final Flight FLIGHT = SPLIT.heldOut().get(0).flight();

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("recipes")
    void anExportedModelPredictsWhatTheTrainedOnePredicts(Recipe recipe) throws IOException {
        DelayModel model = export(recipe);

        try (OnnxPredictor predictor = load()) {
            assertThat(SPLIT.heldOut())
                    .hasSize(3_200)
                    .allSatisfy(flown -> assertThat(predictor.probabilityOfDelay(flown.flight()))
                            .isEqualTo(model.probabilityOfDelay(flown.flight()), within(1e-4)));
        }
    }

    static List<Recipe> recipes() {
        return List.of(Recipe.BASELINE, Recipe.CALENDAR);
    }

    @Test
    void anAirportThatWasNeverSeenStillGetsAPrediction() throws IOException {
        DelayModel model = export(Recipe.CALENDAR);
        Flight unheardOf = new Flight(LocalDateTime.of(2030, 12, 24, 23, 59), 5_000, "ZZZ", "YYY");

        try (OnnxPredictor predictor = load()) {
            assertThat(predictor.probabilityOfDelay(unheardOf))
                    .isBetween(0.0, 1.0)
                    .isEqualTo(model.probabilityOfDelay(unheardOf), within(1e-4));
        }
    }

    @Test
    void featuresOfAnotherModelAreRefused() throws IOException {
        export(Recipe.BASELINE);
        Files.writeString(directory.resolve(Features.FILE), "hour\n");

        assertThatThrownBy(this::load)
                .isInstanceOf(IOException.class)
                .hasMessage(directory.resolve(DelayModel.FILE) + " expects 2 features, but 1 are named");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        export(Recipe.BASELINE);
        Path file = Files.writeString(directory.resolve(DelayModel.FILE), "no model");

        assertThatThrownBy(this::load)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ONNX Runtime cannot load it: ");
    }

    @Test
    void aMissingModelIsRefused() throws IOException {
        export(Recipe.BASELINE);
        Files.delete(directory.resolve(DelayModel.FILE));

        assertThatThrownBy(this::load)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(directory.resolve(DelayModel.FILE) + ": ONNX Runtime cannot load it: ");
    }

    @Test
    void aClosedPredictorSaysSoAndMayBeClosedAgain() throws IOException {
        export(Recipe.BASELINE);
        OnnxPredictor predictor = load();
        predictor.close();

        assertThatThrownBy(() -> predictor.probabilityOfDelay(FLIGHT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the predictor is closed");
        assertThatCode(predictor::close).doesNotThrowAnyException();
    }

    @Test
    void closingUnderRunningPredictionsLetsThemFinish() throws Exception {
        export(Recipe.CALENDAR);
        OnnxPredictor predictor = load();
        double expected = predictor.probabilityOfDelay(FLIGHT);
        int threads = 4;
        CountDownLatch warm = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<String>> endings = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                endings.add(executor.submit(() -> predictUntilClosed(predictor, expected, warm)));
            }
            assertThat(warm.await(30, TimeUnit.SECONDS)).isTrue();
            predictor.close();
            for (Future<String> ending : endings) {
                assertThat(ending.get(30, TimeUnit.SECONDS)).isEqualTo("the predictor is closed");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static String predictUntilClosed(OnnxPredictor predictor, double expected, CountDownLatch warm) {
        try {
            while (true) {
                assertThat(predictor.probabilityOfDelay(FLIGHT)).isEqualTo(expected);
                warm.countDown();
            }
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private DelayModel export(Recipe recipe) throws IOException {
        DelayModel model = DelayModel.train(recipe, SPLIT.training(), 42, (epoch, epochs, loss) -> {});
        model.export(directory);
        return model;
    }

    private OnnxPredictor load() throws IOException {
        return OnnxPredictor.load(directory.resolve(DelayModel.FILE), directory.resolve(Features.FILE));
    }
}
