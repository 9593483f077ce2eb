package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.shown;

import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.pipeline.Transition;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.review.Verdict;
import dev.modelregistry.rollout.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How versions move through the stages of their pipeline, each decision a pure function of the state, the rules and the wish. */
public final class Lifecycle {
    private static final int MAX_LEAVING = 1_000;
    /** What stands among the gates where what a version was made from keeps it. */
    private static final String QUARANTINE = "quarantine";

    private Lifecycle() {}

    /**
     * Moves a version to a stage if all gates hold.
     *
     * @throws RejectedException if the transition is not allowed or a gate does not hold
     */
    public static List<RegistryEvent> promote(ModelState state, Rules rules, Wish asked, Judge judge) {
        Wish wish = asked.under(rules);
        VersionState version = wish.version(state);
        if (version.stage().equals(wish.to())) {
            return List.of();
        }
        List<RegistryEvent> events = new ArrayList<>(pass(state, rules, wish, judge));
        events.addAll(move(state, rules.pipeline(), version, wish.to()));
        return withAliases(state, rules.pipeline(), events, 0);
    }

    /**
     * That a version passes all gates between it and a stage.
     *
     * @return what is to be written down of it
     * @throws RejectedException if the transition is not allowed or a gate does not hold
     */
    static List<RegistryEvent> pass(ModelState state, Rules rules, Wish asked, Judge judge) {
        Wish wish = asked.under(rules);
        VersionState version = wish.version(state);
        Simulation simulation = simulate(state, rules, wish, judge);
        simulation.refusal().ifPresent(refusal -> {
            throw new RejectedException(refusal);
        });
        if (!simulation.passes()) {
            throw new RejectedException(named(version, wish) + " does not pass to " + wish.to() + ": "
                    + simulation.open().stream().map(GateResult::toString).collect(Collectors.joining("; ")));
        }
        return simulation.gates().isEmpty()
                ? List.of()
                : List.of(new GatesPassed(wish.number(), wish.to(), simulation.circumstances(), simulation.gates()));
    }

    /** What {@link #promote} would say, gate by gate. */
    public static Simulation simulate(ModelState state, Rules rules, Wish asked, Judge judge) {
        Wish wish = asked.under(rules);
        VersionState version = wish.version(state);
        Circumstances circumstances = wish.circumstances(state, rules);
        Optional<String> refusal = refusal(state, rules.pipeline(), wish, version, judge.now());
        List<GateResult> results = new ArrayList<>();
        if (refusal.isEmpty()) {
            results.addAll(
                    judge.judge(state, version, wish.to(), gates(rules.pipeline(), version, wish), circumstances));
            barred(rules, version, wish)
                    .ifPresent(why -> results.add(GateResult.of(QUARANTINE, Verdict.FAILED, "it " + why)));
        }
        List<Stage> allowed = rules.pipeline().after(wish.from(version));
        return new Simulation(wish.from(version), wish.to(), allowed, circumstances, results, refusal);
    }

    /** What keeps a version from entering a stage, whatever the gates say; out of the way, and out of service, it may always go. */
    private static Optional<String> barred(Rules rules, VersionState version, Wish wish) {
        boolean leavesService = version.stage().isLive() && !wish.to().isLive();
        return leavesService || wish.to().equals(Stage.ARCHIVED) || wish.to().equals(version.stage())
                ? Optional.empty()
                : rules.barrier().bars(version);
    }

    /** The gates between a version and a stage; none where there is no way, or the version has expired. */
    public static List<Gate> gates(ModelState state, Rules rules, Wish asked) {
        Wish wish = asked.under(rules);
        VersionState version = wish.version(state);
        return isBarred(state, version, wish) ? List.of() : gates(rules.pipeline(), version, wish);
    }

    private static List<Gate> gates(Pipeline pipeline, VersionState version, Wish wish) {
        return pipeline.transition(wish.from(version), wish.to())
                .map(Transition::gates)
                .orElse(List.of());
    }

