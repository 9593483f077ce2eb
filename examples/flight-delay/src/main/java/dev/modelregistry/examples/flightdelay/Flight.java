package dev.modelregistry.examples.flightdelay;

import java.time.LocalDateTime;
import java.util.regex.Pattern;

/**
 * A flight as it is known before it leaves. The delay is deliberately not here: see {@link FlownFlight}.
 *
 * @param departure local time of departure
 * @param distanceMiles distance in statute miles, at least 1
 * @param origin airport code of three letters or digits, such as {@code ORD}
 * @param destination airport code of three letters or digits
 */
record Flight(LocalDateTime departure, int distanceMiles, String origin, String destination) {

    private static final Pattern AIRPORT = Pattern.compile("[A-Z0-9]{3}");

    Flight {
        if (distanceMiles < 1) {
            throw new IllegalArgumentException("distance is " + distanceMiles + " miles, expected at least 1");
        }
        requireAirport("origin", origin);
        requireAirport("destination", destination);
    }

    static boolean isAirport(String code) {
        return AIRPORT.matcher(code).matches();
    }

    private static void requireAirport(String what, String code) {
        if (!isAirport(code)) {
            throw new IllegalArgumentException(
                    what + " is \"" + code + "\", expected three capital letters or digits such as ORD");
        }
    }
}
