package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.shown;

import dev.modelregistry.core.rollout.Allocation;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.event.RolloutEvent.RolloutPaused;
import dev.modelregistry.event.RolloutEvent.RolloutResumed;
import dev.modelregistry.event.RolloutEvent.RolloutReweighted;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Immediate;
import dev.modelregistry.rollout.RolloutPolicy.Shadow;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.SlotRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** How traffic moves to other versions, each decision a pure function of the state, the rules and the wish. */
public final class RollingOut {
    private static final int MAX_CANDIDATES = 100;

    private RollingOut() {}

    /**
     * The versions that a plan tries out.
     *
     * @throws RuntimeException for whatever is wrong with the plan, gates and stages aside
     */
    public static List<VersionState> candidates(
            ModelState state, Rules rules, ModelName model, RolloutPlan plan, List<Integer> numbers) {
        Lookup.checkShown(state, model);
        Lookup.checkStage(rules.pipeline(), Stage.CANARY);
        List<VersionState> candidates = new ArrayList<>();
        VersionState control = state.lastIn(Stage.PRODUCTION);
        for (int number : numbers) {
            VersionState version = Lookup.version(state, model, number);
            Holding.checkUsable(state, model, version);
            if (version.stage().equals(Stage.ARCHIVED)) {
                throw new RejectedException("version " + shown(version) + " of model '" + model + "' is in "
                        + Stage.ARCHIVED + "; promote it to another stage first");
            }
            if (!version.equals(control)) {
                candidates.add(version);
            }
        }
        if (candidates.isEmpty() || candidates.size() > MAX_CANDIDATES) {
            throw new InvalidInputException("a rollout of model '" + model + "' with " + candidates.size()
                    + " versions beside the one in production; give 1 to " + MAX_CANDIDATES);
        }
        if (control == null && !(plan.policy() instanceof Immediate)) {
            throw new RejectedException("model '" + model
                    + "' has nothing in production for a candidate to be compared with; roll it out with immediate()");
        }
        plan.routing().overrides().forEach((key, number) -> {
            boolean takesPart = candidates.stream().anyMatch(version -> version.number() == number)
                    || (control != null && control.number() == number);
            if (!takesPart) {
                throw new InvalidInputException("an override sends a key to version " + number + " of model '" + model
                        + "', which takes no part in the rollout");
            }
        });
        return candidates;
    }

    /** Whether just this is under way; whatever else is, is in the way. */
    public static boolean isUnderWay(ModelState state, ModelName model, RolloutPlan plan, List<Integer> numbers) {
        RolloutState rollout = state.rollout();
        if (rollout == null) {
            return false;
        }
        boolean isThis = rollout.plan().equals(plan)
                && rollout.candidates()
                        .equals(numbers.stream()
                                .filter(number -> rollout.control().isEmpty()
                                        || rollout.control().getAsInt() != number)
                                .sorted()
                                .toList());
        if (!isThis) {
            throw new RejectedException(inTheWay(model, rollout) + "; complete or abort it first");
        }
        return true;
    }

    /** What keeps a version where it is. */
    static String inTheWay(ModelName model, RolloutState rollout) {
        return "a rollout of model '" + model + "' is under way since "
                + rollout.started().time() + " by " + rollout.started().actor() + " ("
                + rollout.started().reason() + ") with the candidates " + rollout.candidates();
    }

    /**
     * Begins a rollout of versions that are in the canary stage.
     *
     * @param numbers the versions that are named
     * @param judges judges each candidate for production
     * @param salt what makes its slots other than those of any other
     */
    public static List<RegistryEvent> start(
            ModelState state,
            Rules rules,
            ModelName model,
            RolloutPlan plan,
            List<Integer> numbers,
            Function<Wish, Judge> judges,
            String salt) {
        if (isUnderWay(state, model, plan, numbers)) {
            return List.of();
        }
        List<VersionState> candidates = candidates(state, rules, model, plan, numbers);
        List<RegistryEvent> events = new ArrayList<>();
        for (VersionState version : candidates) {
            if (!version.stage().equals(Stage.CANARY)) {
                throw new RejectedException("version " + shown(version) + " of model '" + model + "' went to "
                        + version.stage() + " while its rollout was about to begin; look why, and start again");
            }
            if (!(plan.policy() instanceof Shadow)) {
                Wish wish = new Wish(model, version.number(), version.digest(), Stage.PRODUCTION);
                events.addAll(Lifecycle.pass(state, rules, wish, judges.apply(wish)));
            }
        }
        VersionState control = state.lastIn(Stage.PRODUCTION);
        OptionalInt controlNumber = control == null ? OptionalInt.empty() : OptionalInt.of(control.number());
        List<Integer> tried =
                candidates.stream().map(VersionState::number).sorted().toList();
        List<SlotRange> slots = Allocation.reshared(List.of(), shares(plan, tried, 0));
        events.add(new RolloutStarted(controlNumber, tried, plan, Router.algorithm(), salt, slots));
        return events;
    }

