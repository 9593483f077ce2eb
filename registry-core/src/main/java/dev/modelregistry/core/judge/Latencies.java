package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;

/**
 * How many requests took how long, in {@link #BUCKETS} fixed buckets that add up over JVMs. Between a power of two and the next there are 16
 * of equal width, so a bucket is at most a sixteenth wide: every process counts in one such for each arm, and sends it around. The first one holds what is below 1 µs too, the last one what is above 4.5 minutes.
 * Immutable.
 */
public final class Latencies {
    private static final int WITHIN_BITS = 4;
    private static final int LOWEST_BIT = 10; // 1,024 ns
    private static final int DOUBLINGS = 28; // to 275 s
    private static final long SHORTEST = 1L << LOWEST_BIT;
    private static final long LONGEST = (1L << (LOWEST_BIT + DOUBLINGS)) - 1;

    /** How many buckets there are. */
    public static final int BUCKETS = DOUBLINGS << WITHIN_BITS;

    /** Of no requests. */
    public static final Latencies NONE = new Latencies(new long[BUCKETS]);

    private final long[] counts;
    private final long count;

    private Latencies(long[] counts) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i];
            if (counts[i] < 0 || sum < 0) {
                throw new InvalidInputException("bucket " + i + " counts " + counts[i]
                        + "; it must not be negative, and all together must fit into a long");
            }
        }
        this.counts = counts;
        this.count = sum;
    }

    /**
     * From a count for each bucket.
     *
     * @throws InvalidInputException if there are not {@link #BUCKETS}, or one is negative
     */
    public static Latencies of(long... counts) {
        if (counts.length != BUCKETS) {
            throw new InvalidInputException(counts.length + " buckets; there must be " + BUCKETS);
        }
        return new Latencies(counts.clone());
    }

    /** From the durations themselves. */
    public static Latencies ofNanos(long... durations) {
        long[] counts = new long[BUCKETS];
        for (long nanos : durations) {
            counts[bucket(nanos)]++;
        }
        return new Latencies(counts);
    }

    /** Where a duration is counted. */
    public static int bucket(long nanos) {
        long within = Math.min(Math.max(nanos, SHORTEST), LONGEST);
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(within) - LOWEST_BIT;
        return (int) (within >> shift(doubling)) - (1 << WITHIN_BITS) + (doubling << WITHIN_BITS);
    }

    /** Where a bucket ends and the next one begins, in nanoseconds. */
    public static long end(int bucket) {
        int doubling = bucket >> WITHIN_BITS;
        long within = bucket - ((long) doubling << WITHIN_BITS);
        return ((1L << WITHIN_BITS) + within + 1) << shift(doubling);
    }

    private static int shift(int doubling) {
        return doubling + LOWEST_BIT - WITHIN_BITS;
    }

    /** How many requests there are. */
    public long count() {
        return count;
    }

    /** A count for each bucket. */
    public long[] counts() {
        return counts.clone();
    }

    /** With others, as from another JVM. */
    public Latencies plus(Latencies other) {
        long[] sums = new long[BUCKETS];
        Arrays.setAll(sums, i -> counts[i] + other.counts[i]);
        return new Latencies(sums);
    }

    /**
     * The end of the bucket in which a part of the requests is complete.
     *
     * @param part such as 0.95
     * @return nanoseconds
     * @throws InvalidInputException if the part is not above 0 and at most 1, or there are no requests
     */
    public long quantile(double part) {
        if (!(part > 0 && part <= 1) || count == 0) {
            throw new InvalidInputException("quantile " + part + " of " + count
                    + " latencies; it must be above 0 and at most 1, and of 1 latency or more");
        }
        double rank = part * count;
        int bucket = 0;
        for (long complete = counts[0]; complete < rank && bucket < BUCKETS - 1; complete += counts[bucket]) {
            bucket++;
        }
        return end(bucket);
    }

    /** How many took this long or longer; if it is not the end of a bucket, that of the bucket it is in counts. */
    public long atLeast(long nanos) {
        long sum = 0;
        for (int i = bucket(nanos - 1) + 1; i < BUCKETS; i++) {
            sum += counts[i];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies latencies && Arrays.equals(counts, latencies.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return count == 0
                ? "no latencies"
                : count + " latencies, half of them below " + Words.duration(quantile(0.5)) + ", 95 % below "
                        + Words.duration(quantile(0.95));
    }
}
