package dev.modelregistry.pipeline;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.text.Durations;
import dev.modelregistry.text.Names;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects a pipeline. Not thread-safe. */
public final class PipelineBuilder {
    private static final int MIN_STAGES = 3;
    private static final int MAX_STAGES = 32;
    private static final int MAX_PATTERNS = 100;
    private static final int MAX_ALIASES = 30;
    private static final int MAX_GATES = 500;
    private static final Duration MAX_FLAP_WINDOW = Duration.ofDays(30);

    final String name;
    final Set<ModelPattern> models = new LinkedHashSet<>();
    final Set<Stage> stages = new LinkedHashSet<>();
    private final Set<Stage> exclusive = new LinkedHashSet<>();
    private final Map<List<Stage>, Transition> transitions = new LinkedHashMap<>();
    final Map<Alias, Set<Stage>> protectedAliases = new TreeMap<>();
    private @Nullable Stage failedTo;
    Duration flapWindow = Duration.ofMinutes(5);

    PipelineBuilder(String name) {
        this.name = Names.rule("pipeline", name);
    }

    PipelineBuilder(String name, Pipeline from) {
        this(name);
        stages.addAll(from.stages());
        exclusive.addAll(from.exclusive());
        from.transitions().forEach(this::transition);
        protectedAliases.putAll(from.protectedAliases());
        failedTo = from.failedTo().equals(usualFailedTo()) ? null : from.failedTo(); // the usual one follows the stages
        flapWindow = from.flapWindow();
    }

    /**
     * Sets whose rules these are, such as {@code fraud-*}.
     *
     * @throws InvalidInputException if one is no pattern or is there twice
     */
    public PipelineBuilder models(String... patterns) {
        return models(Arrays.stream(patterns).map(ModelPattern::of).toList());
    }

    /**
     * Sets whose rules these are.
     *
     * @throws InvalidInputException if one is there twice
     */
    public PipelineBuilder models(Collection<ModelPattern> patterns) {
        replace("model pattern", models, patterns);
        return this;
    }

    /**
     * Sets the stages in the order in which a version passes them; the first one is where a new version is.
     *
     * @throws InvalidInputException if one is there twice
     */
    public PipelineBuilder stages(Stage... inOrder) {
        replace("stage", stages, List.of(inOrder));
        return this;
    }

    /**
     * Takes a stage out, with the ways to it and from it. A protected alias or a {@link #failedTo(Stage)} that names it must be set
     * anew.
     *
     * @throws InvalidInputException if it is not there
     */
    public PipelineBuilder without(Stage stage) {
        if (!stages.remove(stage)) {
            throw unknown(stage, "without(…)");
        }
        exclusive.remove(stage);
        transitions.keySet().removeIf(way -> way.contains(stage));
        return this;
    }

    /**
     * Sets the stages that hold at most one version of a model. {@link Stage#PRODUCTION} is always one of them and need not be named.
     *
     * @throws InvalidInputException if one is there twice
     */
    public PipelineBuilder exclusive(Stage... those) {
        replace("exclusive stage", exclusive, List.of(those));
        return this;
    }

    /**
     * Sets a way from one stage to another, with exactly these gates. There is always one from every stage to {@link Stage#ARCHIVED}; it
     * need not be named.
     *
     * @throws InvalidInputException if {@link Transition} refuses them
     */
    public PipelineBuilder transition(Stage from, Stage to, Gate... gates) {
        return transition(Transition.of(from, to, gates));
    }

    /** Sets a way from one stage to another. */
    public PipelineBuilder transition(Transition transition) {
        transitions.put(List.of(transition.from(), transition.to()), transition);
        return this;
    }

    /**
     * Takes a way out. That to {@link Stage#ARCHIVED} comes back by itself.
     *
     * @throws InvalidInputException if there is none
     */
    public PipelineBuilder withoutTransition(Stage from, Stage to) {
        if (transitions.remove(List.of(from, to)) == null) {
            throw invalid("has no transition " + from + " → " + to + " to take out; there are " + ways());
        }
        return this;
    }

    /**
     * Adds gates to every way into a stage that was declared before this call.
     *
     * @throws InvalidInputException if there is none, it leads to {@link Stage#ARCHIVED}, or {@link Transition} refuses the gates
     */
    public PipelineBuilder gates(Stage to, Gate... gates) {
        return gates(to, List.of(gates));
    }

    /**
     * Adds facts that must be recorded to every way into a stage that was declared before this call; the same as a {@link
     * Gate#requires} for each.
     *
     * @throws InvalidInputException if there is no way, or a fact is unknown or asked for already
     */
    public PipelineBuilder requires(Stage to, String... facts) {
        return gates(to, Arrays.stream(facts).map(Gate::requires).toList());
    }

