package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightDataTest {

    @TempDir
    Path directory;

    @Test
    void theSameSeedGivesTheSameFlights() {
        assertThat(FlightData.generate(7)).isEqualTo(FlightData.generate(7));
    }

    @Test
    void anotherSeedGivesOtherFlights() {
        assertThat(FlightData.generate(7).flights())
                .isNotEqualTo(FlightData.generate(8).flights());
        assertThat(FlightData.generate(7).sha256())
                .isNotEqualTo(FlightData.generate(8).sha256());
    }

    @Test
    void theDefaultFlightsAreTheSameOnEveryMachine() {
        assertThat(FlightData.generate(42).sha256())
                .isEqualTo("a9cb419eecd9d971c3b99d62acfc0da894a98118ed38e9bea6b921ec083a547e");
    }

    @Test
    void generatedFlightsLookLikeFlights() {
        FlightData data = FlightData.generate(42);

        assertThat(data.flights()).hasSize(16_000).allSatisfy(flown -> {
            assertThat(flown.flight().origin()).isNotEqualTo(flown.flight().destination());
            assertThat(flown.flight().distanceMiles()).isBetween(5, 3_000);
            assertThat(flown.flight().departure().getYear()).isBetween(2023, 2024);
            assertThat(flown.delayMinutes()).isBetween(-25, 1_000);
        });
        assertThat(data.flights().stream().filter(FlownFlight::isDelayed)).hasSizeBetween(3_200, 4_800);
    }

    @Test
    void generatedFlightsReadBackFromCsvAreTheSameAndHaveTheSameChecksum() throws IOException {
        FlightData data = FlightData.generate(42);
        Path file = Files.writeString(directory.resolve("flights.csv"), FlightCsv.render(data.flights()));

        FlightData read = FlightData.read(file);

        assertThat(read.flights()).isEqualTo(data.flights());
        assertThat(read.sha256()).isEqualTo(data.sha256());
        assertThat(read.name()).isEqualTo("flights.csv");
    }

    @Test
    void flightsAreInTheOrderInWhichTheyLeftWhateverTheOrderInTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("flights.csv"), """
                date,delay_minutes,distance_miles,origin,destination
                2001/01/02 10:00,0,100,ATL,BOS
                2001/01/01 23:59,1,200,BOS,ATL
                2001/01/02 09:59,2,300,ATL,DEN
                """);

        assertThat(FlightData.read(file).flights())
                .hasSize(3)
                .isSortedAccordingTo(
                        Comparator.comparing(flown -> flown.flight().departure()));
    }

    @Test
    void theChecksumOfAFileIsThatOfItsBytes() throws IOException {
        Path file = Files.writeString(directory.resolve("empty.csv"), FlightCsv.HEADER);

        // printf %s date,delay_minutes,distance_miles,origin,destination | sha256sum
        assertThat(FlightData.read(file).sha256())
                .isEqualTo("26b5646a9ac5e6faf24eb86a056061b490fbe0ce231bdcd8a77f55b81c065e9c");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("nowhere.csv");

        assertThatThrownBy(() -> FlightData.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": no such file, expected a CSV file with the header " + FlightCsv.HEADER);
    }

    @Test
    void aDirectoryIsNamed() {
        assertThatThrownBy(() -> FlightData.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(directory + ": cannot be read: ");
    }
}
