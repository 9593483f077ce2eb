package dev.modelregistry.core.decide;

import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Commands of every kind in a random order that a seed repeats; those that are refused change nothing. */
public final class RandomCommands {
    private static final List<Stage> STAGES =
            List.of(Stage.DEVELOPMENT, Stage.STAGING, Stage.CANARY, Stage.PRODUCTION, Stage.ARCHIVED);

    private static final RetentionPolicy RETENTION = RetentionPolicy.builder("nightly")
            .models("*")
            .keepLast(4)
            .keepTagged("tag 0")
            .archiveAfter(Duration.ofMinutes(2))
            .expireAfter(Duration.ofMinutes(5))
            .maximumAge(Duration.ofMinutes(30))
            .build();

    private static final List<RolloutPlan> POLICIES = List.of(
            RolloutPlan.of(RolloutPolicy.immediate()),
            RolloutPlan.of(RolloutPolicy.shadow(0.1)),
            RolloutPlan.of(RolloutPolicy.canary(Step.of(0.05, Duration.ZERO), Step.of(1, Duration.ofHours(1))))
                    .routing(Routing.standard()
                            .holdout(new Routing.Holdout("q4", 0.1))
                            .missingKey(MissingKey.BY_WEIGHT)));

    private final Random random;
    private final Script script = new Script();
    private int accepted;
    private int refused;
    private int idle;

    /** A new model and commands from this seed. */
    public RandomCommands(long seed) {
        this.random = new Random(seed);
        script.under(
                Pipeline.standard().toBuilder()
                        .gates(Stage.CANARY, Gate.selfTest(), Gate.approvals(1))
                        .protect("alias-0", Stage.PRODUCTION, Stage.STAGING)
                        .build(),
                1);
    }

    /** The model. */
    public Script script() {
        return script;
    }

    /** How many commands changed something, were refused, and had nothing to do. */
    List<Integer> counts() {
        return List.of(accepted, refused, idle);
    }

    /** Runs some commands. */
    public RandomCommands run(int commands) {
        for (int i = 0; i < commands; i++) {
            step();
        }
        return this;
    }

    /** Runs one command. */
    void step() {
        if (random.nextInt(5) == 0 || script.state().lastNumber() == 0) {
            String version = "1." + random.nextInt(40) + "." + random.nextInt(3);
            Optional<String> key = random.nextInt(3) == 0 ? Optional.of("key-" + random.nextInt(20)) : Optional.empty();
            int content = random.nextInt(8);
            Lineage lineage = content < 4
                    ? Lineage.unknown()
                    : Lineage.builder().run("flights/run-" + content % 3).build();
            Registration wish = Script.wish(version, "content " + content, lineage, key);
            decide(() -> script.decideRegister(wish), events -> script.commit(events, wish));
        } else {
            decide(this::change, script::commit);
        }
    }

    private List<RegistryEvent> change() {
        ModelState state = script.state();
        int number = 1 + random.nextInt(state.lastNumber());
        VersionState version = script.version(number);
        String key = "tag " + random.nextInt(4);
        Alias alias = Alias.of("alias-" + random.nextInt(4));
        Wish wish = script.enter(number, STAGES.get(random.nextInt(STAGES.size())));
        return switch (random.nextInt(28)) {
            case 0, 1, 2, 3, 4, 5, 6 -> Lifecycle.promote(state, script.rules(), wish, judge(wish));
            case 7, 8 -> {
                VersionState serving = state.lastIn(Stage.PRODUCTION);
                VersionState failed = serving == null || random.nextInt(4) == 0 ? version : serving;
                Rollback how = Rollback.steps(1 + random.nextInt(2));
                yield script.decideRollback(failed.number(), random.nextInt(4) == 0 ? how.despiteFlapGuard() : how);
            }
            case 9, 10 -> Decider.alias(state, script.rules(), Script.MODEL, alias, number, version.digest());
            case 11 -> Decider.removeAlias(state, script.rules(), Script.MODEL, alias);
            case 16, 17, 18 -> review(state, wish);
            case 19 ->
                random.nextInt(4) == 0
                        ? Lifecycle.breakGlass(state, script.rules(), wish, script.now())
                        : review(state, wish);
            case 12 ->
                random.nextBoolean()
                        ? Decider.tag(state, Script.MODEL, key, "value " + random.nextInt(3))
                        : Decider.removeTag(state, Script.MODEL, key);
            case 13 -> Decider.tag(state, Script.MODEL, number, version.digest(), key, "value " + random.nextInt(3));
            case 14 -> Decider.removeTag(state, Script.MODEL, number, version.digest(), key);
            case 20 ->
                Decider.comment(state, Script.MODEL, number, version.digest(), Script.digest("comment " + number));
            case 21 -> keep(state, number, version);
            case 22 -> {
                script.later(Duration.ofMinutes(random.nextInt(3)));
                yield Retaining.events(Retaining.due(
                        Retaining.fates(state, script.rules().pipeline(), List.of(RETENTION), script.now())));
            }
            case 24, 25, 26, 27 -> roll(state, version);
            case 23 -> Holding.revive(state, Script.MODEL, number, version.digest());
            default -> state.isDeleted() ? Decider.restore(state, Script.MODEL) : Decider.delete(state, Script.MODEL);
        };
    }

