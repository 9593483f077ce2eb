package dev.modelregistry.event;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import java.time.Instant;

/**
 * What was said of a version in the registry that it was copied from: a check's outcome, the gates that it passed, a vote, a move to another
 * stage. It tells people what was proved elsewhere, and by whom; no gate counts it, because it rests on other circumstances. Immutable.
 *
 * @param event the fact; the number in it is that of the origin
 * @param by who said so
 * @param at when
 * @param reason why
 * @param revision the commit of the origin's journal that says so
 * @param commit that commit's hash, by which the origin's registry can be asked whether it is true
 */
public record Testimony(RegistryEvent event, Actor by, Instant at, String reason, long revision, Digest commit) {
    /** {@code 2026-11-26T09:00:00Z bob: approved version 3 to Production (looks good)}. */
    @Override
    public String toString() {
        return at + " " + by + ": " + event.summary() + " (" + reason + ")";
    }
}
