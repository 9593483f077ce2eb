package dev.modelregistry.examples.flightdelay;

/** Says how likely a flight is to leave late. */
@FunctionalInterface
interface DelayPredictor {

    /** The probability, from 0 to 1, that the flight leaves more than {@link FlownFlight#TOLERATED_MINUTES} late. */
    double probabilityOfDelay(Flight flight);
}
