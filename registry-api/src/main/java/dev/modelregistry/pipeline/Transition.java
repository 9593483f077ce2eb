package dev.modelregistry.pipeline;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate.MetricAtLeast;
import dev.modelregistry.pipeline.Gate.MetricAtMost;
import dev.modelregistry.pipeline.Gate.NotWorse;
import java.util.List;
import java.util.Objects;

/**
 * A way from one stage to another, and what a version must pass on it. Immutable.
 *
 * @param from where the version is
 * @param to where it goes
 * @param gates what it must pass, at most 50, in the order in which they are looked at
 */
public record Transition(Stage from, Stage to, List<Gate> gates) {
    private static final int MAX_GATES = 50;

    /**
     * @throws InvalidInputException if both stages are the same, there are too many gates, one is there twice, two contradict each other,
     *     or there are any on the way to {@link Stage#ARCHIVED}
     */
    public Transition {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        gates = List.copyOf(gates);
        String way = from + " → " + to;
        if (from.equals(to)) {
            throw new InvalidInputException("transition " + way + " leads nowhere; its stages must differ");
        }
        if (to.equals(Stage.ARCHIVED) && !gates.isEmpty()) {
            throw new InvalidInputException("transition " + way + " has gates, the first is '"
                    + gates.get(0).key() + "'; taking a version out of use must always be possible, so leave them out");
        }
        if (gates.size() > MAX_GATES) {
            throw new InvalidInputException(
                    "transition " + way + " has " + gates.size() + " gates; at most " + MAX_GATES + " are allowed");
        }
        for (int i = 0; i < gates.size(); i++) {
            for (Gate earlier : gates.subList(0, i)) {
                notAgainst(way, earlier, gates.get(i));
            }
        }
    }

    /** A transition with these gates. */
    public static Transition of(Stage from, Stage to, Gate... gates) {
        return new Transition(from, to, List.of(gates));
    }

    private static void notAgainst(String way, Gate one, Gate other) {
        if (one.key().equals(other.key())) {
            throw new InvalidInputException("transition " + way + " has gate '" + one.key()
                    + "' twice; give it once, or declare the transition anew with all its gates");
        }
        if (contradict(one, other) || contradict(other, one)) {
            throw new InvalidInputException("transition " + way + " has gates '" + one.key() + "' and '" + other.key()
                    + "', which do not go together; leave one out");
        }
    }

    private static boolean contradict(Gate one, Gate other) {
        if (one instanceof MetricAtLeast least && other instanceof MetricAtMost most) {
            return least.metric().equals(most.metric()) && least.bound() > most.bound();
        }
        return one instanceof NotWorse some
                && other instanceof NotWorse more
                && some.metric().equals(more.metric());
    }

    @Override
    public String toString() {
        return from + " → " + to
                + (gates.isEmpty() ? "" : " " + gates.stream().map(Gate::key).toList());
    }
}
