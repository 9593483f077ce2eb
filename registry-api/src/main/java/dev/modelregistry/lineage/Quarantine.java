package dev.modelregistry.lineage;

import dev.modelregistry.id.Actor;
import java.time.Instant;

/**
 * That nothing which descends from a node may be promoted. Immutable.
 *
 * @param node the node
 * @param since when
 * @param actor by whom
 * @param reason why
 */
public record Quarantine(Node node, Instant since, Actor actor, String reason) {
    /** {@code dataset:flights@sha256:… is quarantined since 2026-11-27T09:00:00Z by alice: wrong labels}. */
    @Override
    public String toString() {
        return node + " is quarantined since " + since + " by " + actor + ": " + reason;
    }
}