    /** One that ran no check. */
    private Judge judge(Wish wish) {
        ModelState state = script.state();
        Stage from = script.version(wish.number()).stage();
        return script.judge(
                new Findings(from, wish.circumstances(state, script.rules()), Collections.emptySortedMap()));
    }

    private List<RegistryEvent> roll(ModelState state, VersionState version) {
        if (state.lastIn(Stage.CANARY) == null) { // the gates let hardly anything in
            Wish wish = script.enter(version.number(), Stage.CANARY);
            return Lifecycle.breakGlass(state, script.rules(), wish, script.now());
        }
        if (state.rollout() != null && random.nextInt(8) == 0) { // and what takes part is rarely moved by chance
            int part = state.rollout().candidates().get(0);
            Wish wish = script.enter(random.nextBoolean() ? part : version.number(), STAGES.get(random.nextInt(5)));
            return random.nextBoolean()
                    ? Lifecycle.breakGlass(state, script.rules(), wish, script.now())
                    : script.decideRollback(part, Rollback.toLastGood());
        }
        VersionState candidate = Objects.requireNonNull(state.lastIn(Stage.CANARY));
        int number = random.nextInt(8) == 0 ? version.number() : candidate.number();
        int control = state.lastIn(Stage.PRODUCTION) == null
                ? number
                : state.lastIn(Stage.PRODUCTION).number();
        return switch (random.nextInt(state.rollout() == null ? 4 : 20)) {
            case 0, 1, 2 ->
                RollingOut.start(
                        state,
                        script.rules(),
                        Script.MODEL,
                        POLICIES.get(random.nextInt(POLICIES.size())),
                        List.of(number),
                        this::judge,
                        "salt " + random.nextInt(3));
            case 3 ->
                RollingOut.start(
                        state,
                        script.rules(),
                        Script.MODEL,
                        RolloutPlan.of(new Split(weights(control, number))),
                        List.copyOf(weights(control, number).keySet()),
                        this::judge,
                        "salt");
            case 5 -> RollingOut.reweigh(state, script.rules(), Script.MODEL, new Split(weights(control, number)));
            case 6 ->
                random.nextBoolean() ? RollingOut.pause(state, Script.MODEL) : RollingOut.resume(state, Script.MODEL);
            case 7 -> RollingOut.abort(state, script.rules(), Script.MODEL);
            case 8 ->
                RollingOut.complete(
                        state,
                        script.rules(),
                        Script.MODEL,
                        number,
                        script.version(number).digest());
            default -> RollingOut.moveTo(state, script.rules(), Script.MODEL, random.nextInt(3));
        };
    }

    private Map<Integer, Double> weights(int control, int number) {
        double share = (1 + random.nextInt(9)) / 10.0;
        return control == number ? Map.of(number, 1.0) : Map.of(control, 1 - share, number, share);
    }

    private List<RegistryEvent> keep(ModelState state, int number, VersionState version) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> Holding.hold(state, Script.MODEL, number, version.digest());
            case 2 -> Holding.release(state, Script.MODEL, number, version.digest());
            case 3 -> Holding.hold(state, Script.MODEL);
            default -> Holding.release(state, Script.MODEL);
        };
    }

    private List<RegistryEvent> review(ModelState state, Wish wish) {
        String somebody = "actor-" + random.nextInt(4);
        script.as(somebody).later(Duration.ofMinutes(random.nextInt(5)));
        return switch (random.nextInt(5)) {
            case 0 -> Approving.request(state, script.rules(), wish);
            case 1 -> Approving.withdraw(state, wish, Actor.of(somebody));
            case 2 ->
                Approving.record(
                        state,
                        script.rules(),
                        wish,
                        wish.circumstances(state, script.rules()),
                        new Gate.Check("self-test"),
                        CheckOutcome.passed(somebody).with("a", 1));
            default ->
                Approving.vote(
                        state,
                        script.rules(),
                        wish,
                        random.nextBoolean() ? Opinion.APPROVED : Opinion.REJECTED,
                        Actor.of(somebody));
        };
    }

    private void decide(Supplier<List<RegistryEvent>> decision, Consumer<List<RegistryEvent>> commit) {
        List<RegistryEvent> events;
        try {
            events = decision.get();
        } catch (RejectedException | ConflictException | NotFoundException | InvalidInputException no) {
            refused++;
            return;
        }
        accepted += events.isEmpty() ? 0 : 1;
        idle += events.isEmpty() ? 1 : 0;
        commit.accept(events);
    }
}