    /** Why a version may not move, gates aside. */
    private static Optional<String> refusal(
            ModelState state, Pipeline pipeline, Wish wish, VersionState version, Instant now) {
        if (isBarred(state, version, wish)) {
            return Holding.whyUnusable(state, wish.model(), version);
        }
        RolloutState rollout = state.rollout();
        if (rollout != null && (rollout.involves(wish.number()) || wish.to().isLive())) {
            return Optional.of(RollingOut.inTheWay(wish.model(), rollout) + "; " + named(version, wish)
                    + " cannot go to " + wish.to() + " until it is completed or aborted");
        }
        Optional<String> bound = Belonging.refusal(state, wish, version);
        if (bound.isPresent()) {
            return bound;
        }
        Stage from = wish.from(version);
        List<Stage> allowed = pipeline.after(from);
        if (!from.equals(wish.to()) && !allowed.contains(wish.to())) {
            return Optional.of(named(version, wish) + " is in " + from + " and cannot go to " + wish.to()
                    + "; from there it can go to " + allowed);
        }
        Entry failed = version.record().failed();
        if (wish.to().equals(Stage.PRODUCTION) && failed != null && isFlapping(pipeline, failed, now)) {
            return Optional.of(named(version, wish) + " failed in service and was rolled back at " + failed.time()
                    + " (" + failed.reason() + "); wait until "
                    + failed.time().plus(pipeline.flapWindow())
                    + ", promote another version, or break the glass");
        }
        return Optional.empty();
    }

    /** Whether its artifacts may be gone, where they would be needed. */
    private static boolean isBarred(ModelState state, VersionState version, Wish wish) {
        return !state.isUsable(version) && !wish.to().equals(Stage.ARCHIVED);
    }

    private static boolean isFlapping(Pipeline pipeline, Entry rollback, Instant now) {
        return !pipeline.flapWindow().isZero() && now.isBefore(rollback.time().plus(pipeline.flapWindow()));
    }

    /** Moves a version to a stage whatever the pipeline says, and tells what was passed over. */
    public static List<RegistryEvent> breakGlass(ModelState state, Rules rules, Wish asked, Instant now) {
        Wish wish = asked.under(rules);
        VersionState version = wish.usable(state);
        if (version.stage().equals(wish.to())) {
            return List.of();
        }
        List<String> skipped = new ArrayList<>();
        refusal(state, rules.pipeline(), wish, version, now).ifPresent(skipped::add);
        barred(rules, version, wish).ifPresent(why -> skipped.add(QUARANTINE + ": it " + why));
        boolean isWay = rules.pipeline().after(version.stage()).contains(wish.to());
        Stream<Gate> passedOver = isWay
                ? gates(rules.pipeline(), version, wish).stream()
                : rules.pipeline().gatesInto(wish.to());
        passedOver.map(gate -> "gate not asked: " + gate.key()).distinct().forEach(skipped::add);
        List<RegistryEvent> events = new ArrayList<>();
        if (!skipped.isEmpty()) {
            events.add(new GlassBroken(wish.number(), skipped));
        }
        RolloutState rollout = state.rollout();
        List<VersionState> leaving = leaving(state, rules.pipeline(), wish.to());
        if (rollout != null && (rollout.involves(wish.number()) || wish.to().isLive())) {
            events.add(new RolloutEnded(Outcome.ABORTED));
            events.addAll(new Exits(state, rules.pipeline(), number -> number == wish.number())
                    .beside(wish.to())
                    .leave(rollout.candidates().stream()
                            .filter(number -> number != wish.number()
                                    && leaving.stream().noneMatch(other -> other.number() == number))
                            .toList()));
        }
        events.addAll(Belonging.leave(state, wish, version));
        events.addAll(move(state, rules.pipeline(), version, wish.to()));
        return withAliases(state, rules.pipeline(), events, 0);
    }

    /** The versions that must make room in a stage. */
    static List<VersionState> leaving(ModelState state, Pipeline pipeline, Stage to) {
        List<VersionState> leaving = pipeline.isExclusive(to) ? state.occupants(to) : List.of();
        if (leaving.size() > MAX_LEAVING) {
            throw new RejectedException(leaving.size() + " versions are in " + to
                    + ", which holds one by now, and at most " + MAX_LEAVING
                    + " can make room in one commit; archive some of them first");
        }
        if (!to.equals(Stage.PRODUCTION)) { // about which the release itself decides
            Belonging.checkMayLeave(state, leaving);
        }
        return leaving;
    }

    /** Whoever must make room is archived, and out of production also recorded as good. */
    static List<RegistryEvent> move(ModelState state, Pipeline pipeline, VersionState version, Stage to) {
        List<RegistryEvent> events = new ArrayList<>();
        for (VersionState occupant : leaving(state, pipeline, to)) {
            if (to.equals(Stage.PRODUCTION)) {
                events.add(new ProvedGood(occupant.number()));
            }
            events.add(new StageChanged(occupant.number(), to, Stage.ARCHIVED));
        }
        events.add(new StageChanged(version.number(), version.stage(), to));
        return events;
    }

