package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class FlightCsvTest {

    private static final String GOOD_LINE = "2001/01/01 00:47,66,1750,DTW,LAS";

    @Test
    void aLineBecomesAFlight() throws IOException {
        assertThat(FlightCsv.parse("test.csv", FlightCsv.HEADER + "\n" + GOOD_LINE + "\n"))
                .containsExactly(
                        new FlownFlight(new Flight(LocalDateTime.of(2001, 1, 1, 0, 47), 1750, "DTW", "LAS"), 66));
    }

    @Test
    void lineEndsOfWindowsAreUnderstood() throws IOException {
        assertThat(FlightCsv.parse("test.csv", FlightCsv.HEADER + "\r\n" + GOOD_LINE + "\r\n"))
                .hasSize(1);
    }

    @Test
    void anotherHeaderIsRefused() {
        assertThatThrownBy(() -> FlightCsv.parse("test.csv", "date,delay\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("test.csv, line 1: the header is \"date,delay\", expected " + FlightCsv.HEADER);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatThrownBy(() -> FlightCsv.parse("test.csv", ""))
                .hasMessage("test.csv, line 1: the header is \"\", expected " + FlightCsv.HEADER);
    }

    @Test
    void aMissingColumnIsRefused() {
        assertRefused(
                "2001/01/01 00:47,66,1750,DTW",
                "the line is \"2001/01/01 00:47,66,1750,DTW\", expected 5 values separated by commas: "
                        + FlightCsv.HEADER);
    }

    @Test
    void aBlankLineIsRefused() {
        assertRefused("", "the line is \"\", expected 5 values separated by commas: " + FlightCsv.HEADER);
    }

    @Test
    void aDayThatIsNotInTheCalendarIsRefused() {
        assertRefused(
                "2001/02/31 00:47,66,1750,DTW,LAS",
                "date is \"2001/02/31 00:47\", expected a local time such as 2001/01/31 18:05");
    }

    @Test
    void aDelayThatIsNoNumberIsRefused() {
        assertRefused(
                "2001/01/01 00:47,late,1750,DTW,LAS",
                "delay_minutes is \"late\", expected a whole number of minutes such as 42 or -5");
    }

    @Test
    void aDistanceOfZeroIsRefused() {
        assertRefused(
                "2001/01/01 00:47,66,0,DTW,LAS",
                "distance_miles is \"0\", expected a whole number of miles, at least 1");
    }

    @Test
    void anAirportInSmallLettersIsRefused() {
        assertRefused(
                "2001/01/01 00:47,66,1750,DTW,las",
                "destination is \"las\", expected an airport code of three capital letters or digits such as ORD");
    }

    @Test
    void anAirportThatIsMissingIsRefused() {
        assertRefused(
                "2001/01/01 00:47,66,1750,,LAS",
                "origin is \"\", expected an airport code of three capital letters or digits such as ORD");
    }

    /** The line comes third, after the header and a good one. */
    private static void assertRefused(String line, String message) {
        String csv = FlightCsv.HEADER + "\n" + GOOD_LINE + "\n" + line + "\n";
        assertThatThrownBy(() -> FlightCsv.parse("test.csv", csv))
                .isInstanceOf(IOException.class)
                .hasMessage("test.csv, line 3: " + message);
    }
}
