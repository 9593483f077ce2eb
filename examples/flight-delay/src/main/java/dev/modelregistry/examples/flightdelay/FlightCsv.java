package dev.modelregistry.examples.flightdelay;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The CSV format of the flights: the header {@value #HEADER}, then one flight a line, nothing quoted. */
final class FlightCsv {

    static final String HEADER = "date,delay_minutes,distance_miles,origin,destination";

    private static final int COLUMNS = HEADER.split(",").length;

    // Strict, because the default resolver quietly turns 2001/02/31 into the 28th.
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final String source;
    private int lineNumber;

    private FlightCsv(String source) {
        this.source = source;
    }

    /** Renders flights in the one way that {@link #parse} reads back as equal flights. */
    static String render(List<FlownFlight> flights) {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (FlownFlight flown : flights) {
            Flight flight = flown.flight();
            csv.append(DATE.format(flight.departure())).append(',');
            csv.append(flown.delayMinutes()).append(',');
            csv.append(flight.distanceMiles()).append(',');
            csv.append(flight.origin()).append(',');
            csv.append(flight.destination()).append('\n');
        }
        return csv.toString();
    }

    /**
     * Reads flights.
     *
     * @param source what error messages call the text, usually a file name
     * @throws IOException if a line is not as expected, with its number
     */
    static List<FlownFlight> parse(String source, String text) throws IOException {
        return new FlightCsv(source).parse(text);
    }

    private List<FlownFlight> parse(String text) throws IOException {
        Iterator<String> lines = text.lines().iterator();
        lineNumber = 1;
        String header = lines.hasNext() ? lines.next() : "";
        if (!header.equals(HEADER)) {
            throw unexpected("the header", header, HEADER);
        }
        List<FlownFlight> flights = new ArrayList<>();
        while (lines.hasNext()) {
            lineNumber++;
            flights.add(parseLine(lines.next()));
        }
        return flights;
    }

    private FlownFlight parseLine(String line) throws IOException {
        // -1 keeps empty values at the end, which would otherwise be counted as missing columns.
        String[] values = line.split(",", -1);
        if (values.length != COLUMNS) {
            throw unexpected("the line", line, COLUMNS + " values separated by commas: " + HEADER);
        }
        int delayMinutes = wholeNumber("delay_minutes", values[1], Integer.MIN_VALUE, "minutes such as 42 or -5");
        int distanceMiles = wholeNumber("distance_miles", values[2], 1, "miles, at least 1");
        Flight flight = new Flight(
                date(values[0]), distanceMiles, airport("origin", values[3]), airport("destination", values[4]));
        return new FlownFlight(flight, delayMinutes);
    }

    private LocalDateTime date(String value) throws IOException {
        try {
            return LocalDateTime.parse(value, DATE);
        } catch (DateTimeParseException e) {
            throw unexpected("date", value, "a local time such as 2001/01/31 18:05");
        }
    }

    private int wholeNumber(String column, String value, int least, String expected) throws IOException {
        try {
            int number = Integer.parseInt(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through: a number that is too small deserves the same message
        }
        throw unexpected(column, value, "a whole number of " + expected);
    }

    private String airport(String column, String value) throws IOException {
        if (!Flight.isAirport(value)) {
            throw unexpected(column, value, "an airport code of three capital letters or digits such as ORD");
        }
        return value;
    }

    private IOException unexpected(String what, String found, String expected) {
        return new IOException(
                "%s, line %d: %s is \"%s\", expected %s".formatted(source, lineNumber, what, found, expected));
    }
}
