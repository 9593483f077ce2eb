package dev.modelregistry.core.health;

import dev.modelregistry.spi.support.Micros;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That a process watches a rollout with checks of its own. Stored as its three parts with blanks between them, the time in microseconds since 1970.
 *
 * @param rollout the commit that began it
 * @param until when that ends unless it says so again; whole microseconds
 * @param watcher the process
 */
public record Watching(long rollout, Instant until, String watcher) {
    /** Whether it keeps another one from promoting. */
    public boolean keeps(long other, String process, Instant now) {
        return rollout == other && !watcher.equals(process) && now.isBefore(until);
    }

    /** @throws IllegalArgumentException if it is none */
    static Watching parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' does not say who watches what until when");
        }
        return new Watching(
                Long.parseLong(parts[0]), Instant.EPOCH.plus(Long.parseLong(parts[1]), ChronoUnit.MICROS), parts[2]);
    }

    @Override
    public String toString() {
        return rollout + " " + Micros.of(until) + " " + watcher;
    }
}
