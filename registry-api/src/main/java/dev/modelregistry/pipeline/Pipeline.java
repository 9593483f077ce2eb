package dev.modelregistry.pipeline;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules for some models: the stages of a version, the ways between them and what must be passed on each, which stages hold one
 * version only, and which aliases may point where. Every pipeline has {@link Stage#PRODUCTION}, where a model serves, and {@link
 * Stage#ARCHIVED}, where it is out of use, so that the two can be asked for whatever the pipeline; the other stages are free. Immutable.
 *
 * <pre>{@code
 * Pipeline.standard().toBuilder("fraud")
 *         .models("fraud-*")
 *         .requires(STAGING, "signature", "lineage.code")
 *         .gates(PRODUCTION, Gate.metricAtLeast("auc", 0.8), Gate.selfTest(), Gate.approvals(2))
 *         .protect("champion", PRODUCTION)
 *         .build();
 * }</pre>
 */
public final class Pipeline {
    /** The name of the pipeline that governs the models which no other one claims. */
    public static final String DEFAULT = "default";

    private static final Pipeline STANDARD = builder(DEFAULT)
            .stages(Stage.DEVELOPMENT, Stage.STAGING, Stage.CANARY, Stage.PRODUCTION, Stage.ARCHIVED)
            .exclusive(Stage.STAGING, Stage.CANARY, Stage.PRODUCTION)
            .transition(Stage.DEVELOPMENT, Stage.STAGING)
            .transition(Stage.STAGING, Stage.CANARY)
            .transition(Stage.STAGING, Stage.PRODUCTION)
            .transition(Stage.CANARY, Stage.PRODUCTION)
            .transition(Stage.CANARY, Stage.STAGING)
            .transition(Stage.PRODUCTION, Stage.STAGING)
            .transition(Stage.ARCHIVED, Stage.STAGING)
            .build();

    private final String name;
    private final Set<ModelPattern> models;
    private final List<Stage> stages;
    private final Set<Stage> exclusive;
    private final List<Transition> transitions;
    private final SortedMap<Alias, Set<Stage>> protectedAliases;
    private final Stage failedTo;
    private final Duration flapWindow;

    Pipeline(PipelineBuilder builder) {
        this.name = builder.name;
        this.models = Collections.unmodifiableSet(new LinkedHashSet<>(builder.models));
        this.stages = List.copyOf(builder.stages);
        this.exclusive = inOrder(builder.exclusiveStages()::contains);
        this.transitions = builder.transitionsWithWaysOut().stream()
                .sorted(Comparator.comparingInt((Transition each) -> stages.indexOf(each.from()))
                        .thenComparingInt(each -> stages.indexOf(each.to())))
                .toList();
        SortedMap<Alias, Set<Stage>> places = new TreeMap<>();
        builder.protectedAliases.forEach((alias, allowed) -> places.put(alias, inOrder(allowed::contains)));
        this.protectedAliases = Collections.unmodifiableSortedMap(places);
        this.failedTo = builder.failedTo();
        this.flapWindow = builder.flapWindow;
    }

    private Set<Stage> inOrder(Predicate<Stage> wanted) {
        return stages.stream()
                .filter(wanted)
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    }

    /**
     * The one that holds where nothing else was declared: named {@code default}; Development, Staging, Canary, Production, Archived;
     * Staging, Canary and Production hold one version each. From Development to Staging, on to Canary or Production, from Canary to
     * Production or back to Staging, from Production back to Staging, from everywhere to Archived and from there to Staging. No gates.
     */
    public static Pipeline standard() {
        return STANDARD;
    }

    /**
     * A builder without stages.
     *
     * @param name a letter, then up to 63 letters, digits, dashes or underscores, kept in lower case; {@value #DEFAULT} for the one that
     *     governs the models which no other claims
     * @throws InvalidInputException if that is no name
     */
    public static PipelineBuilder builder(String name) {
        return new PipelineBuilder(name);
    }

    /** A builder with all that this one has. */
    public PipelineBuilder toBuilder() {
        PipelineBuilder builder = toBuilder(name);
        builder.models.addAll(models);
        return builder;
    }

    /**
     * A builder with all that this one has but its name and its models.
     *
     * @throws InvalidInputException if that is no name
     */
    public PipelineBuilder toBuilder(String otherName) {
        return new PipelineBuilder(otherName, this);
    }

    /** The name in lower case. */
    public String name() {
        return name;
    }

    /** Whether it governs the models that no other one claims. */
    public boolean isDefault() {
        return name.equals(DEFAULT);
    }

    /** Whose rules these are, in the order of declaration; empty for the {@linkplain #isDefault() default one}. */
    public Set<ModelPattern> models() {
        return models;
    }

    /** Whether one of its patterns matches; for the {@linkplain #isDefault() default one} yes, as long as no other claims the model. */
    public boolean governs(ModelName model) {
        return isDefault() || models.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** The stages in the order in which a version passes them. */
    public List<Stage> stages() {
        return stages;
    }

    /** Where a new version is: the first of the stages. */
    public Stage initial() {
        return stages.get(0);
    }

    /** Whether this is one of the stages. */
    public boolean has(Stage stage) {
        return stages.contains(stage);
    }

    /** The stages that hold at most one version of a model, in the order of the stages; Production is always among them. */
    public Set<Stage> exclusive() {
        return exclusive;
    }

    /** Whether the stage holds at most one version of a model. */
    public boolean isExclusive(Stage stage) {
        return exclusive.contains(stage);
    }

    /** The ways between the stages, in the order of the stages that they come from and then of those that they lead to. */
    public List<Transition> transitions() {
        return transitions;
    }

    /**
     * The way from one stage to another, if there is one. From a stage that this pipeline does not have (it has changed while a version was
     * there) one gets to the initial stage and to Archived, without gates.
     */
    public Optional<Transition> transition(Stage from, Stage to) {
        if (!has(from)) {
            return after(from).contains(to) ? Optional.of(Transition.of(from, to)) : Optional.empty();
        }
        return transitions.stream()
                .filter(each -> each.from().equals(from) && each.to().equals(to))
                .findFirst();
    }

    /** The gates of every way into a stage; one that several ways have comes several times. */
    public Stream<Gate> gatesInto(Stage to) {
        return transitions.stream().filter(way -> way.to().equals(to)).flatMap(way -> way.gates().stream());
    }

    /** The stages that one gets to from this one, in their order; from a stage that is not there, the initial one and Archived. */
    public List<Stage> after(Stage stage) {
        if (!has(stage)) {
            return List.of(initial(), Stage.ARCHIVED);
        }
        return transitions.stream()
                .filter(each -> each.from().equals(stage))
                .map(Transition::to)
                .toList();
    }

    /**
     * The aliases that may not point everywhere, each with the stages that it may point into, in their order. When the version that such an
     * alias points to leaves these stages, the alias goes to the version that takes its place, or is removed if none does.
     */
    public SortedMap<Alias, Set<Stage>> protectedAliases() {
        return protectedAliases;
    }

    /** Where a version goes that has failed in Production. */
    public Stage failedTo() {
        return failedTo;
    }

    /**
     * How long a rollback must not be undone: within it, what a rollback has put into production is not rolled back, and what a rollback
     * has taken out is not promoted to production, unless that is asked for explicitly. Zero for no such guard.
     */
    public Duration flapWindow() {
        return flapWindow;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pipeline that
                && name.equals(that.name)
                && models.equals(that.models)
                && stages.equals(that.stages)
                && exclusive.equals(that.exclusive)
                && transitions.equals(that.transitions)
                && protectedAliases.equals(that.protectedAliases)
                && failedTo.equals(that.failedTo)
                && flapWindow.equals(that.flapWindow);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, models, stages, exclusive, transitions, protectedAliases, failedTo, flapWindow);
    }

    @Override
    public String toString() {
        return "pipeline '" + name + "' for "
                + (isDefault() ? "every model that no other one claims" : models.toString()) + ": " + transitions;
    }
}
