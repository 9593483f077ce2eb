package dev.modelregistry.examples.flightdelay;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Invents flights whose delays follow rules that a model can find, under enough noise that it will never be certain.
 *
 * <p>Late in the day is worse than early, Fridays and the holidays are worse than Tuesdays and September, and airports
 * differ. What no model can see is the weather of a day at an airport, and plain luck.
 *
 * <p>{@link Random} and {@link StrictMath} are specified to the last bit, unlike other generators and {@link Math}; so
 * the same seed gives the same bytes, and the same checksum, on every machine.
 */
final class FlightGenerator {

    // Two years, so that a model that learns from the first 80 percent has seen every month of the rest.
    private static final LocalDate FIRST_DAY = LocalDate.of(2023, 1, 1);
    private static final int DAYS = 731;

    /** Flights per hour of the day, as shares: next to none at night, waves in the morning and the late afternoon. */
    private static final int[] HOURS = {
        1, 0, 0, 0, 1, 8, 22, 24, 22, 19, 17, 18, 18, 19, 17, 18, 20, 23, 21, 18, 14, 9, 5, 2
    };

    /** How much a weekday, Monday first, and a month add to the log-odds of a delay. */
    private static final double[] WEEKDAYS = {0.05, -0.25, -0.15, 0.25, 0.4, -0.3, 0.15};

    private static final double[] MONTHS = {0.2, 0.1, 0, -0.15, -0.05, 0.4, 0.5, 0.3, -0.4, -0.3, -0.1, 0.45};

    private static final List<Airport> AIRPORTS = List.of(
            new Airport("ATL", 33.64, -84.43, 10, -0.1),
            new Airport("ORD", 41.97, -87.91, 10, 0.5),
            new Airport("DFW", 32.90, -97.04, 10, 0.1),
            new Airport("DEN", 39.86, -104.67, 8, 0.2),
            new Airport("LAX", 33.94, -118.41, 8, 0.0),
            new Airport("CLT", 35.21, -80.95, 6, -0.1),
            new Airport("LAS", 36.08, -115.15, 6, 0.0),
            new Airport("PHX", 33.43, -112.01, 6, -0.3),
            new Airport("MIA", 25.80, -80.29, 5, 0.3),
            new Airport("SEA", 47.45, -122.31, 5, -0.4),
            new Airport("IAH", 29.99, -95.34, 5, 0.0),
            new Airport("EWR", 40.69, -74.17, 5, 0.8),
            new Airport("SFO", 37.62, -122.38, 5, 0.5),
            new Airport("BOS", 42.37, -71.01, 5, 0.3),
            new Airport("MSP", 44.88, -93.22, 5, -0.5),
            new Airport("DTW", 42.22, -83.36, 4, -0.4),
            new Airport("LGA", 40.78, -73.87, 4, 0.7),
            new Airport("SLC", 40.79, -111.98, 3, -0.7));

    private final Random random;

    FlightGenerator(long seed) {
        this.random = new Random(seed);
    }

    List<FlownFlight> generate(int count) {
        double[][] weather = new double[DAYS][AIRPORTS.size()];
        for (double[] day : weather) {
            for (int airport = 0; airport < day.length; airport++) {
                day[airport] = 0.6 * random.nextGaussian();
            }
        }
        List<FlownFlight> flights = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Spread evenly over the days, so that the flights come out in the order of their days.
            int day = (int) ((long) i * DAYS / count);
            flights.add(generate(FIRST_DAY.plusDays(day), weather[day]));
        }
        return flights;
    }

    private FlownFlight generate(LocalDate date, double[] weather) {
        LocalDateTime departure = date.atTime(pick(HOURS), 5 * random.nextInt(12));
        int[] traffic = AIRPORTS.stream().mapToInt(Airport::traffic).toArray();
        int from = pick(traffic);
        traffic[from] = 0;
        Airport origin = AIRPORTS.get(from);
        Airport destination = AIRPORTS.get(pick(traffic));
        int miles = origin.milesTo(destination);

        double logOdds = logOdds(departure, origin, destination, miles) + weather[from];
        boolean delayed = random.nextDouble() < 1 / (1 + StrictMath.exp(-logOdds));
        Flight flight = new Flight(departure, miles, origin.code(), destination.code());
        return new FlownFlight(flight, delayed ? lateMinutes() : punctualMinutes());
    }

    private static double logOdds(LocalDateTime departure, Airport origin, Airport destination, int miles) {
        double hour = departure.getHour() + departure.getMinute() / 60.0;
        // Delays pile up over the day and are slept off at night: best at 6, worst at 19 or so.
        double day = -0.85 * StrictMath.cos((hour - 6.5) / 24 * 2 * StrictMath.PI);
        double calendar = WEEKDAYS[departure.getDayOfWeek().getValue() - 1] + MONTHS[departure.getMonthValue() - 1];
        double airports = origin.trouble() + 0.4 * destination.trouble();
        return -1.75 + day + calendar + airports + 0.12 * miles / 1000;
    }

    private int lateMinutes() {
        double excess = -35 * StrictMath.log(1 - random.nextDouble());
        return FlownFlight.TOLERATED_MINUTES + 1 + (int) excess;
    }

    private int punctualMinutes() {
        int minutes = (int) StrictMath.rint(8 * random.nextGaussian() - 3);
        return StrictMath.max(-25, StrictMath.min(minutes, FlownFlight.TOLERATED_MINUTES));
    }

    /** Picks an index with a probability in proportion to its weight. */
    private int pick(int[] weights) {
        int total = 0;
        for (int weight : weights) {
            total += weight;
        }
        int rest = random.nextInt(total);
        int index = 0;
        while (rest >= weights[index]) {
            rest -= weights[index];
            index++;
        }
        return index;
    }

    /**
     * @param traffic its share of the flights
     * @param trouble what it adds to the log-odds of a delay
     */
    private record Airport(String code, double latitude, double longitude, int traffic, double trouble) {

        private static final double EARTH_RADIUS_MILES = 3958.8;

        /** Distance along the surface, by the haversine formula. */
        int milesTo(Airport other) {
            double phi = StrictMath.toRadians(latitude);
            double otherPhi = StrictMath.toRadians(other.latitude);
            double sinPhi = StrictMath.sin((otherPhi - phi) / 2);
            double sinLambda = StrictMath.sin(StrictMath.toRadians(other.longitude - longitude) / 2);
            double h = sinPhi * sinPhi + StrictMath.cos(phi) * StrictMath.cos(otherPhi) * sinLambda * sinLambda;
            double miles = 2 * EARTH_RADIUS_MILES * StrictMath.asin(StrictMath.sqrt(h));
            return (int) StrictMath.max(1, StrictMath.rint(miles));
        }
    }
}