    /** The candidates' shares at a step. */
    private static SortedMap<Integer, Double> shares(RolloutPlan plan, List<Integer> candidates, int step) {
        SortedMap<Integer, Double> shares = new TreeMap<>();
        if (plan.policy() instanceof Split split) {
            double sum = split.weights().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum(); // 1, about
            candidates.forEach(number -> shares.put(number, split.weights().getOrDefault(number, 0.0) / sum));
        } else if (plan.policy() instanceof Canary canary) {
            candidates.forEach(
                    number -> shares.put(number, canary.steps().get(step).share()));
        } else if (plan.policy() instanceof Immediate) {
            candidates.forEach(number -> shares.put(number, 1.0));
        }
        return shares;
    }

    /** Moves a canary to a step. */
    public static List<RegistryEvent> moveTo(ModelState state, ModelName model, int step) {
        RolloutState rollout = underWay(state, model);
        if (!(rollout.plan().policy() instanceof Canary canary)) {
            throw new RejectedException("the rollout of model '" + model + "' is no canary and has no steps: "
                    + rollout.plan().policy());
        }
        if (step < 0 || step >= canary.steps().size()) {
            throw new InvalidInputException("step " + step + " of the canary of model '" + model
                    + "'; it has the steps 0 to " + (canary.steps().size() - 1));
        }
        if (step == rollout.step()) {
            return List.of();
        }
        return List.of(new RolloutMoved(
                step, Allocation.reshared(rollout.slots(), shares(rollout.plan(), rollout.candidates(), step))));
    }

    /** Changes the shares of a split. */
    public static List<RegistryEvent> reweigh(ModelState state, ModelName model, Split weights) {
        RolloutState rollout = underWay(state, model);
        if (!(rollout.plan().policy() instanceof Split before)) {
            throw new RejectedException("the rollout of model '" + model + "' is no split and has no weights: "
                    + rollout.plan().policy());
        }
        weights.weights().keySet().stream()
                .filter(number -> !rollout.involves(number))
                .findFirst()
                .ifPresent(stranger -> {
                    throw new InvalidInputException("version " + stranger + " of model '" + model
                            + "' takes no part in the split of " + rollout.candidates()
                            + "; abort it and start another one");
                });
        if (weights.equals(before)) {
            return List.of();
        }
        RolloutPlan next = rollout.plan().policy(weights);
        return List.of(new RolloutReweighted(
                weights, Allocation.reshared(rollout.slots(), shares(next, rollout.candidates(), 0))));
    }

    /** Keeps it as it is. */
    public static List<RegistryEvent> pause(ModelState state, ModelName model) {
        return underWay(state, model).isPaused() ? List.of() : List.of(new RolloutPaused());
    }

    /** Ends a pause. */
    public static List<RegistryEvent> resume(ModelState state, ModelName model) {
        return underWay(state, model).isPaused() ? List.of(new RolloutResumed()) : List.of();
    }

    private static RolloutState underWay(ModelState state, ModelName model) {
        Lookup.checkShown(state, model);
        RolloutState rollout = state.rollout();
        if (rollout == null) {
            throw new RejectedException("no rollout of model '" + model + "' is under way; start one");
        }
        return rollout;
    }

    /** Ends it with a winner. */
    public static List<RegistryEvent> complete(
            ModelState state, Rules rules, ModelName model, int number, Digest digest) {
        VersionState winner = Lookup.version(state, model, number, digest);
        if (state.rollout() == null && winner.stage().equals(Stage.PRODUCTION)) {
            return List.of();
        }
        RolloutState rollout = underWay(state, model);
        if (!rollout.involves(number)) {
            throw new InvalidInputException("version " + shown(winner) + " of model '" + model
                    + "' takes no part in the rollout of " + rollout.candidates());
        }
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new RolloutEnded(Outcome.COMPLETED));
        if (rollout.plan().policy() instanceof Shadow) {
            return events;
        }
        Exits exits = new Exits(state, rules.pipeline(), any -> false);
        events.addAll(exits.leave(
                rollout.candidates().stream().filter(other -> other != number).toList()));
        if (rollout.candidates().contains(number)) {
            Holding.checkUsable(state, model, winner);
            Optional<String> barrier = rules.barrier().bars(winner);
            barrier.ifPresent(why -> {
                throw new RejectedException(
                        "version " + shown(winner) + " of model '" + model + "' cannot go to production: it " + why);
            });
            events.addAll(Lifecycle.move(state, rules.pipeline(), winner, Stage.PRODUCTION));
            events.add(new ProvedGood(number));
        }
        return Lifecycle.withAliases(state, rules.pipeline(), events, 0);
    }

    /** Ends it without a winner. */
    public static List<RegistryEvent> abort(ModelState state, Rules rules, ModelName model) {
        Lookup.checkShown(state, model);
        RolloutState rollout = state.rollout();
        if (rollout == null) {
            return List.of();
        }
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new RolloutEnded(Outcome.ABORTED));
        events.addAll(new Exits(state, rules.pipeline(), any -> false).leave(rollout.candidates()));
        return Lifecycle.withAliases(state, rules.pipeline(), events, 0);
    }
}
