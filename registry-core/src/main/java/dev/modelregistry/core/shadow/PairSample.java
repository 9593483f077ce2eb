package dev.modelregistry.core.shadow;

import dev.modelregistry.error.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A uniform sample of pairs of outputs, without replacement and of bounded size, that adds up over JVMs: each pair is given a random priority
 * once and keeps it, and the {@value #LIMIT} lowest of all stay (bottom-k sampling: Cohen and Kaplan, "Summarizing data using bottom-k
 * sketches", 2007). The lowest of a union are the lowest of the parts' lowest, so {@link #plus} is commutative and associative to the bit.
 *
 * <p>Up to {@value #LIMIT} pairs it is all there was. Beyond that, the share of the traffic below a quantile of the sample is off by at most
 * 6 points with 95 % probability, for all quantiles together (Massart, "The tight constant in the Dvoretzky–Kiefer–Wolfowitz
 * inequality", 1990: √(ln(2 / 0.05) / 2n)); at p05 and p95 alone by 2 points. Deltas are nearer than that where the outputs go together, as
 * both quantiles are of the same requests. The standard error of a rank correlation ρ is about √((1 + ρ²/2) / (n − 3)) (1 − ρ²) (Bonett and Wright, "Sample size
 * requirements for estimating Pearson, Kendall and Spearman correlations", 2000): 0.01 at 0.9. A sketch of quantiles would be more exact, but
 * tells nothing of ranks, and would take its place beside the pairs.
 *
 * @param pairs by priority
 */
public record PairSample(List<Pair> pairs) {
    /** How many pairs stay: 24 bytes each. */
    public static final int LIMIT = 512;

    /** Which quantiles are compared, in percent. */
    public static final List<Integer> QUANTILES = List.of(5, 25, 50, 75, 95);

    static final PairSample NONE = new PairSample(List.of());

    private static final Comparator<Pair> ORDER = Comparator.comparingLong(Pair::priority)
            .thenComparingDouble(Pair::control)
            .thenComparingDouble(Pair::candidate);

    /**
     * What both answered to one request.
     *
     * @param priority random; the lowest stay
     * @param control control's output
     * @param candidate the candidate's
     */
    public record Pair(long priority, double control, double candidate) {
        /** @throws InvalidInputException if an output is not finite */
        public Pair {
            if (!Double.isFinite(control) || !Double.isFinite(candidate)) {
                throw new InvalidInputException(
                        "outputs " + control + " and " + candidate + " are no pair for a sample; both must be finite");
            }
        }
    }

    /** @throws InvalidInputException if there are more than {@link #LIMIT}, or they are out of order */
    public PairSample {
        pairs = List.copyOf(pairs);
        if (pairs.size() > LIMIT) {
            throw new InvalidInputException(pairs.size() + " pairs are no sample; there may be " + LIMIT);
        }
        for (int i = 1; i < pairs.size(); i++) {
            if (ORDER.compare(pairs.get(i - 1), pairs.get(i)) > 0) {
                throw new InvalidInputException("pair " + i + " of the sample, " + pairs.get(i)
                        + ", has a lower priority than the one before; give them in order");
            }
        }
    }

    PairSample plus(PairSample other) {
        if (other.isAbove(this)) {
            return this; // which is what nearly every pair comes to in a long run
        }
        return isAbove(other)
                ? other
                : new PairSample(Stream.concat(pairs.stream(), other.pairs.stream())
                        .sorted(ORDER)
                        .limit(LIMIT)
                        .toList());
    }

    /** Whether nothing of it would stay beside the other. */
    private boolean isAbove(PairSample other) {
        return pairs.isEmpty()
                || (other.pairs.size() == LIMIT && ORDER.compare(pairs.get(0), other.pairs.get(LIMIT - 1)) >= 0);
    }

    /**
     * Spearman's ρ: Pearson's correlation of the ranks, where equal outputs share the mean of their ranks (Conover, "Practical Nonparametric
     * Statistics", 3rd edition, 1999, section 5.4). Twice such a rank, less its mean, is the number of outputs below less the number above.
     *
     * @return from −1 to 1; 0 where the candidate gives everybody the same and control does not; empty where control's outputs are all equal,
     *     for then there is no order to keep
     */
    public OptionalDouble rankCorrelation() {
        int[] control = positions(outputs(Pair::control));
        int[] candidate = positions(outputs(Pair::candidate));
        long spread = product(control, control);
        if (spread == 0) {
            return OptionalDouble.empty();
        }
        long candidates = product(candidate, candidate);
        // Whole numbers below 2^53: nothing is rounded before the root.
        return OptionalDouble.of(
                candidates == 0 ? 0 : product(control, candidate) / Math.sqrt((double) spread * candidates));
    }

    private static int[] positions(double... outputs) {
        int[] positions = new int[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            for (double other : outputs) {
                positions[i] += other < outputs[i] ? 1 : other > outputs[i] ? -1 : 0;
            }
        }
        return positions;
    }

    private static long product(int[] one, int[] other) {
        long sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (long) one[i] * other[i];
        }
        return sum;
    }

    /**
     * The candidate's quantile less control's, where a quantile is the least output that is not exceeded by that part of the outputs: one that
     * was seen, not a mean of two.
     *
     * @param percent from 1 to 100
     * @return in units of the outputs; empty if there are no pairs
     * @throws InvalidInputException if percent is out of range
     */
    public OptionalDouble quantileDelta(int percent) {
        if (percent < 1 || percent > 100) {
            throw new InvalidInputException("quantile " + percent + " % is not from 1 to 100 %");
        }
        return pairs.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(quantile(percent, Pair::candidate) - quantile(percent, Pair::control));
    }

    /** In words. */
    String deltas() {
        return QUANTILES.stream()
                .map(percent ->
                        "p" + percent + " " + Say.number(quantileDelta(percent).orElseThrow()))
                .collect(Collectors.joining(", "));
    }

    private double quantile(int percent, ToDoubleFunction<Pair> output) {
        int rank = (percent * pairs.size() + 99) / 100; // rounded up
        return pairs.stream()
                .mapToDouble(output)
                .sorted()
                .skip(rank - 1L)
                .findFirst()
                .orElseThrow();
    }

    private double[] outputs(ToDoubleFunction<Pair> output) {
        return pairs.stream().mapToDouble(output).toArray();
    }
}
