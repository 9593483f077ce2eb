package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {

    /** A Friday. */
    private static final Flight FLIGHT = new Flight(LocalDateTime.of(2024, 3, 1, 18, 0), 1250, "ORD", "LGA");

    @Test
    void numbersAreScaledAndComeInTheOrderOfTheNames() {
        float[] values =
                Features.of(List.of("distance", "hour", "hour_sin", "hour_cos")).encode(FLIGHT);

        assertThat(values).containsExactly(new float[] {1.25f, 0.75f, -1, 0}, Offset.offset(1e-6f));
    }

    @Test
    void aConditionIsOneWhereItHoldsAndElseZero() {
        Features features = Features.of(List.of(
                "weekday=FRIDAY",
                "weekday=MONDAY",
                "month=MARCH",
                "month=MAY",
                "origin=ORD",
                "origin=LGA",
                "destination=LGA",
                "destination=ORD"));

        assertThat(features.encode(FLIGHT)).containsExactly(1, 0, 1, 0, 1, 0, 1, 0);
    }

    @Test
    void writtenNamesReadBackInTheSameOrder(@TempDir Path directory) throws IOException {
        Path file = directory.resolve(Features.FILE);
        Features.of(List.of("origin=ORD", "hour", "distance")).write(file);

        assertThat(file).hasContent("origin=ORD\nhour\ndistance\n");
        assertThat(Features.read(file).names()).containsExactly("origin=ORD", "hour", "distance");
    }

    @Test
    void aNameThatCannotBeComputedIsRefusedWithItsFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve(Features.FILE), "hour\nweekday=CARNIVAL\n");

        assertThatThrownBy(() -> Features.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + ": unknown feature \"weekday=CARNIVAL\", expected hour, hour_sin, hour_cos, distance,"
                                + " weekday=DAY, month=MONTH, origin=AIRPORT or destination=AIRPORT");
    }

    @Test
    void aConditionWithoutAValueIsRefused() {
        assertThatThrownBy(() -> Features.of(List.of("origin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown feature \"origin\"");
    }
}
