package dev.modelregistry.examples.serving;

/**
 * A flight, and what became of it.
 *
 * @param flight as it was known before
 * @param isDelayed whether it left late
 */
record FlownFlight(Flight flight, boolean isDelayed) {}
