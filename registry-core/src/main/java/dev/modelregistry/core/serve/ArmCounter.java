package dev.modelregistry.core.serve;

import dev.modelregistry.core.judge.Latencies;
import dev.modelregistry.core.judge.Moments;
import dev.modelregistry.core.judge.Sample;
import dev.modelregistry.core.judge.SlotSample;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the requests of an arm: how long they took, whether they failed, and which slots they came from. A request counts by one atomic addition in its thread's stripe, in the bucket of its duration, of those that
 * went well or of those that failed, so that no look sees an error without its request. Thread-safe; {@link #take} is for one thread.
 */
final class ArmCounter {
    private static final int ROW = 2 * Latencies.BUCKETS;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[Loaded.STRIPES * ROW];
    private final long[] slots = new long[SlotSample.SIZE / Long.SIZE];
    private Moments scores = Moments.NONE;
    private final long[] taken = new long[ROW];

    /** A request is through. */
    void count(int stripe, int slot, long nanos, boolean hasFailed) {
        int bucket = Latencies.bucket(nanos) + (hasFailed ? Latencies.BUCKETS : 0);
        WORD.getAndAdd(counts, (stripe / Loaded.SPACING - 1) * ROW + bucket, 1L);
        mark(slot);
    }

    private void mark(int slot) {
        if (slot % SlotSample.EVERY == 0) {
            int bit = slot / SlotSample.EVERY;
            int word = bit / Long.SIZE;
            long mask = 1L << bit;
            if (((long) WORD.getOpaque(slots, word) & mask) == 0) {
                WORD.getAndBitwiseOr(slots, word, mask);
            }
        }
    }

    /** A request was that good. */
    synchronized void score(double value) {
        scores = scores.plus(new Moments(1, value, 0));
    }

    /** What came since the last time; slots since the first. */
    Sample take() {
        long[] well = new long[Latencies.BUCKETS];
        long errors = 0;
        for (int bucket = 0; bucket < ROW; bucket++) {
            long sum = 0;
            for (int stripe = 0; stripe < Loaded.STRIPES; stripe++) {
                sum += (long) WORD.getVolatile(counts, stripe * ROW + bucket);
            }
            long since = sum - taken[bucket];
            taken[bucket] = sum;
            well[bucket % Latencies.BUCKETS] += since;
            errors += bucket < Latencies.BUCKETS ? 0 : since;
        }
        return new Sample(Latencies.of(well), errors, takeScores(), slots());
    }

    private synchronized Moments takeScores() {
        Moments since = scores;
        scores = Moments.NONE;
        return since;
    }

    private SlotSample slots() {
        long[] copy = new long[slots.length];
        for (int word = 0; word < copy.length; word++) {
            copy[word] = (long) WORD.getVolatile(slots, word);
        }
        return SlotSample.of(copy);
    }
}
