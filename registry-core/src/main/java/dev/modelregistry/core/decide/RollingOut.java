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
import dev.modelregistry.event.RegistryEvent.StageChanged;
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
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.SlotRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How traffic moves to other versions, each decision a pure function of the state, the rules and the wish. */
public final class RollingOut {
    /** More would not fit into an event one day. */
    private static final int MAX_RANGES = 4_096;

    private RollingOut() {}

    /**
     * What is named where one candidate is.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is no such version
     * @throws InvalidInputException if it is in production
     */
    public static List<Integer> candidate(ModelState state, ModelName model, int number, Digest digest) {
        VersionState version = Lookup.version(state, model, number, digest);
        if (version.equals(state.lastIn(Stage.PRODUCTION))) {
            throw new InvalidInputException(
                    "version " + shown(version) + " of model '" + model + "' is in production; roll out another one");
        }
        return List.of(number);
    }

    /** The versions that a plan tries out, unless something is wrong with the plan or with one of them, gates and stages aside. */
    private static List<VersionState> candidates(
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
        if (candidates.isEmpty() || candidates.size() > RolloutState.MAX_CANDIDATES) {
            throw new InvalidInputException("a rollout of model '" + model + "' with " + candidates.size()
                    + " versions beside the one in production; give 1 to " + RolloutState.MAX_CANDIDATES);
        }
        if (control == null && !servesAllAtOnce(plan)) {
            throw new RejectedException("model '" + model
                    + "' has nothing in production for a candidate to be compared with; roll it out with immediate()");
        }
        if (plan.analysis().isPresent() && !(plan.policy() instanceof Canary)) {
            throw new InvalidInputException(
                    "an analysis judges the steps of a canary, and this is " + plan.policy() + "; leave it out");
        }
        if (!(plan.policy() instanceof Shadow)) {
            Belonging.checkFree(state, model, "rolled out by itself");
        }
        Belonging.checkSettled(state, model);
        checkRouting(model, plan, control, candidates);
        return candidates;
    }

    private static boolean servesAllAtOnce(RolloutPlan plan) {
        return plan.policy() instanceof Immediate
                || (plan.policy() instanceof Canary canary
                        && canary.steps().get(0).share() == 1);
    }

    private static void checkRouting(
            ModelName model, RolloutPlan plan, @Nullable VersionState control, List<VersionState> candidates) {
        Routing routing = plan.routing();
        if (control == null && (routing.layer().isPresent() || routing.holdout().isPresent())) {
            throw new InvalidInputException(
                    "model '" + model
                            + "' has nothing in production to answer whoever is outside of a layer or in a holdout; leave them out");
        }
        routing.overrides().forEach((key, number) -> {
            boolean isCandidate = candidates.stream().anyMatch(version -> version.number() == number);
            if (!isCandidate && (control == null || control.number() != number)) {
                throw new InvalidInputException("an override sends a key to version " + number + " of model '" + model
                        + "', which takes no part in the rollout");
            }
            if (isCandidate && plan.policy() instanceof Shadow) {
                throw new InvalidInputException("an override sends a key to version " + number + " of model '" + model
                        + "', but a shadow serves nobody; leave it out");
            }
        });
    }

    /** What must be judged for a rollout to begin; nothing if just this is under way. */
    public static List<Wish> wishes(
            ModelState state, Rules rules, ModelName model, RolloutPlan plan, List<Integer> numbers) {
        return isUnderWay(state, model, plan, numbers)
                ? List.of()
                : candidates(state, rules, model, plan, numbers).stream()
                        .flatMap(version -> wishes(model, version, plan).stream())
                        .toList();
    }

    /** That a version enters the canary stage, and that it may serve as what is in production does. */
    private static List<Wish> wishes(ModelName model, VersionState version, RolloutPlan plan) {
        List<Wish> wishes = new ArrayList<>();
        if (!version.stage().equals(Stage.CANARY)) {
            wishes.add(new Wish(model, version.number(), version.digest(), Stage.CANARY));
        }
        if (!(plan.policy() instanceof Shadow)) {
            wishes.add(new Wish(model, version.number(), version.digest(), Stage.PRODUCTION).by(Stage.CANARY));
        }
        return wishes;
    }

