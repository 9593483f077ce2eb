package dev.modelregistry.examples.flightdelay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a model is made: what it looks at, and how it learns. The same recipe is used again and again, so it has a name and no version;
 * each model that comes out of it is a version of its own.
 *
 * @param featureNames names of its features, see {@link Features}, given the flights it learns from
 * @param epochs passes over the flights
 * @param learningRate size of the first steps; AdaGrad makes the later ones smaller
 */
record Recipe(
        String name,
        String description,
        Function<List<FlownFlight>, List<String>> featureNames,
        int epochs,
        double learningRate) {

    /** A first attempt, as a baseline. */
    static final Recipe BASELINE = new Recipe(
            "baseline", "looks at the hour and the distance", flights -> List.of("hour", "distance"), 5, 0.1);

    /** Knows the calendar and the airports. Has many more weights to learn, so it takes smaller steps. */
    static final Recipe CALENDAR =
            new Recipe("calendar", "looks at time, calendar and airports", Recipe::calendarAndAirports, 5, 0.02);

    /** Something seen less often than this would teach the model chance, not habits. */
    private static final int FEWEST_FLIGHTS = 50;

    private static List<String> calendarAndAirports(List<FlownFlight> flights) {
        List<String> names = new ArrayList<>(List.of("hour", "hour_sin", "hour_cos", "distance"));
        names.addAll(frequent(flights, flight -> "weekday=" + flight.departure().getDayOfWeek()));
        names.addAll(frequent(flights, flight -> "month=" + flight.departure().getMonth()));
        names.addAll(frequent(flights, flight -> "origin=" + flight.origin()));
        names.addAll(frequent(flights, flight -> "destination=" + flight.destination()));
        return names;
    }

    private static List<String> frequent(List<FlownFlight> flights, Function<Flight, String> feature) {
        Map<String, Integer> counts = new TreeMap<>();
        flights.forEach(flown -> counts.merge(feature.apply(flown.flight()), 1, Integer::sum));
        counts.values().removeIf(count -> count < FEWEST_FLIGHTS);
        return List.copyOf(counts.keySet());
    }
}
