package dev.modelregistry.core.state;

import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.SlotRange;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

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

    /** How many versions may be tried out at once. */
    public static final int MAX_CANDIDATES = 100;

    /**
     * Whether all versions are where they must be, and no slot has two owners.
     *
     * @param versions gives the version with a number, null if there is none
     */
    public boolean isSound(IntFunction<@Nullable VersionState> versions) {
        Set<Integer> distinct = Set.copyOf(candidates);
        BitSet taken = new BitSet();
        slots.forEach(range -> taken.set(range.from(), range.to()));
        return !candidates.isEmpty()
                && candidates.size() <= MAX_CANDIDATES
                && distinct.size() == candidates.size()
                && candidates.stream().allMatch(number -> isIn(Stage.CANARY, versions.apply(number)))
                && control.stream()
                        .allMatch(
                                number -> !distinct.contains(number) && isIn(Stage.PRODUCTION, versions.apply(number)))
                && slots.stream().allMatch(range -> distinct.contains(range.version()))
                && slots.stream().mapToInt(SlotRange::size).sum() == taken.cardinality()
                && plan.routing().overrides().values().stream().allMatch(this::involves);
    }

    private static boolean isIn(Stage stage, @Nullable VersionState version) {
        return version != null && version.stage().equals(stage);
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
