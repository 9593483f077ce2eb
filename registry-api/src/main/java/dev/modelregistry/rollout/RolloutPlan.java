package dev.modelregistry.rollout;

import dev.modelregistry.health.Analysis;
import java.util.Objects;
import java.util.Optional;

/** A rollout as it is wished: how traffic moves, whom it may reach, and how the candidate is judged. Immutable. */
public final class RolloutPlan {
    private final RolloutPolicy policy;
    private final Routing routing;
    private final Optional<Analysis> analysis;

    private RolloutPlan(RolloutPolicy policy, Routing routing, Optional<Analysis> analysis) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.routing = Objects.requireNonNull(routing, "routing");
        this.analysis = analysis;
    }

    /** A plan that may reach everybody, and by which people alone judge and move. */
    public static RolloutPlan of(RolloutPolicy policy) {
        return new RolloutPlan(policy, Routing.standard(), Optional.empty());
    }

    /** A copy that reaches others. */
    public RolloutPlan routing(Routing value) {
        return new RolloutPlan(policy, value, analysis);
    }

    /** A copy by which traffic moves otherwise. */
    public RolloutPlan policy(RolloutPolicy value) {
        return new RolloutPlan(value, routing, analysis);
    }

    /** A copy by which the candidate is judged where it serves, and moved unless the analysis says otherwise. For canaries, which have steps. */
    public RolloutPlan analysis(Analysis value) {
        return new RolloutPlan(policy, routing, Optional.of(value));
    }

    /** How traffic moves. */
    public RolloutPolicy policy() {
        return policy;
    }

    /** Whom it may reach. */
    public Routing routing() {
        return routing;
    }

    /** How the candidate is judged; empty if people alone do. */
    public Optional<Analysis> analysis() {
        return analysis;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RolloutPlan that
                && policy.equals(that.policy)
                && routing.equals(that.routing)
                && analysis.equals(that.analysis);
    }

    @Override
    public int hashCode() {
        return Objects.hash(policy, routing, analysis);
    }

    @Override
    public String toString() {
        return policy + ", " + routing + analysis.map(how -> ", " + how).orElse("");
    }
}
