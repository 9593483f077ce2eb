package dev.modelregistry.health;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Durations;
import dev.modelregistry.text.Names;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a canary is judged while it is under way. It is a part of the rollout's plan, so that every process judges alike and any of them can take the next step. Each look compares the
 * candidate with control by counts of both from the same time; looking often costs nothing, for the tests stay valid however often one looks. Immutable; each method gives a copy.
 */
public final class Analysis {
    private static final double ALPHA = 0.05;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration RAREST = Duration.ofDays(1);
    private static final int MAX_NAME = 128;
    private static final Analysis STANDARD = new Analysis(
            ALPHA,
            Optional.of(new Latency(0.95, 1.25)),
            Optional.empty(),
            OptionalDouble.empty(),
            LOOK_EVERY,
            Advance.BY_ITSELF);

    private final double alpha;
    private final Optional<Latency> latency;
    private final Optional<Score> score;
    private final OptionalDouble maximumErrorRate;
    private final Duration lookEvery;
    private final Advance advance;

    private Analysis(
            double alpha,
            Optional<Latency> latency,
            Optional<Score> score,
            OptionalDouble maximumErrorRate,
            Duration lookEvery,
            Advance advance) {
        this.alpha = alpha;
        this.latency = latency;
        this.score = score;
        this.maximumErrorRate = maximumErrorRate;
        this.lookEvery = lookEvery;
        this.advance = advance;
    }

    /** Who moves the canary. */
    public enum Advance {
        /** The serving processes: to the next step, to completion, or back. */
        BY_ITSELF,
        /** People; verdicts are only told. */
        BY_HAND
    }

    /**
     * That the candidate must not be slower than control.
     *
     * @param quantile which part of the requests is looked at, between 0 and 1, such as 0.95
     * @param allowance how many times control's quantile the candidate's may be, from 1 to 1,000
     */
    public record Latency(double quantile, double allowance) {
        private static final double MOST_ALLOWANCE = 1000;

        /** @throws InvalidInputException if a number is out of range */
        public Latency {
            if (!(quantile > 0 && quantile < 1)) {
                throw new InvalidInputException("quantile " + quantile + " is not between 0 and 1; 0.95 is usual");
            }
            if (!(allowance >= 1 && allowance <= MOST_ALLOWANCE)) {
                throw new InvalidInputException("allowance " + allowance
                        + " is not from 1 to 1000; the candidate may take that many times as long as control");
            }
        }
    }

    /**
     * That the mean of a number which the host gives for requests must not be worse than control's.
     *
     * @param name what it is, for people: 1 to 128 characters
     * @param better which scores are
     * @param tolerance how much worse the candidate's mean may be, 0 or more
     */
    public record Score(String name, Direction better, double tolerance) {
        /** @throws InvalidInputException if the name is blank or too long, or the tolerance is negative or not finite */
        public Score {
            Names.text("score", name, MAX_NAME);
            Objects.requireNonNull(better, "better");
            if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
                throw new InvalidInputException(
                        "tolerance " + tolerance + " of score '" + name + "' is not 0 or more, and finite");
            }
        }
    }

    /**
     * Errors and latency are compared with control's; a candidate that is not worse is rolled back with a probability of at most 5 %, over the whole rollout; its 95 % quantile may be 1.25 times
     * control's; looked at every 10 seconds; moved by itself.
     */
    public static Analysis standard() {
        return STANDARD;
    }

    /**
     * The probability, over all looks and tests, to roll back a candidate that is not worse.
     *
     * @throws InvalidInputException if it is not between 0 and 1
     */
    public Analysis alpha(double value) {
        if (!(value > 0 && value < 1)) {
            throw new InvalidInputException("alpha " + value + " is not between 0 and 1; 0.05 is usual");
        }
        return new Analysis(value, latency, score, maximumErrorRate, lookEvery, advance);
    }

    /** Compares latency, too. */
    public Analysis latency(Latency value) {
        return new Analysis(alpha, Optional.of(value), score, maximumErrorRate, lookEvery, advance);
    }

    /** Does not look at latency. */
    public Analysis withoutLatency() {
        return new Analysis(alpha, Optional.empty(), score, maximumErrorRate, lookEvery, advance);
    }

    /** Compares a score, too; see {@link dev.modelregistry.Lease#score}. */
    public Analysis score(Score value) {
        return new Analysis(alpha, latency, Optional.of(value), maximumErrorRate, lookEvery, advance);
    }

    /**
     * The largest part of the candidate's requests that may fail, whatever control does: the only rule about errors that holds where everybody gets the candidate.
     *
     * @param value above 0 and below 1
     * @throws InvalidInputException if it is out of range
     */
    public Analysis maximumErrorRate(double value) {
        if (!(value > 0 && value < 1)) {
            throw new InvalidInputException("maximum error rate " + value + " is not above 0 and below 1");
        }
        return new Analysis(alpha, latency, score, OptionalDouble.of(value), lookEvery, advance);
    }

    /**
     * How often each process reports its counts and looks.
     *
     * @throws InvalidInputException if it is not above zero, above a day, or no whole milliseconds
     */
    public Analysis lookEvery(Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new InvalidInputException("look every " + value + " is not above zero");
        }
        return new Analysis(
                alpha, latency, score, maximumErrorRate, Durations.wholeMillis("look every", value, RAREST), advance);
    }

    /** Who moves the canary. */
    public Analysis advance(Advance value) {
        return new Analysis(
                alpha, latency, score, maximumErrorRate, lookEvery, Objects.requireNonNull(value, "advance"));
    }

    /** The probability to roll back a candidate that is not worse. */
    public double alpha() {
        return alpha;
    }

    /** The rule for latency. */
    public Optional<Latency> latency() {
        return latency;
    }

    /** The rule for a score. */
    public Optional<Score> score() {
        return score;
    }

    /** The largest part of the candidate's requests that may fail. */
    public OptionalDouble maximumErrorRate() {
        return maximumErrorRate;
    }

    /** How often counts are reported and looked at. */
    public Duration lookEvery() {
        return lookEvery;
    }

    /** Who moves the canary. */
    public Advance advance() {
        return advance;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Analysis that
                && alpha == that.alpha
                && latency.equals(that.latency)
                && score.equals(that.score)
                && maximumErrorRate.equals(that.maximumErrorRate)
                && lookEvery.equals(that.lookEvery)
                && advance == that.advance;
    }

    @Override
    public int hashCode() {
        return Objects.hash(alpha, latency, score, maximumErrorRate, lookEvery, advance);
    }

    @Override
    public String toString() {
        return "analysis with alpha " + alpha
                + latency.map(rule -> ", latency " + rule.quantile() + " × " + rule.allowance())
                        .orElse("")
                + score.map(rule -> ", score '" + rule.name() + "'").orElse("")
                + (maximumErrorRate.isPresent() ? ", at most " + maximumErrorRate.getAsDouble() + " errors" : "")
                + ", every " + lookEvery + ", " + (advance == Advance.BY_ITSELF ? "by itself" : "by hand");
    }
}
