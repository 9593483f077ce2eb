package dev.modelregistry.core.shadow;

import dev.modelregistry.error.InvalidInputException;
import java.util.OptionalDouble;

/**
 * How the candidate's answers to copies of requests compare with control's. Immutable, of bounded size, and adds up over JVMs.
 *
 * @param uncompared requests that gave no pair
 * @param numbers pairs of finite numbers
 * @param labels pairs of labels
 */
public record ShadowComparison(Uncompared uncompared, NumberPairs numbers, LabelPairs labels) {
    private static final int NAMED = 3;

    /** Nothing seen; numbers lead to no decision that could flip. */
    public static ShadowComparison start() {
        return start(OptionalDouble.empty());
    }

    /**
     * Nothing seen.
     *
     * @param threshold from which number on the host decides otherwise than below
     * @throws InvalidInputException if it is not finite
     */
    public static ShadowComparison start(double threshold) {
        return start(OptionalDouble.of(threshold));
    }

    private static ShadowComparison start(OptionalDouble threshold) {
        return new ShadowComparison(Uncompared.NONE, NumberPairs.none(threshold), LabelPairs.NONE);
    }

    /** Nothing seen, at the same threshold. */
    ShadowComparison emptied() {
        return start(numbers.threshold());
    }

    /**
     * These requests and others, as from another JVM. Commutative and associative but for the rounding of {@link NumberPairs#distance} and for
     * what {@link LabelPairs} says. No request may be in both.
     *
     * @throws InvalidInputException if the thresholds differ, or a sum does not fit into a long
     */
    public ShadowComparison plus(ShadowComparison other) {
        return new ShadowComparison(
                uncompared.plus(other.uncompared), numbers.plus(other.numbers), labels.plus(other.labels));
    }

    /** How many requests gave a pair of answers that could be compared. */
    public long compared() {
        return Uncompared.sum(numbers.count(), labels.count());
    }

    /**
     * The share of decisions that the candidate would turn over: other labels, and numbers on the other side of the threshold. Numbers without
     * a threshold are no decisions.
     */
    public Share flips() {
        return new Share(
                Uncompared.sum(numbers.flips(), labels.flips()),
                numbers.threshold().isPresent() ? compared() : labels.count());
    }

    /**
     * The share of requests to which the candidate had no answer that can be used, of those that it was asked and control has answered. What was
     * dropped is not among them.
     */
    public Share lost() {
        return new Share(uncompared.lost(), Uncompared.sum(uncompared.lost(), compared()));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Say.count(compared()) + " requests compared (" + uncompared + ")");
        if (flips().of() > 0) {
            text.append("; ").append(flips().words("decisions flipped"));
            numbers.threshold()
                    .ifPresent(threshold -> text.append(" at the threshold ").append(Say.number(threshold)));
        }
        numbers.meanDistance()
                .ifPresent(mean -> text.append("; mean absolute difference ").append(Say.number(mean)));
        if (numbers.count() > 0) {
            PairSample sample = numbers.sample();
            text.append("; of ").append(Say.count(sample.pairs().size())).append(" pairs the rank correlation is ");
            sample.rankCorrelation()
                    .ifPresentOrElse(each -> text.append(Say.number(each)), () -> text.append("unknown"));
            text.append(", quantile deltas are ").append(sample.deltas());
        }
        if (labels.flips() > 0) {
            text.append("; most often ").append(labels.mostFrequent(NAMED));
        }
        return text.toString();
    }
}
