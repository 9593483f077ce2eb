package dev.modelregistry.core.state;

import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.SlotRange;
import java.util.List;
import java.util.OptionalInt;

/**
 * A rollout that is under way.
 *
 * @param started when it began
 * @param changed when it was last decided who is served what
 * @param control what is in production, if anything
 * @param candidates what is tried out, in the order of numbers
 * @param plan as it was wished, with the weights of now
 * @param salt what makes its slots other than those of any other
 * @param step where a canary is, from 0
 * @param isPaused whether nobody shall move it by a rule
 * @param slots which slots belong to which candidate
 */
public record RolloutState(
        Entry started,
        Entry changed,
        OptionalInt control,
        List<Integer> candidates,
        RolloutPlan plan,
        String salt,
        int step,
        boolean isPaused,
        List<SlotRange> slots) {
    /** Copies the lists. */
    public RolloutState {
        candidates = List.copyOf(candidates);
        slots = List.copyOf(slots);
    }

    /** Whether a version takes part. */
    public boolean involves(int number) {
        return candidates.contains(number) || (control.isPresent() && control.getAsInt() == number);
    }

    RolloutState moved(int to, List<SlotRange> next, Entry when) {
        return new RolloutState(started, when, control, candidates, plan, salt, to, isPaused, next);
    }

    RolloutState reweighted(RolloutPlan next, List<SlotRange> nextSlots, Entry when) {
        return new RolloutState(started, when, control, candidates, next, salt, step, isPaused, nextSlots);
    }

    RolloutState paused(boolean value) {
        return new RolloutState(started, changed, control, candidates, plan, salt, step, value, slots);
    }
}
