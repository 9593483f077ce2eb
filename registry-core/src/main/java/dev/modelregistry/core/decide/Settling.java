package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.SettingsState.Defined;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.SettingsEvent.NamingChanged;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.pipeline.ModelPattern;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import java.util.List;

/** How the registry's own rules change, each decision a pure function. */
public final class Settling {
    private Settling() {}

    /**
     * Defines or replaces a pipeline.
     *
     * @throws RejectedException if some model name would have two pipelines
     */
    public static List<RegistryEvent> define(SettingsState state, Pipeline pipeline) {
        String key = SettingsState.key(pipeline.name());
        state.pipelines().forEach((name, other) -> {
            if (!name.equals(key)) {
                checkApart(pipeline, other.pipeline());
            }
        });
        Defined before =
                pipeline.isDefault() ? state.standard() : state.pipelines().get(key);
        return before != null && before.pipeline().equals(pipeline)
                ? List.of()
                : List.of(new PipelineDefined(pipeline));
    }

    private static void checkApart(Pipeline one, Pipeline other) {
        for (ModelPattern mine : one.models()) {
            for (ModelPattern theirs : other.models()) {
                if (mine.overlaps(theirs)) {
                    throw new RejectedException("pipeline '" + one.name() + "' claims models '" + mine
                            + "', and pipeline '" + other.name() + "' claims '" + theirs
                            + "': a name that fits both would have two pipelines. Change one of the patterns");
                }
            }
        }
    }

    /** Removes a pipeline. */
    public static List<RegistryEvent> remove(SettingsState state, String pipeline) {
        Defined defined = state.pipelines().get(SettingsState.key(pipeline));
        return defined == null || defined.pipeline().equals(Pipeline.standard())
                ? List.of()
                : List.of(new PipelineRemoved(defined.pipeline().name()));
    }

    /** Sets what new names must be like. */
    public static List<RegistryEvent> naming(SettingsState state, NamingConvention convention) {
        convention.check();
        return state.naming().equals(convention) ? List.of() : List.of(new NamingChanged(convention));
    }
}
