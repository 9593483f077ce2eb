package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.Rollouts;
import dev.modelregistry.core.decide.RollingOut;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.ShadowReport;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Deployment;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rollouts of a model: each method names the decision and hands it to the journal's loop. */
final class LiveRollouts implements Rollouts {
    /** The part of a version's requests that may fail while it is deployed. */
    private static final double DEPLOYED_ERRORS = 0.05;
    /** So many requests without an error show with 95 % confidence that no more fail (3 / 0.05). */
    private static final long DEPLOYED_REQUESTS = 60;

    private static final Duration LONGEST = Duration.ofDays(365);

    /** How often a window is looked at, at least, and twice more behind it. */
    private static final int LOOKS = 10;

    private final Engine engine;
    private final LiveModel model;
    private final Governance governance;
    private final Optional<Actor> actor;

    LiveRollouts(Engine engine, LiveModel model, Governance governance, Optional<Actor> actor) {
        this.engine = engine;
        this.model = model;
        this.governance = governance;
        this.actor = actor;
    }

    @Override
    public Optional<Rollout> current() {
        return model.rollout();
    }

    @Override
    public Rollout start(ModelVersion candidate, RolloutPlan plan, Change change) {
        model.checkOurs(candidate);
        return rollout(governance.startRollout(author(change), plan, state -> {
            if (plan.policy() instanceof Split) {
                throw new InvalidInputException("a split names its versions itself; use start(plan, change)");
            }
            return RollingOut.candidate(state, model.name(), candidate.number(), candidate.digest());
        }));
    }

    @Override
    public Rollout start(RolloutPlan plan, Change change) {
        return rollout(governance.startRollout(author(change), plan, state -> {
            if (plan.policy() instanceof Split split) {
                return List.copyOf(split.weights().keySet());
            }
            throw new InvalidInputException(plan.policy() + " names no version; use start(candidate, plan, change)");
        }));
    }

    @Override
    public Rollout moveTo(int step, Change change) {
        return rollout(governance.commit(
                author(change), (state, rules) -> RollingOut.moveTo(state, rules, model.name(), step)));
    }

    @Override
    public Rollout reweigh(Map<Integer, Double> weights, Change change) {
        Split split = new Split(weights);
        return rollout(governance.commit(
                author(change), (state, rules) -> RollingOut.reweigh(state, rules, model.name(), split)));
    }

    @Override
    public Rollout pause(Change change) {
        return rollout(model.commit(change, state -> RollingOut.pause(state, model.name())));
    }

    @Override
    public Rollout resume(Change change) {
        return rollout(model.commit(change, state -> RollingOut.resume(state, model.name())));
    }

    @Override
    public Occupancy complete(ModelVersion winner, Change change) {
        model.checkOurs(winner);
        ModelState after = governance.commit(
                author(change),
                (state, rules) -> RollingOut.complete(state, rules, model.name(), winner.number(), winner.digest()));
        return model.occupancy(after, winner);
    }

    @Override
    public void abort(Change change) {
        governance.commitByRecentRules(author(change), (state, rules) -> RollingOut.abort(state, rules, model.name()));
    }

    @Override
    public Deployment deployWithMonitoring(
            ModelVersion version, Duration window, List<HealthCheck> checks, Change change) {
        Author author = author(change);
        author.requireReasonAlone("a deployment is more than one commit");
        List<HealthCheck> asked = List.copyOf(checks);
        if (window.isZero()) {
            throw new InvalidInputException("a window of " + window + " is not above zero");
        }
        RolloutPolicy policy = RolloutPolicy.canary(new Step(1, window, DEPLOYED_REQUESTS));
        Analysis analysis =
                Analysis.standard().maximumErrorRate(DEPLOYED_ERRORS).lookEvery(between(window));
        RolloutPlan plan = RolloutPlan.of(policy).analysis(analysis);
        if (isDone(version)) {
            return new Deployment(Optional.of(Outcome.COMPLETED), Optional.empty());
        }
        Rollout rollout = start(version, plan, change);
        return supervision(author, asked)
                .watch(rollout, window.plus(analysis.lookEvery().multipliedBy(2)));
    }

    /** It was deployed before, and is in production. */
    private boolean isDone(ModelVersion version) {
        model.checkOurs(version);
        ModelState state = model.state();
        VersionState deployed = state.version(version.number());
        return state.rollout() == null
                && deployed != null
                && deployed.stage().equals(Stage.PRODUCTION)
                && deployed.record().isGood();
    }

    /** The time between two looks at a window. */
    private static Duration between(Duration window) {
        long part = Math.max(1, window.toMillis() / LOOKS);
        return Duration.ofMillis(Math.min(part, Analysis.standard().lookEvery().toMillis()));
    }

    @Override
    public Deployment watch(Duration atMost, List<HealthCheck> checks, Change change) {
        Author author = author(change);
        author.requireReasonAlone("what is watched may take more than one commit");
        if (atMost.isNegative() || atMost.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                    "watching for " + atMost + " is not from 0 to " + LONGEST.toDays() + " days");
        }
        Rollout rollout = current()
                .filter(this::isJudged)
                .orElseThrow(() -> new RejectedException(
                        "no rollout of model '" + model.name() + "' with an analysis is under way; start one"));
        return supervision(author, checks).watch(rollout, atMost);
    }

    private boolean isJudged(Rollout rollout) {
        return rollout.plan().analysis().isPresent();
    }

    private Supervision supervision(Author author, List<HealthCheck> checks) {
        return new Supervision(engine, model.name(), author, List.copyOf(checks));
    }

    @Override
    public Optional<RolloutVerdict> verdict() {
        return new Controller(engine, model.name(), List.of(), engine.servings().threads()).verdict(model.state());
    }

    @Override
    public Optional<ShadowReport> shadow() {
        return model.state().shows(model.name()) ? new ShadowReports(engine, model.name()).last() : Optional.empty();
    }

    @Override
    public ShadowVerdict shadow(ModelVersion version, ShadowRule rule) {
        model.checkOurs(version);
        return new ShadowReports(engine, model.name()).judge(version.number(), rule);
    }

    private Author author(Change change) {
        return Author.of(change, actor);
    }

    private Rollout rollout(ModelState after) {
        return model.routes(after).rollout().orElseThrow();
    }
}
