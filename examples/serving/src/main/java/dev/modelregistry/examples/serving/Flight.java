package dev.modelregistry.examples.serving;

/**
 * A flight, as it is known before it leaves.
 *
 * @param origin where it leaves from, a code of three capital letters
 * @param hour of departure, from 0 to 23
 * @param miles how far it goes
 */
record Flight(String origin, int hour, int miles) {
    /** @throws IllegalArgumentException if it is no such flight */
    Flight {
        if (!origin.matches("[A-Z]{3}")) {
            throw new IllegalArgumentException("origin is no code of three capital letters such as ATL");
        }
        if (hour < 0 || hour > 23) {
            throw new IllegalArgumentException("hour " + hour + " is not from 0 to 23");
        }
        if (miles < 1 || miles > 12_000) {
            throw new IllegalArgumentException("distance of " + miles + " miles is not from 1 to 12000");
        }
    }
}
