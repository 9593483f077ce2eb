package dev.modelregistry.review;

import dev.modelregistry.id.Stage;
import java.util.List;
import java.util.Optional;

/**
 * What a promotion would say now. Immutable.
 *
 * @param from the stage that the version is in
 * @param to the stage that it would enter
 * @param allowed the stages that the pipeline allows after {@code from}
 * @param circumstances what the verdicts rest on
 * @param gates how each gate of the transition was judged, in their order; none if the transition is not allowed, or the version is there
 * @param refusal why it would be refused for another reason than a gate; empty if for none
 */
public record Simulation(
        Stage from,
        Stage to,
        List<Stage> allowed,
        Circumstances circumstances,
        List<GateResult> gates,
        Optional<String> refusal) {
    /** Copies the lists. */
    public Simulation {
        allowed = List.copyOf(allowed);
        gates = List.copyOf(gates);
    }

    /** Whether the version would enter. */
    public boolean passes() {
        return refusal.isEmpty() && gates.stream().allMatch(GateResult::isPassed);
    }

    /** The gates that do not hold. */
    public List<GateResult> open() {
        return gates.stream().filter(gate -> !gate.isPassed()).toList();
    }
}
