package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void aPredictorThatPutsAllDelayedFlightsFirstHasAnAucOfOne() {
        assertThat(metrics(List.of(0.1, 0.2, 0.8, 0.9), List.of(false, false, true, true))
                        .auc())
                .isEqualTo(1);
    }

    @Test
    void aPredictorThatIsAlwaysWrongHasAnAucOfZero() {
        assertThat(metrics(List.of(0.1, 0.9), List.of(true, false)).auc()).isEqualTo(0);
    }

    @Test
    void aPredictorThatAlwaysSaysTheSameIsGuessing() {
        assertThat(metrics(List.of(0.3, 0.3, 0.3), List.of(true, false, false)).auc())
                .isEqualTo(0.5);
    }

    @Test
    void aucCountsThePairsInTheRightOrderAndHalfOfTheTies() {
        // Pairs of delayed (0.4, 0.7) and punctual (0.2, 0.4, 0.8): right are 0.4-0.2, 0.7-0.2, 0.7-0.4; one tie.
        Metrics metrics = metrics(List.of(0.4, 0.7, 0.2, 0.4, 0.8), List.of(true, true, false, false, false));

        assertThat(metrics.auc()).isEqualTo(3.5 / 6, within(1e-12));
    }

    @Test
    void accuracyIsTheShareOnTheRightSideOfOneHalf() {
        assertThat(metrics(List.of(0.6, 0.4, 0.6, 0.4), List.of(true, false, false, false))
                        .accuracy())
                .isEqualTo(0.75);
    }

    @Test
    void logLossIsTheMeanSurprise() {
        assertThat(metrics(List.of(0.25, 0.25), List.of(true, false)).logLoss())
                .isEqualTo(-(Math.log(0.25) + Math.log(0.75)) / 2, within(1e-12));
    }

    @Test
    void certaintyThatIsWrongCostsMuchButNotEverything() {
        assertThat(metrics(List.of(0.0, 0.0), List.of(true, false)).logLoss()).isBetween(10.0, 20.0);
    }

    private static Metrics metrics(List<Double> probabilities, List<Boolean> delayed) {
        // The distance carries the index of the flight to the predictor.
        List<FlownFlight> flights = IntStream.range(0, delayed.size())
                .mapToObj(i -> new FlownFlight(
                        new Flight(LocalDateTime.of(2024, 1, 1, 0, 0), i + 1, "ORD", "LGA"), delayed.get(i) ? 60 : 0))
                .toList();
        return Metrics.of(flight -> probabilities.get(flight.distanceMiles() - 1), flights);
    }
}
