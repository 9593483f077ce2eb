package dev.modelregistry.rollout;

import dev.modelregistry.id.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rollout that is under way. Versions are given by their numbers. Immutable.
 *
 * @param plan how traffic moves, and whom it reaches
 * @param control what is in production, and answers whoever no candidate does; empty if nothing is
 * @param candidates what is tried out, in the order of numbers
 * @param step where a canary is among its steps, from 0; 0 for all others
 * @param isPaused whether nobody shall move it by a rule
 * @param slots which slots belong to which candidate
 * @param started who began it, when and why
 * @param changed who last decided who is served what, when and why
 */
public record Rollout(
        RolloutPlan plan,
        OptionalInt control,
        List<Integer> candidates,
        int step,
        boolean isPaused,
        List<SlotRange> slots,
        Act started,
        Act changed) {
    /** Copies the lists. */
    public Rollout {
        candidates = List.copyOf(candidates);
        slots = List.copyOf(slots);
    }

    /**
     * That somebody decided.
     *
     * @param revision the commit of the model's journal
     * @param at when
     * @param by who
     * @param reason why
     */
    public record Act(long revision, Instant at, Actor by, String reason) {}

    /**
     * Each version's share of the keys that the rollout reaches, control's too, in the order of numbers. A version that has none is there with 0.
     */
    public SortedMap<Integer, Double> shares() {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        candidates.forEach(candidate -> counts.put(candidate, 0));
        slots.forEach(range -> counts.merge(range.version(), range.size(), Integer::sum));
        int taken = counts.values().stream().mapToInt(Integer::intValue).sum();
        control.ifPresent(number -> counts.put(number, SlotRange.SLOTS - taken));
        SortedMap<Integer, Double> shares = new TreeMap<>();
        counts.forEach((number, count) -> shares.put(number, count / (double) SlotRange.SLOTS));
        return Collections.unmodifiableSortedMap(shares);
    }

    /** Whether this version is tried out. */
    public boolean tries(int number) {
        return candidates.contains(number);
    }
}