    /** Whether just this is under way; whatever else is, is in the way. */
    private static boolean isUnderWay(ModelState state, ModelName model, RolloutPlan plan, List<Integer> numbers) {
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
     * Begins a rollout: the candidates pass all gates, enter the canary stage together, and get their slots.
     *
     * @param numbers the versions that are named
     * @param judges judges each of the {@link #wishes}
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
            requireMayServe(state, rules, model, version);
            wishes(model, version, plan)
                    .forEach(wish -> events.addAll(Lifecycle.pass(state, rules, wish, judges.apply(wish))));
        }
        Lifecycle.leaving(state, rules.pipeline(), Stage.CANARY).stream()
                .filter(occupant -> !candidates.contains(occupant))
                .forEach(stranger -> events.add(new StageChanged(stranger.number(), Stage.CANARY, Stage.ARCHIVED)));
        candidates.stream()
                .filter(version -> !version.stage().equals(Stage.CANARY))
                .forEach(version -> events.add(new StageChanged(version.number(), version.stage(), Stage.CANARY)));
        VersionState control = state.lastIn(Stage.PRODUCTION);
        OptionalInt controlNumber = control == null ? OptionalInt.empty() : OptionalInt.of(control.number());
        List<Integer> tried =
                candidates.stream().map(VersionState::number).sorted().toList();
        List<SlotRange> slots = Allocation.reshared(List.of(), shares(plan, tried, 0));
        events.add(new RolloutStarted(controlNumber, tried, plan, Router.algorithm(), salt, slots));
        return Lifecycle.withAliases(state, rules.pipeline(), events, 0);
    }

    /** It has all its files, and comes of nothing that is quarantined. */
    private static void requireMayServe(ModelState state, Rules rules, ModelName model, VersionState version) {
        Holding.checkUsable(state, model, version);
        Optional<String> barrier = rules.barrier().bars(version);
        barrier.ifPresent(why -> {
            throw new RejectedException(
                    "version " + shown(version) + " of model '" + model + "' cannot serve: it " + why);
        });
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
    public static List<RegistryEvent> moveTo(ModelState state, Rules rules, ModelName model, int step) {
        RolloutState rollout = underWay(state, model);
        if (!(rollout.plan().policy() instanceof Canary canary)) {
            throw new RejectedException("the rollout of model '" + model + "' is no canary and has no steps: "
                    + rollout.plan().policy());
        }
        if (step < 0 || step >= canary.steps().size()) {
            throw new InvalidInputException("step " + step + " of the canary of model '" + model
                    + "'; it has the steps 0 to " + (canary.steps().size() - 1));
        }
        return step == rollout.step()
                ? List.of()
                : List.of(new RolloutMoved(step, reshared(state, rules, model, rollout.plan(), step)));
    }

    /** Changes the shares of a split. */
    public static List<RegistryEvent> reweigh(ModelState state, Rules rules, ModelName model, Split weights) {
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
        return weights.equals(before)
                ? List.of()
                : List.of(new RolloutReweighted(
                        weights, reshared(state, rules, model, rollout.plan().policy(weights), 0)));
    }

    /** The slots by other shares; whoever gets more of them must be fit to serve. */
    private static List<SlotRange> reshared(
            ModelState state, Rules rules, ModelName model, RolloutPlan plan, int step) {
        RolloutState rollout = underWay(state, model);
        SortedMap<Integer, Double> before = shares(rollout.plan(), rollout.candidates(), rollout.step());
        SortedMap<Integer, Double> after = shares(plan, rollout.candidates(), step);
        after.forEach((number, share) -> {
            if (share > before.getOrDefault(number, 0.0)) {
                requireMayServe(state, rules, model, Lookup.version(state, model, number));
            }
        });
        List<SlotRange> slots = Allocation.reshared(rollout.slots(), after);
        if (slots.size() > MAX_RANGES) {
            throw new RejectedException("the shares of model '" + model
                    + "' were changed so often that its slots would be in " + slots.size() + " pieces, of which "
                    + MAX_RANGES + " are allowed; abort the rollout and start it anew");
        }
        return slots;
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
            requireMayServe(state, rules, model, winner);
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
