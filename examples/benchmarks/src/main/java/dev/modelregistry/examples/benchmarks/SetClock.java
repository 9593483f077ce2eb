package dev.modelregistry.examples.benchmarks;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is set. Not thread-safe. */
final class SetClock implements InstantSource {
    private Instant now = Catalog.FROM;

    void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