    private PipelineBuilder gates(Stage to, List<Gate> gates) {
        if (to.equals(Stage.ARCHIVED)) {
            throw invalid(
                    "cannot have gates on the way to " + to + "; taking a version out of use must always be possible");
        }
        List<Transition> into = transitions.values().stream()
                .filter(each -> each.to().equals(to))
                .toList();
        if (into.isEmpty()) {
            throw invalid("has no transition to " + to + ", there are " + ways()
                    + "; declare those that are to have the gates first");
        }
        List<Transition> gated = into.stream()
                .map(each -> new Transition(each.from(), to, joined(each.gates(), gates)))
                .toList();
        gated.forEach(this::transition);
        return this;
    }

    private static List<Gate> joined(List<Gate> some, List<Gate> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * Lets an alias point only at versions in these stages; replaces what was said of it before.
     *
     * @throws InvalidInputException if no stage is given
     */
    public PipelineBuilder protect(Alias alias, Stage... allowed) {
        return protect(alias, List.of(allowed));
    }

    /**
     * Lets an alias point only at versions in these stages; replaces what was said of it before.
     *
     * @throws InvalidInputException if that is no alias, or no stage is given
     */
    public PipelineBuilder protect(String alias, Stage... allowed) {
        return protect(Alias.of(alias), allowed);
    }

    /**
     * Lets an alias point only at versions in these stages; replaces what was said of it before.
     *
     * @throws InvalidInputException if no stage is given
     */
    public PipelineBuilder protect(Alias alias, Collection<Stage> allowed) {
        Objects.requireNonNull(alias, "alias");
        if (allowed.isEmpty()) {
            throw new InvalidInputException("alias " + quote(alias.value())
                    + " is protected without a stage, so that it could never be set; name at least one");
        }
        protectedAliases.put(alias, Set.copyOf(allowed));
        return this;
    }

    /** Lets an alias point at any version again. */
    public PipelineBuilder unprotect(Alias alias) {
        protectedAliases.remove(alias);
        return this;
    }

    /** Where a version goes that has failed in Production; {@link Stage#STAGING} at first, or Archived where there is none. */
    public PipelineBuilder failedTo(Stage stage) {
        this.failedTo = Objects.requireNonNull(stage, "stage");
        return this;
    }

    /**
     * How long a rollback must not be undone; see {@link Pipeline#flapWindow()}. 5 minutes at first; zero for no such guard.
     *
     * @throws InvalidInputException if it is negative, above 30 days, or not in whole milliseconds
     */
    public PipelineBuilder flapWindow(Duration window) {
        if (window.isNegative()) {
            throw new InvalidInputException(
                    "flap window " + window + " is negative; give zero to switch the guard off");
        }
        this.flapWindow = Durations.wholeMillis("flap window", window, MAX_FLAP_WINDOW);
        return this;
    }

    /**
     * The pipeline.
     *
     * @throws InvalidInputException if the parts do not make one; the message says which and what to do
     */
    public Pipeline build() {
        checkModels();
        checkStages();
        checkTransitions();
        checkPlaces();
        return new Pipeline(this);
    }

    private void checkModels() {
        if (name.equals(Pipeline.DEFAULT) && !models.isEmpty()) {
            throw invalid("is for every model that no other one claims, and has model patterns " + models
                    + "; leave them out, or give it another name");
        }
        if (!name.equals(Pipeline.DEFAULT) && models.isEmpty()) {
            throw invalid("is for no model; say for which with models(\"" + name + "-*\"), or call it '"
                    + Pipeline.DEFAULT + "' if it is for all that no other one claims");
        }
        if (models.size() > MAX_PATTERNS) {
            throw invalid("has " + models.size() + " model patterns; at most " + MAX_PATTERNS
                    + " are allowed. Use wider ones");
        }
    }

    private void checkStages() {
        if (stages.size() < MIN_STAGES || stages.size() > MAX_STAGES) {
            throw invalid("has " + stages.size() + " stages " + stages + "; give " + MIN_STAGES + " to " + MAX_STAGES
                    + ", such as " + Pipeline.standard().stages());
        }
        for (Stage needed : List.of(Stage.PRODUCTION, Stage.ARCHIVED)) {
            if (!stages.contains(needed)) {
                throw invalid(
                        "has stages " + stages + " without " + needed
                                + "; every pipeline has Production, where a model serves, and Archived, where it is out of use");
            }
        }
        if (initial().equals(Stage.PRODUCTION) || initial().equals(Stage.ARCHIVED)) {
            throw invalid("begins with " + initial() + ", where every new version would be; put another stage first");
        }
        for (Stage each : exclusive) {
            known(each, "exclusive(…)");
            if (each.equals(Stage.ARCHIVED) || each.equals(initial())) {
                throw invalid("has exclusive stage " + each
                        + ", which must hold any number of versions; leave it out of exclusive(…)");
            }
        }
    }

    private void checkTransitions() {
        for (Transition each : transitions.values()) {
            known(each.from(), "transition " + way(each));
            known(each.to(), "transition " + way(each));
            checkComparisons(each);
            if (each.from().equals(initial()) && each.to().equals(Stage.PRODUCTION)) {
                throw invalid("has a transition " + way(each)
                        + ", by which a version would serve untested; put a stage between them");
            }
        }
        int gates = transitions.values().stream()
                .mapToInt(way -> way.gates().size())
                .sum();
        if (gates > MAX_GATES) {
            throw invalid("has " + gates + " gates in all; at most " + MAX_GATES + " are allowed");
        }
        Set<Stage> unreachable = new LinkedHashSet<>(stages);
        unreachable.removeAll(reachable(transitionsWithWaysOut()));
        if (!unreachable.isEmpty()) {
            throw invalid("has stages " + unreachable + " that no version gets to from " + initial()
                    + "; add a transition to them, or take them out. There are " + ways());
        }
    }

    /** Where several versions are, there is not one to compare with. */
    private void checkComparisons(Transition transition) {
        for (Gate gate : transition.gates()) {
            boolean compares = gate instanceof Gate.NotWorse || gate instanceof Gate.SignatureCompatible;
            if (compares && !exclusiveStages().contains(transition.to())) {
                throw invalid("compares with the version in " + transition.to() + " by gate '" + gate.key()
                        + "', and that stage holds any number; make it exclusive(…), or leave the gate out");
            }
        }
    }

    private Set<Stage> reachable(Collection<Transition> ways) {
        Set<Stage> reached = new HashSet<>();
        Deque<Stage> open = new ArrayDeque<>(List.of(initial()));
        while (!open.isEmpty()) {
            Stage from = open.remove();
            if (reached.add(from)) {
                ways.stream()
                        .filter(each -> each.from().equals(from))
                        .map(Transition::to)
                        .forEach(open::add);
            }
        }
        return reached;
    }

    private void checkPlaces() {
        if (protectedAliases.size() > MAX_ALIASES) {
            throw invalid(
                    "has " + protectedAliases.size() + " protected aliases; at most " + MAX_ALIASES + " are allowed");
        }
        protectedAliases.forEach(
                (alias, allowed) -> allowed.forEach(each -> known(each, "protected alias '" + alias + "'")));
        known(failedTo(), "failedTo(…)");
        if (failedTo().equals(Stage.PRODUCTION)) {
            throw invalid("puts what has failed in Production into Production; name another stage with failedTo(…)");
        }
    }

    private Stage initial() {
        return stages.iterator().next();
    }

    Set<Stage> exclusiveStages() {
        Set<Stage> all = new HashSet<>(exclusive);
        all.add(Stage.PRODUCTION);
        return all;
    }

    /** Taking out of use must always be possible. */
    Collection<Transition> transitionsWithWaysOut() {
        Map<List<Stage>, Transition> all = new LinkedHashMap<>(transitions);
        for (Stage each : stages) {
            if (!each.equals(Stage.ARCHIVED)) {
                all.putIfAbsent(List.of(each, Stage.ARCHIVED), Transition.of(each, Stage.ARCHIVED));
            }
        }
        return all.values();
    }

    Stage failedTo() {
        return failedTo != null ? failedTo : usualFailedTo();
    }

    private Stage usualFailedTo() {
        return stages.contains(Stage.STAGING) ? Stage.STAGING : Stage.ARCHIVED;
    }

    private List<String> ways() {
        return transitions.values().stream().map(PipelineBuilder::way).toList();
    }

    private static String way(Transition transition) {
        return transition.from() + " → " + transition.to();
    }

    private void known(Stage stage, String namedBy) {
        if (!stages.contains(stage)) {
            throw unknown(stage, namedBy);
        }
    }

    private InvalidInputException unknown(Stage stage, String namedBy) {
        return invalid("has no stage " + stage + ", which " + namedBy + " names; its stages are "
                + stages.stream().toList());
    }

    private InvalidInputException invalid(String what) {
        return new InvalidInputException("pipeline '" + name + "' " + what);
    }

    private static <T> void replace(String what, Set<T> set, Collection<T> values) {
        Set<T> distinct = new LinkedHashSet<>();
        for (T value : values) {
            if (!distinct.add(Objects.requireNonNull(value, what))) {
                throw new InvalidInputException(what + " '" + value + "' is there twice; name each once");
            }
        }
        set.clear();
        set.addAll(distinct);
    }
}
