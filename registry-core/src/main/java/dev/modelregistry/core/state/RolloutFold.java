package dev.modelregistry.core.state;

import static dev.modelregistry.core.state.Fold.check;
import static dev.modelregistry.core.state.Fold.misplaced;

import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RolloutEvent;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.event.RolloutEvent.RolloutReweighted;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import org.jspecify.annotations.Nullable;

/** What events make of a rollout. Pure. */
final class RolloutFold {
    private RolloutFold() {}

    /** The rollout behind an event; null if it ended one. */
    static @Nullable RolloutState apply(ModelState.Builder model, RolloutEvent event, Entry entry, Commit commit) {
        RolloutState before = model.rollout();
        if (event instanceof RolloutStarted started) {
            check(before == null, event, commit);
            RolloutState rollout = new RolloutState(
                    entry,
                    entry,
                    started.control(),
                    started.candidates(),
                    started.plan(),
                    started.salt(),
                    0,
                    false,
                    started.slots());
            return rollout;
        }
        if (before == null) {
            throw misplaced(event, commit);
        }
        if (event instanceof RolloutMoved moved) {
            boolean isStep = before.plan().policy() instanceof Canary canary
                    && moved.step() >= 0
                    && moved.step() < canary.steps().size();
            check(isStep, event, commit);
            return before.moved(moved.step(), moved.slots(), entry);
        }
        if (event instanceof RolloutReweighted reweighted) {
            boolean isSplit = before.plan().policy() instanceof Split;
            check(isSplit, event, commit);
            return before.reweighted(before.plan().policy(reweighted.weights()), reweighted.slots(), entry);
        }
        return switch (event.type()) {
            case ROLLOUT_PAUSED -> before.paused(true);
            case ROLLOUT_RESUMED -> before.paused(false);
            case ROLLOUT_JUDGED -> before;
            case ROLLOUT_ENDED -> null;
            default -> throw misplaced(event, commit);
        };
    }
}
