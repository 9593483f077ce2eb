package dev.modelregistry.examples.flightdelay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Turns a flight into the numbers a model wants, in the model's order.
 *
 * <p>A name such as {@code hour}, {@code weekday=FRIDAY} or {@code origin=ORD} says all there is to know about its
 * feature: units are fixed and nothing is learned from data. So the list of names is the whole encoding, and the file
 * {@value #FILE} next to a model, one name a line, is all that a serving process needs to repeat what training did.
 */
final class Features {

    static final String FILE = "features.txt";

    private final List<String> names;
    private final List<ToDoubleFunction<Flight>> encoders;

    private Features(List<String> names) {
        this.names = List.copyOf(names);
        this.encoders = this.names.stream().map(Features::encoder).toList();
    }

    /** @throws IllegalArgumentException if a name is none that this class knows how to compute */
    static Features of(List<String> names) {
        return new Features(names);
    }

    /** @throws IOException if the file cannot be read or names a feature that this class does not know */
    static Features read(Path file) throws IOException {
        List<String> names = Files.readAllLines(file);
        try {
            return of(names);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, String.join("\n", names) + "\n");
    }

    /** The names in the order of the numbers that {@link #encode} returns. */
    List<String> names() {
        return names;
    }

    float[] encode(Flight flight) {
        float[] values = new float[encoders.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) encoders.get(i).applyAsDouble(flight);
        }
        return values;
    }

    private static ToDoubleFunction<Flight> encoder(String name) {
        // All about 0..1 in size: gradient descent is slow if one feature is a thousand times as large as another.
        return switch (name) {
            case "hour" -> flight -> dayFraction(flight.departure());
            // The hour as a place on a circle: midnight is next to 23:59, which the plain hour cannot express.
            case "hour_sin" -> flight -> Math.sin(2 * Math.PI * dayFraction(flight.departure()));
            case "hour_cos" -> flight -> Math.cos(2 * Math.PI * dayFraction(flight.departure()));
            case "distance" -> flight -> flight.distanceMiles() / 1000.0;
            default -> {
                Predicate<Flight> condition = condition(name);
                yield flight -> condition.test(flight) ? 1 : 0;
            }
        };
    }

    private static Predicate<Flight> condition(String name) {
        String[] parts = name.split("=", 2);
        String value = parts[parts.length - 1];
        // A value that no flight can have would be zero for ever without anybody noticing.
        if (parts[0].equals("weekday") && isNameOf(DayOfWeek.values(), value)) {
            return flight -> flight.departure().getDayOfWeek().name().equals(value);
        }
        if (parts[0].equals("month") && isNameOf(Month.values(), value)) {
            return flight -> flight.departure().getMonth().name().equals(value);
        }
        if (parts[0].equals("origin") && Flight.isAirport(value)) {
            return flight -> flight.origin().equals(value);
        }
        if (parts[0].equals("destination") && Flight.isAirport(value)) {
            return flight -> flight.destination().equals(value);
        }
        throw new IllegalArgumentException("unknown feature \"" + name + "\", expected hour, hour_sin, hour_cos,"
                + " distance, weekday=DAY, month=MONTH, origin=AIRPORT or destination=AIRPORT");
    }

    private static boolean isNameOf(Enum<?>[] constants, String value) {
        return Arrays.stream(constants).anyMatch(constant -> constant.name().equals(value));
    }

    private static double dayFraction(LocalDateTime time) {
        return time.toLocalTime().toSecondOfDay() / 86_400.0;
    }
}
