package dev.modelregistry.health;

import java.time.Duration;
import java.util.Optional;

/**
 * How the arms of a canary did in its present step, in all processes together, of the requests that are compared: those that a slot decided. Immutable.
 *
 * @param candidate the version that is tried out
 * @param control the one in production; nothing came of it where everybody gets the candidate
 */
public record Health(Counts candidate, Counts control) {
    /**
     * Of one arm.
     *
     * @param requests that were answered, well or not
     * @param errors of them: those that failed
     * @param latency how long they took, from acquiring the model to giving it back; empty if there were none
     * @param scores what the host said of them; empty if nothing
     */
    public record Counts(long requests, long errors, Optional<Latency> latency, Optional<Scores> scores) {
        /** Which part of the requests failed; 0 if there were none. */
        public double errorRate() {
            return requests == 0 ? 0 : errors / (double) requests;
        }
    }

    /**
     * Quantiles, to about 6 %.
     *
     * @param median half of the requests took no longer
     * @param p95 95 % of the requests took no longer
     * @param p99 99 % of the requests took no longer
     */
    public record Latency(Duration median, Duration p95, Duration p99) {}

    /**
     * Scores of requests.
     *
     * @param count how many
     * @param mean of them
     */
    public record Scores(long count, double mean) {}
}
