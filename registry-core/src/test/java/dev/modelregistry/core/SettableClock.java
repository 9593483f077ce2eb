package dev.modelregistry.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told to go, in either direction. Thread-safe. */
final class SettableClock implements InstantSource {
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    void set(Instant instant) {
        now = instant;
    }

    Instant advance(Duration duration) {
        now = now.plus(duration);
        return now;
    }
}
