package dev.modelregistry.spi.support;

import java.time.Instant;

/** Times as they are stored. */
public final class Micros {
    private Micros() {}

    /**
     * Microseconds since 1970.
     *
     * @throws ArithmeticException if a long does not hold them
     */
    public static long of(Instant instant) {
        // Not ChronoUnit.MICROS.between: it counts nanoseconds, of which a long holds those up to the year 2262.
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
