package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.SettingsState.Defined;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.SettingsEvent.NamingChanged;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.event.SettingsEvent.QuarantineLifted;
import dev.modelregistry.event.SettingsEvent.RetentionDefined;
import dev.modelregistry.event.SettingsEvent.RetentionRemoved;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.ModelPattern;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How the registry's own rules change, each decision a pure function. */
public final class Settling {
    private static final int MAX_POLICIES = 100;
    private static final int MAX_QUARANTINES = 1_000;

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

    /**
     * Defines or replaces a retention policy.
     *
     * @throws InvalidInputException if it names a stage that no pipeline has
     * @throws RejectedException if it contradicts another one, or there are too many
     */
    public static List<RegistryEvent> defineRetention(SettingsState state, RetentionPolicy policy) {
        checkStages(state, policy);
        RetentionPolicy before = state.retention().get(policy.name());
        for (RetentionPolicy other : state.retention().values()) {
            if (!other.name().equals(policy.name())) {
                policy.contradiction(other).ifPresent(contradiction -> {
                    throw new RejectedException(contradiction + ", for models that both are for: " + policy.models()
                            + " and " + other.models() + ". Change the patterns or one of the rules");
                });
            }
        }
        if (before == null && state.retention().size() >= MAX_POLICIES) {
            throw new RejectedException(
                    "there are " + MAX_POLICIES + " retention policies, which is the most; remove one" + " before '"
                            + policy.name() + "' is defined, or give one of them more patterns");
        }
        return before != null && before.equals(policy) ? List.of() : List.of(new RetentionDefined(policy));
    }

    /** A stage that is misspelt would keep nothing. */
    private static void checkStages(SettingsState state, RetentionPolicy policy) {
        Set<Stage> known = state.all().stream()
                .flatMap(each -> each.stages().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        policy.keepStages().stream()
                .filter(stage -> !known.contains(stage))
                .findFirst()
                .ifPresent(stage -> {
                    throw new InvalidInputException("retention policy '" + policy.name() + "' keeps what is in '"
                            + stage + "', a stage that no pipeline has; those that there are: " + known);
                });
    }

    /** Removes a retention policy. */
    public static List<RegistryEvent> removeRetention(SettingsState state, String policy) {
        RetentionPolicy defined = state.retention().get(SettingsState.key(policy));
        return defined == null ? List.of() : List.of(new RetentionRemoved(defined.name()));
    }

    /**
     * Quarantines a node.
     *
     * @throws RejectedException if there are too many
     */
    public static List<RegistryEvent> quarantine(SettingsState state, Node node) {
        if (state.quarantined().containsKey(node)) {
            return List.of();
        }
        if (state.quarantined().size() >= MAX_QUARANTINES) {
            throw new RejectedException(
                    MAX_QUARANTINES + " nodes of the lineage are quarantined, which is the most; lift" + " one before "
                            + node + " is, or quarantine what they all were made from");
        }
        return List.of(new NodeQuarantined(node));
    }

    /** Ends a quarantine. */
    public static List<RegistryEvent> liftQuarantine(SettingsState state, Node node) {
        return state.quarantined().containsKey(node) ? List.of(new QuarantineLifted(node)) : List.of();
    }

    /** Sets what new names must be like. */
    public static List<RegistryEvent> naming(SettingsState state, NamingConvention convention) {
        convention.check();
        return state.naming().equals(convention) ? List.of() : List.of(new NamingChanged(convention));
    }
}
