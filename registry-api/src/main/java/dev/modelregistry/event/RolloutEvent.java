package dev.modelregistry.event;

import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.SlotRange;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** One fact in the journal of a model about who is served what. Immutable. */
public sealed interface RolloutEvent extends RegistryEvent {
    /**
     * A rollout begins.
     *
     * @param control the version in production; empty if there is none
     * @param candidates what is tried out, in the order of numbers
     * @param plan how traffic moves, and whom it reaches
     * @param algorithm by which a key gets its slot
     * @param salt what makes slots of this rollout other than those of any other
     * @param slots which slots belong to which candidate
     */
    record RolloutStarted(
            OptionalInt control,
            List<Integer> candidates,
            RolloutPlan plan,
            String algorithm,
            String salt,
            List<SlotRange> slots)
            implements RolloutEvent {
        /** Copies the lists. */
        public RolloutStarted {
            candidates = List.copyOf(candidates);
            slots = List.copyOf(slots);
        }

        @Override
        public EventType type() {
            return EventType.ROLLOUT_STARTED;
        }

        @Override
        public String summary() {
            return "started a rollout of "
                    + candidates.stream().map(number -> "version " + number).collect(Collectors.joining(", "))
                    + " beside " + (control.isPresent() ? "version " + control.getAsInt() : "nothing");
        }
    }

    /**
     * A canary went to another step.
     *
     * @param step the step, from 0
     * @param slots which slots belong to which candidate from now on
     */
    record RolloutMoved(int step, List<SlotRange> slots) implements RolloutEvent {
        /** Copies the list. */
        public RolloutMoved {
            slots = List.copyOf(slots);
        }

        @Override
        public EventType type() {
            return EventType.ROLLOUT_MOVED;
        }

        @Override
        public String summary() {
            return "moved the rollout to step " + (step + 1);
        }
    }

    /**
     * The versions of a split have other shares.
     *
     * @param weights the shares
     * @param slots which slots belong to which candidate from now on
     */
    record RolloutReweighted(Split weights, List<SlotRange> slots) implements RolloutEvent {
        /** Copies the list. */
        public RolloutReweighted {
            slots = List.copyOf(slots);
        }

        @Override
        public EventType type() {
            return EventType.ROLLOUT_REWEIGHTED;
        }

        @Override
        public String summary() {
            return "changed the shares to " + weights.weights();
        }
    }

    /** Nobody shall move the rollout by a rule until it is resumed. Who is served what stays. */
    record RolloutPaused() implements RolloutEvent {
        @Override
        public EventType type() {
            return EventType.ROLLOUT_PAUSED;
        }

        @Override
        public String summary() {
            return "paused the rollout";
        }
    }

    /** The rollout goes on. */
    record RolloutResumed() implements RolloutEvent {
        @Override
        public EventType type() {
            return EventType.ROLLOUT_RESUMED;
        }

        @Override
        public String summary() {
            return "resumed the rollout";
        }
    }

    /**
     * The candidate was judged, and the same commit does what follows.
     *
     * @param verdict what was found, with the numbers
     */
    record RolloutJudged(RolloutVerdict verdict) implements RolloutEvent {
        @Override
        public EventType type() {
            return EventType.ROLLOUT_JUDGED;
        }

        @Override
        public String summary() {
            return "judged the rollout: " + verdict.decision() + " in step " + (verdict.step() + 1);
        }
    }

    /**
     * The rollout is over: what is in production behind this commit serves everybody.
     *
     * @param outcome how it ended
     */
    record RolloutEnded(Outcome outcome) implements RolloutEvent {
        @Override
        public EventType type() {
            return EventType.ROLLOUT_ENDED;
        }

        @Override
        public String summary() {
            return "ended the rollout: " + outcome;
        }
    }
}
