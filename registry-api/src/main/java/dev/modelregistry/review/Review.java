package dev.modelregistry.review;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has been said of a version that wants to enter a stage. It is closed, and empty again, when the version enters, is archived or fails; the history keeps
 * all of it. Immutable.
 *
 * @param number the version
 * @param stage the stage
 * @param request who asked for approval, if somebody has and has not taken it back
 * @param votes the last word of each person, in the order in which they were said
 * @param evidence the last outcome of each check that was recorded, in the order of the checks' names
 */
public record Review(int number, Stage stage, Optional<Request> request, List<Vote> votes, List<Evidence> evidence) {
    /** Copies the lists. */
    public Review {
        votes = List.copyOf(votes);
        evidence = List.copyOf(evidence);
    }

    /**
     * Somebody asked for approval.
     *
     * @param by who
     * @param at when
     * @param reason why
     */
    public record Request(Actor by, Instant at, String reason) {}

    /**
     * Somebody's last word.
     *
     * @param opinion {@link Opinion#APPROVED} or {@link Opinion#REJECTED}
     * @param by who
     * @param at when
     * @param reason why
     */
    public record Vote(Opinion opinion, Actor by, Instant at, String reason) {}

    /**
     * What a check found, recorded by whoever ran it.
     *
     * @param result the outcome
     * @param circumstances what it rests on; stale when these have moved
     * @param by who recorded it
     * @param at when
     * @param reason why
     */
    public record Evidence(GateResult result, Circumstances circumstances, Actor by, Instant at, String reason) {}
}
