package dev.modelregistry.examples.flightdelay;

/**
 * A flight and what became of it. Predictors take a {@link Flight}, so that no model can peek at the answer.
 *
 * @param delayMinutes minutes behind schedule; negative if it was early
 */
record FlownFlight(Flight flight, int delayMinutes) {

    /** The US Department of Transportation counts a flight as late from its sixteenth minute on. */
    static final int TOLERATED_MINUTES = 15;

    boolean isDelayed() {
        return delayMinutes > TOLERATED_MINUTES;
    }
}
