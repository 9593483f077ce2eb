package dev.modelregistry.examples.flightdelay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Flights in the order in which they left, with the checksum that identifies them in a model's lineage.
 *
 * @param name where the data came from, for people
 * @param sha256 of the file's bytes, or of the CSV rendering of generated flights; lower-case hex
 */
record FlightData(String name, String sha256, List<FlownFlight> flights) {

    private static final int GENERATED_FLIGHTS = 16_000;

    FlightData {
        // Not left to the caller: a split by time is only honest if the order is certain.
        flights = inOrder(flights);
    }

    /** Invents two years of flights; the same seed gives the same flights, and the same checksum, everywhere. */
    static FlightData generate(long seed) {
        List<FlownFlight> flights = inOrder(new FlightGenerator(seed).generate(GENERATED_FLIGHTS));
        byte[] csv = FlightCsv.render(flights).getBytes(StandardCharsets.UTF_8);
        return new FlightData("generated(seed=%d, flights=%d)".formatted(seed, flights.size()), sha256(csv), flights);
    }

    /**
     * Reads a CSV file as {@link FlightCsv} describes it.
     *
     * @throws IOException if the file cannot be read, or a line of it is not as expected; the message then names the
     *     file, the line, the value found and what was expected
     */
    static FlightData read(Path file) throws IOException {
        // Read once: the checksum then belongs to the very bytes that were parsed, even if the file changes meanwhile.
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file, expected a CSV file with the header " + FlightCsv.HEADER, e);
        } catch (IOException e) {
            // What the platform says of a directory, for one, does not name it.
            throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
        }
        String name = String.valueOf(file.getFileName());
        List<FlownFlight> flights = FlightCsv.parse(file.toString(), new String(bytes, StandardCharsets.UTF_8));
        return new FlightData(name, sha256(bytes), flights);
    }

    /** By departure; those that leave in the same minute keep their order. */
    private static List<FlownFlight> inOrder(List<FlownFlight> flights) {
        return flights.stream()
                .sorted(Comparator.comparing(flown -> flown.flight().departure()))
                .toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
