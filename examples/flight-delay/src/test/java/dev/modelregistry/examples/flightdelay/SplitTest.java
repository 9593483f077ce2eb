package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {

    @Test
    void theLastFifthIsHeldOut() {
        FlightData data = FlightData.generate(1);

        Split split = Split.byTime(data);

        assertThat(split.training()).isEqualTo(data.flights().subList(0, 12_800));
        assertThat(split.heldOut()).isEqualTo(data.flights().subList(12_800, 16_000));
    }

    @Test
    void nothingCanBeLearnedWhereNoFlightIsDelayed() {
        List<FlownFlight> flights = IntStream.range(0, 10)
                .mapToObj(hour -> new FlownFlight(
                        new Flight(LocalDateTime.of(2024, 1, 1, hour, 0), 100, "ORD", "LGA"), hour < 8 ? 0 : 60))
                .toList();

        assertThatThrownBy(() -> Split.byTime(new FlightData("test", "", flights)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 of the first 8 flights are delayed, expected some but not all");
    }

    @Test
    void anEmptyFileCannotBeSplit() {
        assertThatThrownBy(() -> Split.byTime(new FlightData("test", "", List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 of the first 0 flights are delayed, expected some but not all");
    }
}
