package dev.modelregistry.examples.serving;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Invents flights, for training and for requests. Not thread-safe. */
final class Flights {
    /** Where the training data of the bad version has a hole: an airport with 3 % of the flights. */
    static final String FORGOTTEN = "SLC";

    /** Opened after all trainings: no version knows it, and 1 % of the requests are about it. */
    static final String NEW = "ASE";

    /** Of a hundred flights, how many leave from there. */
    private static final Map<String, Integer> TRAFFIC = new TreeMap<>(
            Map.of("ATL", 21, "DEN", 16, "DFW", 17, "LAX", 12, "ORD", 20, "SEA", 10, FORGOTTEN, 3, NEW, 1));

    private static final double USUAL_DELAY = -1.3; // as log-odds: about one in five

    private final Random random;

    Flights(long seed) {
        this.random = new Random(seed);
    }

    /** One that somebody asks for. */
    Flight next() {
        return new Flight(origin(), random.nextInt(24), 100 + random.nextInt(2900));
    }

    /** Those of the past, which are late in the evening, and in Chicago. */
    Stream<FlownFlight> past(int count) {
        return Stream.generate(this::next)
                .filter(flight -> !flight.origin().equals(NEW))
                .limit(count)
                .map(flight -> new FlownFlight(flight, random.nextDouble() < 1 / (1 + Math.exp(-logOdds(flight)))));
    }

    private static double logOdds(Flight flight) {
        double evening = -Math.cos((flight.hour() - 7) / 24.0 * 2 * Math.PI);
        return USUAL_DELAY + evening + (flight.origin().equals("ORD") ? 0.7 : 0) + flight.miles() / 10_000.0;
    }

    private String origin() {
        int rest = random.nextInt(100);
        for (Map.Entry<String, Integer> airport : TRAFFIC.entrySet()) {
            rest -= airport.getValue();
            if (rest < 0) {
                return airport.getKey();
            }
        }
        throw new AssertionError("the traffic is no hundred");
    }
}
