package dev.modelregistry.rollout;

import java.util.Objects;

/** A rollout as it is wished: how traffic moves, and whom it may reach. Immutable. */
public final class RolloutPlan {
    private final RolloutPolicy policy;
    private final Routing routing;

    private RolloutPlan(RolloutPolicy policy, Routing routing) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.routing = Objects.requireNonNull(routing, "routing");
    }

    /** A plan that may reach everybody. */
    public static RolloutPlan of(RolloutPolicy policy) {
        return new RolloutPlan(policy, Routing.standard());
    }

    /** A copy that reaches others. */
    public RolloutPlan routing(Routing value) {
        return new RolloutPlan(policy, value);
    }

    /** A copy by which traffic moves otherwise. */
    public RolloutPlan policy(RolloutPolicy value) {
        return new RolloutPlan(value, routing);
    }

    /** How traffic moves. */
    public RolloutPolicy policy() {
        return policy;
    }

    /** Whom it may reach. */
    public Routing routing() {
        return routing;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RolloutPlan that && policy.equals(that.policy) && routing.equals(that.routing);
    }

    @Override
    public int hashCode() {
        return Objects.hash(policy, routing);
    }

    @Override
    public String toString() {
        return policy + ", " + routing;
    }
}
