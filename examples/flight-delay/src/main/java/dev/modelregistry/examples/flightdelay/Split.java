package dev.modelregistry.examples.flightdelay;

import java.util.List;

/**
 * The flights to learn from and the later ones to be judged by.
 *
 * <p>The split is by time. A random one would let a model learn from the very days it is tested on, and flatter it: in
 * service, a model only ever meets days that come after its training.
 */
record Split(List<FlownFlight> training, List<FlownFlight> heldOut) {

    private static final double TRAINING_SHARE = 0.8;

    Split {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
        requireBothOutcomes("first", training);
        requireBothOutcomes("last", heldOut);
    }

    /**
     * Splits off the last fifth.
     *
     * @throws IllegalArgumentException if a part has only delayed or only punctual flights: it teaches, or measures,
     *     nothing
     */
    static Split byTime(FlightData data) {
        List<FlownFlight> flights = data.flights();
        int training = (int) (flights.size() * TRAINING_SHARE);
        return new Split(flights.subList(0, training), flights.subList(training, flights.size()));
    }

    private static void requireBothOutcomes(String part, List<FlownFlight> flights) {
        long delayed = flights.stream().filter(FlownFlight::isDelayed).count();
        if (delayed == 0 || delayed == flights.size()) {
            throw new IllegalArgumentException("%d of the %s %d flights are delayed, expected some but not all"
                    .formatted(delayed, part, flights.size()));
        }
    }
}