    /**
     * A protected alias goes with its stage: to whoever takes the place of the version that it points to, or away if nobody does. What failed
     * gives its aliases up and gets none.
     *
     * @param failed the version that a rollback takes out of production; 0 if it is none
     */
    static List<RegistryEvent> withAliases(
            ModelState state, Pipeline pipeline, List<RegistryEvent> events, int failed) {
        List<StageChanged> moves = events.stream()
                .filter(StageChanged.class::isInstance)
                .map(StageChanged.class::cast)
                .toList();
        List<RegistryEvent> all = new ArrayList<>(events);
        pipeline.protectedAliases().forEach((alias, allowed) -> {
            VersionState holder = state.version(alias);
            if (holder == null || !allowed.contains(holder.stage())) {
                return;
            }
            boolean leaves = moves.stream()
                    .filter(move -> move.number() == holder.number())
                    .anyMatch(move -> move.number() == failed || !allowed.contains(move.to()));
            if (!leaves) {
                return;
            }
            all.add(moves.stream()
                    .filter(move -> move.to().equals(holder.stage()) && move.number() != failed)
                    .<RegistryEvent>map(move -> new AliasMoved(alias, OptionalInt.of(holder.number()), move.number()))
                    .findFirst()
                    .orElseGet(() -> new AliasRemoved(alias, holder.number())));
        });
        return all;
    }

    /** Puts a good version back into production in the place of one that failed there; a candidate that failed leaves control in its place. */
    public static List<RegistryEvent> rollback(
            ModelState state, Rules rules, ModelName model, int number, Digest digest, Rollback how, Instant now) {
        VersionState failed = Lookup.version(state, model, number, digest);
        RolloutState rollout = state.rollout();
        if (rollout != null && rollout.candidates().contains(number)) {
            List<RegistryEvent> events = new ArrayList<>();
            events.add(new Failed(number));
            events.add(new RolloutEnded(Outcome.ROLLED_BACK));
            Exits exits = new Exits(state, rules.pipeline(), any -> false);
            events.addAll(exits.leave(rollout.candidates().stream()
                    .filter(other -> other != number)
                    .toList())); // first: what did not fail is rather kept at hand
            events.addAll(exits.leave(List.of(number)));
            return withAliases(state, rules.pipeline(), events, number);
        }
        Belonging.checkFree(state, model, "rolled back by itself");
        if (failed.record().served() == 0 && failed.record().failed() == null) {
            throw new RejectedException("version " + shown(failed) + " of model '" + model
                    + "' was never in Production; there is nothing to roll back");
        }
        if (!failed.stage().equals(Stage.PRODUCTION)) {
            return List.of();
        }
        List<String> barred = new ArrayList<>();
        VersionState good = state.lastGood(how.steps(), version -> {
            Optional<String> why = rules.barrier().bars(version);
            why.ifPresent(words -> barred.add("version " + shown(version) + " " + words));
            return why.isPresent();
        });
        if (good == null) {
            throw new RejectedException(
                    "model '" + model + "' has no good version to return to from " + shown(failed)
                            + (how.steps() == 1 ? "" : " by " + how.steps() + " steps")
                            + (barred.isEmpty() ? "" : ", for " + barred.get(0))
                            + (barred.size() < 2 ? "" : "; so do " + (barred.size() - 1) + " others")
                            + (rollout == null
                                    ? "; promote another version, or archive this one to serve none"
                                    : "; complete the rollout with a candidate, or abort it first and then promote another version"));
        }
        List<RegistryEvent> events = new ArrayList<>();
        Entry last = state.rollback();
        if (last != null && last.revision() == failed.entered().revision() && isFlapping(rules.pipeline(), last, now)) {
            String flapping = "version " + shown(failed) + " of model '" + model
                    + "' came to Production by a rollback at " + last.time() + " (" + last.reason() + ")";
            if (!how.overridesFlapGuard()) {
                throw new RejectedException(flapping
                        + "; what fails twice in a row may not be the model. Wait until "
                        + last.time().plus(rules.pipeline().flapWindow())
                        + ", or roll back with despiteFlapGuard()");
            }
            events.add(new GlassBroken(number, List.of(flapping)));
        }
        Exits exits = new Exits(state, rules.pipeline(), leaves -> leaves == good.number());
        events.add(new Failed(number));
        events.add(new StageChanged(number, Stage.PRODUCTION, exits.next()));
        if (rollout != null) {
            events.add(new RolloutEnded(Outcome.ABORTED));
            events.addAll(exits.leave(rollout.candidates().stream()
                    .filter(candidate -> candidate != good.number())
                    .toList()));
        }
        events.add(new StageChanged(good.number(), good.stage(), Stage.PRODUCTION));
        return withAliases(state, rules.pipeline(), events, number);
    }

    private static String named(VersionState version, Wish wish) {
        return "version " + shown(version) + " of model '" + wish.model() + "'";
    }
}
