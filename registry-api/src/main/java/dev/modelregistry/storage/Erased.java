package dev.modelregistry.storage;

import dev.modelregistry.id.Actor;
import java.time.Instant;

/**
 * A part of a version or a run that was erased for ever: that it was there stays in the history, its bytes do not. Immutable.
 *
 * @param part what it was
 * @param by who erased it
 * @param at when
 * @param reason why
 */
public record Erased(Part part, Actor by, Instant at, String reason) {
    /** As in {@code text 'description' was erased by alice at 2026-11-26T09:00:00Z: request 4711}. */
    @Override
    public String toString() {
        return part + " was erased by " + by + " at " + at + ": " + reason;
    }
}
