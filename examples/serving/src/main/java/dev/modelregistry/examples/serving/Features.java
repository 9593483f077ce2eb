package dev.modelregistry.examples.serving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a flight the numbers that a model wants. The names say all there is to know, in the model's order, and they are a file of each version, for they change with what was learned from. Immutable.
 *
 * @param names such as {@code hour_sin}, {@code miles} or {@code origin=ATL}
 */
record Features(List<String> names) {
    /** The names in a version, one a line. */
    static final String FILE = "features.txt";

    private static final String ORIGIN = "origin=";
    private static final Flight ANY = new Flight("ATL", 12, 500);

    /** @throws IllegalArgumentException if a name is none that can be computed */
    Features {
        names = List.copyOf(names);
        names.forEach(name -> value(name, ANY));
    }

    /** Those of a model that knows these airports. */
    static Features of(Stream<String> airports) {
        return new Features(Stream.concat(
                        Stream.of("hour_cos", "hour_sin", "miles"),
                        airports.distinct().sorted().map(airport -> ORIGIN + airport))
                .toList());
    }

    /**
     * Reads the names that belong to a version.
     *
     * @throws IOException if the file cannot be read, or has a name that cannot be computed
     */
    static Features read(Path file) throws IOException {
        try {
            return new Features(Files.readAllLines(file));
        } catch (IllegalArgumentException unknown) {
            throw new IOException(file + ": " + unknown.getMessage(), unknown);
        }
    }

    /** The content of their file. */
    byte[] toBytes() {
        return (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The numbers, in the order of the names.
     *
     * @throws IllegalArgumentException if it leaves from an airport that was not learned: the answer would be a guess that looks like a prediction
     */
    float[] encode(Flight flight) {
        if (!names.contains(ORIGIN + flight.origin())) {
            throw new IllegalArgumentException("the model does not know the airport " + flight.origin());
        }
        float[] values = new float[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(names.get(i), flight);
        }
        return values;
    }

    private static float value(String name, Flight flight) {
        double angle = 2 * Math.PI * flight.hour() / 24;
        return switch (name) {
            case "hour_cos" -> (float) Math.cos(angle);
            case "hour_sin" -> (float) Math.sin(angle);
            case "miles" -> flight.miles() / 1000f;
            default -> {
                if (!name.startsWith(ORIGIN)) {
                    throw new IllegalArgumentException(
                            "unknown feature '" + name + "'; hour_cos, hour_sin, miles and origin=AIRPORT are known");
                }
                yield name.equals(ORIGIN + flight.origin()) ? 1 : 0;
            }
        };
    }
}
