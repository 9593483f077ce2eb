package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What follows from a verdict on a canary, as a pure function. */
public final class Following {
    private Following() {}

    /**
     * The next step, the end, or the way back, together with the verdict; nothing if the rollout is not any more what was judged, or is paused.
     *
     * @param judged the commit that last changed who is served what, when it was judged
     */
    public static List<RegistryEvent> follow(
            ModelState state, Rules rules, ModelName model, long judged, RolloutVerdict verdict, Instant now) {
        RolloutState rollout = state.rollout();
        if (!state.shows(model)
                || rollout == null
                || rollout.isPaused()
                || rollout.changed().revision() != judged
                || !(rollout.plan().policy() instanceof Canary canary)) {
            return List.of();
        }
        VersionState candidate =
                Lookup.version(state, model, rollout.candidates().get(0));
        boolean isLast = rollout.step() == canary.steps().size() - 1;
        List<RegistryEvent> consequences = switch (verdict.decision()) {
            case PROMOTE ->
                isLast
                        ? RollingOut.complete(state, rules, model, candidate.number(), candidate.digest())
                        : RollingOut.moveTo(state, rules, model, rollout.step() + 1);
            case ROLL_BACK -> {
                if (rollout.control().isEmpty()) {
                    throw new RejectedException("the candidate fails, and model '" + model
                            + "' has nothing else to serve; promote another version, or abort the rollout");
                }
                yield Lifecycle.rollback(
                        state, rules, model, candidate.number(), candidate.digest(), Rollback.toLastGood(), now);
            }
            case HOLD, NO_DATA -> List.of();
        };
        if (consequences.isEmpty()) {
            return List.of();
        }
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new RolloutJudged(verdict));
        events.addAll(consequences);
        return events;
    }
}
