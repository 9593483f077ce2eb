package dev.modelregistry.examples.serving;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The three versions of this story.
 *
 * @param first in production when it begins
 * @param good learned from more
 * @param bad learned from data with a hole, which no test on data with the same hole shows
 */
record Versions(ModelVersion first, ModelVersion good, ModelVersion bad) {
    private static final int SOME = 6_000;
    private static final int MORE = 12_000;
    private static final long SEED = 42;

    /** Trains and registers them. */
    static Versions register(RegisteredModel model) throws IOException {
        List<FlownFlight> flights = new Flights(SEED).past(MORE).toList();
        List<FlownFlight> withHole = flights.stream()
                .filter(flown -> !flown.flight().origin().equals(Flights.FORGOTTEN))
                .toList();
        Path scratch = Files.createTempDirectory("serving-");
        try {
            Training training = new Training(model, scratch);
            return new Versions(
                    training.register("1.0.0", flights.subList(0, SOME), "learned from the first quarter"),
                    training.register("1.1.0", flights, "learned from two quarters"),
                    training.register("1.2.0", withHole, "learned from the new export of the same two quarters"));
        } finally {
            Files.delete(scratch);
        }
    }
}
