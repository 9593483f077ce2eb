package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Pipeline;
import java.util.List;
import java.util.function.IntPredicate;

/** Where versions go that leave service without another one taking their place: to the stage for such while there is room, and else to the archive. */
final class Exits {
    private final Stage stage;
    private final boolean isExclusive;
    private boolean isFree;

    /**
     * The exits of one decision.
     *
     * @param leaves who leaves that stage by the same decision, and so makes room
     */
    Exits(ModelState state, Pipeline pipeline, IntPredicate leaves) {
        this.stage = pipeline.failedTo();
        this.isExclusive = pipeline.isExclusive(stage);
        this.isFree = state.occupants(stage).stream().allMatch(occupant -> leaves.test(occupant.number()));
    }

    /** The same where another one enters a stage by the same decision. */
    Exits beside(Stage entered) {
        isFree = isFree && !entered.equals(stage);
        return this;
    }

    /** Where the next one goes. */
    Stage next() {
        if (!isExclusive) {
            return stage;
        }
        Stage next = isFree ? stage : Stage.ARCHIVED;
        isFree = false;
        return next;
    }

    /** Sends candidates out of the canary stage, and into none that serves. */
    List<RegistryEvent> leave(List<Integer> candidates) {
        return candidates.stream()
                .<RegistryEvent>map(
                        number -> new StageChanged(number, Stage.CANARY, stage.isLive() ? Stage.ARCHIVED : next()))
                .toList();
    }
}
