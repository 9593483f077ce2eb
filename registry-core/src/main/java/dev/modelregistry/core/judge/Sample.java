package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.Health.Latency;
import dev.modelregistry.health.Health.Scores;
import java.time.Duration;
import java.util.Optional;

/**
 * What was seen of an arm. Immutable.
 *
 * @param latencies of all requests, failed ones too
 * @param errors how many of them failed
 * @param scores what the host said of them
 * @param slots from which slots they came
 */
public record Sample(Latencies latencies, long errors, Moments scores, SlotSample slots) {
    /** Of no requests. */
    public static final Sample NONE = new Sample(Latencies.NONE, 0, Moments.NONE, SlotSample.NONE);

    /** @throws InvalidInputException if errors are negative, or more than requests */
    public Sample {
        new Tally(latencies.count(), errors); // checks
    }

    /** Of both arms. */
    static Arms<Sample> none() {
        return new Arms<>(NONE, NONE);
    }

    /** With what another process saw. */
    public Sample plus(Sample other) {
        return new Sample(
                latencies.plus(other.latencies),
                errors + other.errors,
                scores.plus(other.scores),
                slots.plus(other.slots));
    }

    /** Requests and errors. */
    public Tally tally() {
        return new Tally(latencies.count(), errors);
    }

    /** Of both arms. */
    static Health health(Arms<Sample> arms) {
        return new Health(arms.candidate().counts(), arms.control().counts());
    }

    private Counts counts() {
        return new Counts(
                latencies.count(),
                errors,
                latencies.count() == 0
                        ? Optional.empty()
                        : Optional.of(new Latency(quantile(0.5), quantile(0.95), quantile(0.99))),
                scores.count() == 0 ? Optional.empty() : Optional.of(new Scores(scores.count(), scores.mean())));
    }

    private Duration quantile(double part) {
        return Duration.ofNanos(latencies.quantile(part));
    }
}
