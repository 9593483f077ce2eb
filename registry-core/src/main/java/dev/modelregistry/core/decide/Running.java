package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.ModelName;
import java.time.Instant;
import java.util.List;

/** How a training run gets on, each decision a pure function. */
public final class Running {
    private Running() {}

    /**
     * Checks that a model can be trained before hours are spent on it: that its versions could be registered.
     *
     * @throws RejectedException if it is new and its name breaks the naming convention
     */
    public static void checkTrainable(ModelState state, Rules rules, ModelName model) {
        Lookup.checkName(state, model);
        if (state.name().isEmpty()) {
            rules.naming().check(model);
        }
    }

    /**
     * Starts a run.
     *
     * @throws ConflictException if its key is taken
     */
    public static List<RegistryEvent> start(RunState state, RunStarted event) {
        if (state.start() != null) {
            throw new ConflictException(
                    "this run was started at " + state.start().entry().time() + " by "
                            + state.start().entry().actor() + "; start another one");
        }
        return List.of(event);
    }

    /**
     * Adds what a run says, unless it is there by an earlier try.
     *
     * @throws RejectedException if the run has ended
     */
    public static List<RegistryEvent> log(RunState state, RunLogged event) {
        if (state.facts().batches() >= event.batch()) {
            return List.of();
        }
        if (!state.isOpen()) {
            Instant ended =
                    state.end() == null ? state.time() : state.end().entry().time();
            throw new RejectedException("this run ended at " + ended + "; start another one");
        }
        return List.of(event);
    }

    /**
     * Ends a run, unless it has ended.
     *
     * @param event how it ends
     */
    public static List<RegistryEvent> end(RunState state, RegistryEvent event) {
        return state.isOpen() ? List.of(event) : List.of();
    }
}
