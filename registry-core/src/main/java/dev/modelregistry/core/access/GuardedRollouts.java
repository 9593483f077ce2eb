package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.Rollouts;
import dev.modelregistry.access.Operation;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.ShadowReport;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Deployment;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rollouts, for those who may promote to production; whoever may roll back there may also end one. */
final class GuardedRollouts implements Rollouts {
    private final GuardedModel model;
    private final Rollouts inner;

    GuardedRollouts(GuardedModel model, Rollouts inner) {
        this.model = model;
        this.inner = inner;
    }

    @Override
    public Optional<Rollout> current() {
        return model.rollout();
    }

    @Override
    public Deployment deployWithMonitoring(
            ModelVersion version, Duration window, List<HealthCheck> checks, Change change) {
        requireTrial(change, version.number());
        model.requireServing(change, Operation.ROLL_BACK);
        return inner.deployWithMonitoring(version, window, checks, change);
    }

    @Override
    public Deployment watch(Duration atMost, List<HealthCheck> checks, Change change) {
        model.requireServing(change, Operation.ROLL_BACK);
        return promoting(change).watch(atMost, checks, change);
    }

    @Override
    public Optional<RolloutVerdict> verdict() {
        return model.rollout().isEmpty() ? Optional.empty() : inner.verdict();
    }

    @Override
    public Optional<ShadowReport> shadow() {
        return model.exists() ? inner.shadow() : Optional.empty();
    }

    @Override
    public ShadowVerdict shadow(ModelVersion version, ShadowRule rule) {
        model.stageOf(version); // whoever may not read it hears that there is none
        return inner.shadow(version, rule);
    }

    @Override
    public Rollout start(ModelVersion candidate, RolloutPlan plan, Change change) {
        requireTrial(change, candidate.number());
        return inner.start(candidate, plan, change);
    }

    @Override
    public Rollout start(RolloutPlan plan, Change change) {
        if (plan.policy() instanceof Split split) {
            split.weights().keySet().forEach(number -> requireTrial(change, number));
        } else {
            model.requireServing(change, Operation.PROMOTE);
        }
        return inner.start(plan, change);
    }

    /** It goes through the canary stage, and serves as what is in production. */
    private void requireTrial(Change change, int version) {
        model.requireServing(change, Operation.PROMOTE, version, Stage.CANARY);
        model.requireServing(change, Operation.PROMOTE, version, Stage.PRODUCTION);
    }

    @Override
    public Rollout moveTo(int step, Change change) {
        return promoting(change).moveTo(step, change);
    }

    @Override
    public Rollout reweigh(Map<Integer, Double> weights, Change change) {
        return promoting(change).reweigh(weights, change);
    }

    @Override
    public Rollout pause(Change change) {
        return promoting(change).pause(change);
    }

    @Override
    public Rollout resume(Change change) {
        return promoting(change).resume(change);
    }

    private Rollouts promoting(Change change) {
        model.requireServing(change, Operation.PROMOTE);
        return inner;
    }

    @Override
    public Occupancy complete(ModelVersion winner, Change change) {
        model.requireServing(change, Operation.PROMOTE, winner.number(), Stage.PRODUCTION);
        return inner.complete(winner, change);
    }

    @Override
    public void abort(Change change) {
        model.requireServing(change, Operation.ROLL_BACK);
        inner.abort(change);
    }
}
